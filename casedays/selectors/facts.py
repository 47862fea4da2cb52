"""Facts about case days as database conditions: at risk, without a full team, needing a manager."""

import datetime as dt

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import SLOT_ORDER
from casedays.models import Assignment, CaseDay, Change, ChangeAcknowledgement
from casedays.states import ACTIVE, TOLD, AssignmentStatus, ChangeStatus, Status
from scheduling_portal.core import clock

TEAM_SIZE = len(SLOT_ORDER)
#: The date turns at each site's own midnight, and days complete then; one day's slack covers all zones.
SLACK = dt.timedelta(days=1)


def earliest_date() -> dt.date:
    """The earliest date on which a day may still be ahead at some site."""
    return clock.now().date() - SLACK


def filled() -> Coalesce:
    """How many slots of the outer case day are taken."""
    active = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).order_by()
    counted = active.values("case_day").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def at_risk() -> "QuerySet[CaseDay]":
    """Confirmed days ahead with an open slot."""
    days = CaseDay.objects.filter(status=Status.CONFIRMED, date__gte=earliest_date())
    return days.alias(filled=filled()).filter(filled__lt=TEAM_SIZE)


def in_conflict() -> "QuerySet[CaseDay]":
    """Planned and confirmed days ahead on which somebody would no longer be eligible."""
    days = CaseDay.objects.filter(status__in=[Status.PLANNED, Status.CONFIRMED], date__gte=earliest_date())
    return days.filter(Exists(conflicts()))


def conflicts() -> "QuerySet[Assignment]":
    """Assignments of the outer case day whose clinician would no longer be eligible."""
    return Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).exclude(conflict="")


def broken() -> "QuerySet[CaseDay]":
    """Days at risk, and days with a conflict."""
    days = CaseDay.objects.filter(status__in=[Status.PLANNED, Status.CONFIRMED], date__gte=earliest_date())
    open_slot = Q(status=Status.CONFIRMED, filled__lt=TEAM_SIZE)
    return days.alias(filled=filled()).filter(open_slot | Exists(conflicts()))


def changes_to_decide() -> "QuerySet[Change]":
    """Changes of practices that wait for a manager."""
    return Change.objects.filter(status=ChangeStatus.WAITING)


def to_review() -> "QuerySet[CaseDay]":
    """Requests that no answer was given to yet, and those whose proposed date the practice let pass."""
    unanswered = Q(proposed_date__isnull=True) | Q(proposed_until__lt=clock.now())
    return CaseDay.objects.filter(unanswered, status=Status.REQUESTED)


def without_team() -> "QuerySet[CaseDay]":
    """Planned days ahead with an open slot."""
    days = CaseDay.objects.filter(status=Status.PLANNED, date__gte=earliest_date())
    return days.alias(filled=filled()).filter(filled__lt=TEAM_SIZE)


def unanswered() -> "QuerySet[Assignment]":
    """Assignments that were asked, then reminded or past their time, and still have no answer."""
    late = Q(reminded_at__isnull=False) | Q(answer_by__lt=clock.now())
    return Assignment.objects.filter(late, status=AssignmentStatus.ASKED, date__gte=earliest_date())


def unseen() -> "QuerySet[ChangeAcknowledgement]":
    """Acknowledgements of applied changes of days ahead that are still missing."""
    return ChangeAcknowledgement.objects.filter(
        seen_at__isnull=True,
        change__status=ChangeStatus.APPLIED,
        change__case_day__status__in=[Status.PLANNED, Status.CONFIRMED],
        change__case_day__date__gte=earliest_date(),
        user__clinician__assignments__case_day=F("change__case_day"),
        user__clinician__assignments__status__in=TOLD,
    )


def change_waiting() -> Exists:
    """Whether a change of the outer case day waits for a manager."""
    return Exists(changes_to_decide().filter(case_day=OuterRef("pk")))


def change_unseen() -> Exists:
    """Whether somebody has not seen an applied change of the outer case day."""
    return Exists(unseen().filter(change__case_day=OuterRef("pk")))


def needs_manager() -> Q:
    """Condition on case days annotated with `filled`: something about it waits for a manager."""
    ahead = Q(date__gte=earliest_date())
    answer_missing = Exists(unanswered().filter(case_day=OuterRef("pk")))
    return (
        Q(pk__in=to_review().values("pk"))
        | ahead & Q(status__in=[Status.PLANNED, Status.CONFIRMED], filled__lt=TEAM_SIZE)
        | Q(Exists(changes_to_decide().filter(case_day=OuterRef("pk"))))
        | Q(Exists(conflicts())) & ahead & Q(status__in=[Status.PLANNED, Status.CONFIRMED])
        | Q(answer_missing)
        | Q(Exists(unseen().filter(change__case_day=OuterRef("pk"))))
    )
