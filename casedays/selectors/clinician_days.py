"""A clinician's own days, as rows and cards. Held ones never appear: the clinician does not know of them."""

import datetime as dt
import operator
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from availability.models import Availability
from availability.selectors import returned_to
from casedays.models import Assignment, CaseDay, ChangeAcknowledgement, Offer
from casedays.states import TOLD, AssignmentStatus, ChangeStatus, OfferStatus, Status
from scheduling_portal.core import clock, wording
from scheduling_portal.core.geo import miles_between
from scheduling_portal.core.querysets import counted

PAGE = 30


@dataclass(frozen=True)
class Mate:
    """Somebody else on the team who was asked or has accepted. `phone` is empty where it is not to be shown."""

    provider_type: str
    label: str
    name: str
    state: str
    phone: str = ""


@dataclass(frozen=True)
class DayRow:
    """One day in a list."""

    assignment: Assignment
    case_day: CaseDay
    zone: str
    state: str
    said: str
    change_unseen: bool


@dataclass(frozen=True)
class AskCard:
    """A day that wants an answer: an assignment that was asked, or an offer of an open slot.

    `is_elsewhere` says that the site's clock is not the reader's.
    """

    case_day: CaseDay
    assignment: Assignment | None
    offer: Offer | None
    deadline: str
    is_late: bool
    zone: str
    miles: float | None
    mates: list[Mate]
    hints: list[str]
    is_elsewhere: bool = False


def my_assignments(user: User) -> "QuerySet[Assignment]":
    """The person's assignments that they were told of, with day, site and practice, and whether a change is unseen."""
    unseen = ChangeAcknowledgement.objects.filter(
        user=user, seen_at=None, change__case_day=OuterRef("case_day"), change__status=ChangeStatus.APPLIED
    )
    answer = Availability.objects.filter(clinician=OuterRef("clinician"), date=OuterRef("date"))
    return (
        Assignment.objects.visible_to_clinician(user)
        .select_related("case_day__site", "case_day__practice")
        .annotate(change_unseen=Exists(unseen), answer_given=Subquery(answer.values("answer")[:1]))
    )


def coming(user: User) -> "QuerySet[Assignment]":
    """Those of days that are still ahead, the next first."""
    rows = my_assignments(user).filter(
        case_day__status__in=[Status.PLANNED, Status.CONFIRMED], date__gte=clock.earliest_date()
    )
    return rows.order_by("date", "case_day__first_case_time", "pk")


def past(user: User) -> "QuerySet[Assignment]":
    """Those of days that are over, the latest first."""
    over = Q(case_day__status=Status.COMPLETED) | Q(date__lt=clock.earliest_date())
    return my_assignments(user).filter(over, status=AssignmentStatus.ACCEPTED).order_by("-date", "-pk")


def list_page(user: User, *, show_past: bool, page: int) -> "Page[Assignment]":
    """One page of the person's days. Two queries."""
    rows = past(user) if show_past else coming(user)
    return Paginator(rows, PAGE).get_page(page)


def rows_of(assignments: Iterable[Assignment], zone: str) -> list[DayRow]:
    """Rows of a list; `zone` is the reader's, for deadlines."""
    return [
        DayRow(
            assignment=assignment,
            case_day=assignment.case_day,
            zone=wording.zone_name(assignment.case_day.site.time_zone, assignment.date),
            state=state_of(assignment),
            said=said_of(assignment, zone),
            change_unseen=bool(getattr(assignment, "change_unseen", False)),
        )
        for assignment in assignments
    ]


def state_of(assignment: Assignment) -> str:
    """The state of an assignment in the vocabulary."""
    if assignment.status == AssignmentStatus.ASKED and assignment.reminded_at:
        return "reminded"
    return str(assignment.status)


def said_of(assignment: Assignment, zone: str) -> str:
    """The state in the clinician's own words."""
    if assignment.status == AssignmentStatus.ACCEPTED:
        return "You accepted"
    if not assignment.answer_by:
        return "Answer wanted"
    return f"Answer wanted {deadline_words(assignment.answer_by, zone, assignment.case_day)}"


def deadline_words(moment: dt.datetime, zone: str, case_day: CaseDay) -> str:
    """Such as "by 2:00 pm today" or "by Fri 12 Mar, 2:00 pm", on the clock of `zone`; "since ..." when past.

    The zone is said where the day's own times are in another: "by 2:00 pm ET today".
    """
    time = wording.on_clock(moment, zone, case_day.site.time_zone)
    if moment <= clock.now():
        return f"since {wording.day(moment, zone)}, {time}"
    days = (wording.local_date(moment, zone) - clock.today_in(zone)).days
    if days == 0:
        return f"by {time} today"
    return f"by {time} tomorrow" if days == 1 else f"by {wording.day(moment, zone)}, {time}"


def open_offers(user: User) -> "QuerySet[Offer]":
    """Offers that the person can still take."""
    return (
        Offer.objects.visible_to_clinician(user)
        .filter(status=OfferStatus.SENT, closes_at__gt=clock.now(), case_day__status=Status.CONFIRMED)
        .select_related("case_day__site", "case_day__practice")
        .order_by("closes_at", "pk")
    )


def unseen_changes(user: User) -> "QuerySet[ChangeAcknowledgement]":
    """Applied changes of the person's coming days that they have not said to have seen."""
    mine = Assignment.objects.visible_to_clinician(user).filter(case_day=OuterRef("change__case_day"))
    return ChangeAcknowledgement.objects.filter(
        Exists(mine.order_by()),
        user=user,
        seen_at=None,
        change__status=ChangeStatus.APPLIED,
        change__case_day__status__in=[Status.PLANNED, Status.CONFIRMED],
        change__case_day__date__gte=clock.earliest_date(),
    )


def asked_now(user: User) -> "QuerySet[Assignment]":
    """Assignments that wait for the person's answer."""
    return Assignment.objects.visible_to_clinician(user).filter(
        status=AssignmentStatus.ASKED,
        case_day__status=Status.CONFIRMED,
        date__gte=clock.earliest_date(),
    )


def waiting_tally(user: User) -> Combinable:
    """How many things wait for the person, as part of another query: answers, offers, changes, what was given back."""
    waiting = (asked_now(user), open_offers(user), unseen_changes(user), returned_to(user))
    return reduce(operator.add, map(counted, waiting))


def mates_of(days: Collection[int], me: Clinician, *, phones: bool = False) -> Mapping[int, list[Mate]]:
    """The others of each day who were asked or have accepted, in the order A, N, M. One query."""
    found: dict[int, list[Mate]] = {pk: [] for pk in days}
    rows = (
        Assignment.objects.filter(case_day__in=list(days), status__in=TOLD)
        .exclude(clinician=me)
        .select_related("clinician__user")
    )
    for row in rows:
        person = row.clinician.user
        found[row.case_day_id].append(
            Mate(
                provider_type=row.provider_type,
                label=str(row.get_provider_type_display()),
                name=person.get_full_name(),
                state=state_of(row),
                phone=str(person.mobile) if phones and person.mobile else "",
            )
        )
    order = {kind.value: place for place, kind in enumerate(SLOT_ORDER)}
    for mates in found.values():
        mates.sort(key=lambda mate: order[mate.provider_type])
    return found


def miles_to(case_day: CaseDay, clinician: Clinician) -> float | None:
    """From the clinician's home to the site, as the crow flies."""
    site = case_day.site
    if None in {site.latitude, site.longitude, clinician.latitude, clinician.longitude}:
        return None
    home = (clinician.latitude or 0.0, clinician.longitude or 0.0)
    return miles_between(home, (site.latitude or 0.0, site.longitude or 0.0))
