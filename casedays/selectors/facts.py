"""Facts about case days as database conditions: at risk, without a full team, needing a manager."""

import datetime as dt

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import SLOT_ORDER
from casedays.models import Assignment, CaseDay, Change, ChangeAcknowledgement
from casedays.states import ACTIVE, TOLD, AssignmentStatus, ChangeStatus, Status
from scheduling_portal.core import clock

TEAM_SIZE = len(SLOT_ORDER)


def filled() -> Coalesce:
    """How many slots of the outer case day are taken."""
    active = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).order_by()
    counted = active.values("case_day").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def at_risk() -> "QuerySet[CaseDay]":
    """Confirmed days ahead with an open slot."""
    days = CaseDay.objects.filter(status=Status.CONFIRMED, date__gte=clock.earliest_date())
    return days.alias(filled=filled()).filter(filled__lt=TEAM_SIZE)


def is_at_risk(status: str, date: dt.date, taken: int) -> bool:
    """The same of one day that was read already, of which so many slots are taken."""
    return status == Status.CONFIRMED and date >= clock.earliest_date() and taken < TEAM_SIZE


def left() -> Q:
    """Assignments of those who knew of a day and are on it no more: they can't make it, or were released."""
    return Q(status=AssignmentStatus.DECLINED) | Q(status=AssignmentStatus.RELEASED, asked_at__isnull=False)


def conflicts() -> "QuerySet[Assignment]":
    """Assignments of the outer case day whose clinician would no longer be eligible."""
    return Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).exclude(conflict="")


def broken() -> "QuerySet[CaseDay]":
    """Days at risk, and days with a conflict."""
    days = CaseDay.objects.filter(status__in=[Status.PLANNED, Status.CONFIRMED], date__gte=clock.earliest_date())
    open_slot = Q(status=Status.CONFIRMED, filled__lt=TEAM_SIZE)
    return days.alias(filled=filled()).filter(open_slot | Exists(conflicts()))


def changes_to_decide() -> "QuerySet[Change]":
    """Changes of practices that wait for a manager."""
    return Change.objects.filter(status=ChangeStatus.WAITING)


def unreviewed() -> Q:
    """Condition on case days: a request that no answer was given to yet, or whose proposed date was let pass."""
    unanswered = Q(proposed_date__isnull=True) | Q(proposed_until__lt=clock.now())
    return Q(unanswered, status=Status.REQUESTED)


def to_review() -> "QuerySet[CaseDay]":
    """Requests that no answer was given to yet, and those whose proposed date the practice let pass."""
    return CaseDay.objects.filter(unreviewed())


def without_team() -> "QuerySet[CaseDay]":
    """Planned days ahead with an open slot."""
    days = CaseDay.objects.filter(status=Status.PLANNED, date__gte=clock.earliest_date())
    return days.alias(filled=filled()).filter(filled__lt=TEAM_SIZE)


def late_answer(of: str = "") -> Q:
    """Condition on assignments, behind `of` on what has them: asked, then reminded or past its time, and no answer."""
    late = Q(**{f"{of}reminded_at__isnull": False}) | Q(**{f"{of}answer_by__lt": clock.now()})
    asked = {f"{of}status": AssignmentStatus.ASKED, f"{of}date__gte": clock.earliest_date()}
    return Q(late, **asked)


def unanswered() -> "QuerySet[Assignment]":
    """Assignments that were asked, then reminded or past their time, and still have no answer."""
    return Assignment.objects.filter(late_answer())


def unseen() -> "QuerySet[ChangeAcknowledgement]":
    """Acknowledgements of applied changes of days ahead that are still missing."""
    return ChangeAcknowledgement.objects.filter(
        seen_at__isnull=True,
        change__status=ChangeStatus.APPLIED,
        change__case_day__status__in=[Status.PLANNED, Status.CONFIRMED],
        change__case_day__date__gte=clock.earliest_date(),
        user__clinician__assignments__case_day=F("change__case_day"),
        user__clinician__assignments__status__in=TOLD,
    )


def change_waiting() -> Exists:
    """Whether a change of the outer case day waits for a manager."""
    return Exists(changes_to_decide().filter(case_day=OuterRef("pk")))
