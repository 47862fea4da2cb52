"""All clinicians against all dates of a period, and who is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from availability.calendar import dates_of
from availability.demand import Demand, demand_between
from availability.enums import SubmissionStatus
from availability.events import AvailabilityReminded
from availability.models import Availability, Comment, Period, Submission
from scheduling_portal.core.models import TimelineEntry

PAGE = 100
MISSING, RETURNED, SUBMITTED = "missing", "returned", "submitted"


@dataclass(frozen=True)
class PersonRow:
    """One clinician's answers, one per date in the order of the period's dates; "" where there is none."""

    clinician: Clinician
    name: str
    state: str
    answers: Sequence[str]
    noted: frozenset[dt.date]
    taken: frozenset[dt.date]
    reminded_at: dt.datetime | None
    asks: bool

    @property
    def answered(self) -> int:
        """Dates with an answer."""
        return sum(1 for answer in self.answers if answer)


@dataclass(frozen=True)
class Overview:
    """One page of the grid, and how many of all are missing."""

    dates: list[dt.date]
    rows: list[PersonRow]
    page: Page[Clinician]
    demand: Demand
    total: int
    missing: int

    @property
    def submitted(self) -> int:
        """How many have answered."""
        return self.total - self.missing


def overview(period: Period, *, provider_type: str = "", state: str = "", name: str = "", page: int = 1) -> Overview:
    """Clinicians x dates of a period, by provider type and name; nine queries whatever the number of rows.

    `state` keeps only those who are "missing", "returned" or "submitted"; `name` those whose name holds it.
    """
    dates = dates_of(period.starts_on, period.ends_on)
    people = Clinician.objects.working()
    total = people.count()
    missing = people.filter(~_submission(period, SubmissionStatus.SUBMITTED)).count()
    shown = Paginator(_filtered(people, period, provider_type, state, name), PAGE).get_page(page)
    ids = [clinician.pk for clinician in shown]
    demand = demand_between(period.starts_on, period.ends_on)
    return Overview(
        dates=dates,
        rows=_rows(dates, list(shown), _Facts.of(period, ids, demand)),
        page=shown,
        demand=demand,
        total=total,
        missing=missing,
    )


def _submission(period: Period, *statuses: str) -> Exists:
    return Exists(Submission.objects.filter(period=period, clinician=OuterRef("pk"), status__in=list(statuses)))


def _filtered(
    people: QuerySet[Clinician], period: Period, provider_type: str, state: str, name: str
) -> QuerySet[Clinician]:
    if provider_type:
        people = people.filter(provider_type=provider_type)
    if state == MISSING:
        people = people.filter(~_submission(period, *SubmissionStatus.values))
    elif state in {RETURNED, SUBMITTED}:
        people = people.filter(_submission(period, state))
    for part in name.split():
        people = people.filter(user__first_name__icontains=part) | people.filter(user__last_name__icontains=part)
    return people.select_related("user").order_by("provider_type", "user__last_name", "user__first_name", "pk")


@dataclass(frozen=True)
class _Facts:
    """What is known of the clinicians on the page, by their id."""

    answers: Mapping[tuple[int, dt.date], str]
    noted: Mapping[int, set[dt.date]]
    states: Mapping[int, str]
    reminded: Mapping[int, dt.datetime]
    asking: frozenset[int]
    taken: Mapping[int, set[dt.date]]

    @classmethod
    def of(cls, period: Period, ids: list[int], demand: Demand) -> "_Facts":
        answers: dict[tuple[int, dt.date], str] = {}
        noted: dict[int, set[dt.date]] = {}
        taken: dict[int, set[dt.date]] = {}
        given = Availability.objects.filter(
            clinician__in=ids, date__range=(period.starts_on, period.ends_on)
        ).order_by()
        for pk, date, answer, note in given.values_list("clinician_id", "date", "answer", "note"):
            answers[pk, date] = answer
            if note:
                noted.setdefault(pk, set()).add(date)
        for one in demand.commitments:
            taken.setdefault(one.clinician_id, set()).add(one.date)
        states = Submission.objects.filter(period=period, clinician__in=ids).values_list("clinician_id", "status")
        return cls(answers, noted, dict(states), _reminded(period), _asking(period, ids), taken)


def _rows(dates: list[dt.date], people: list[Clinician], facts: _Facts) -> list[PersonRow]:
    rows = [
        PersonRow(
            clinician=clinician,
            name=clinician.user.get_full_name(),
            state=facts.states.get(clinician.pk, MISSING),
            answers=[facts.answers.get((clinician.pk, date), "") for date in dates],
            noted=frozenset(facts.noted.get(clinician.pk, ())),
            taken=frozenset(facts.taken.get(clinician.pk, ())),
            reminded_at=facts.reminded.get(clinician.pk),
            asks=clinician.pk in facts.asking,
        )
        for clinician in people
    ]
    order = {kind.value: place for place, kind in enumerate(SLOT_ORDER)}
    return sorted(rows, key=lambda row: order[row.clinician.provider_type])


def _reminded(period: Period) -> dict[int, dt.datetime]:
    """When each clinician was last reminded of this period."""
    entries = TimelineEntry.objects.filter(
        topic=AvailabilityReminded.topic, topic_id=period.pk, kind=AvailabilityReminded.kind
    ).order_by("at")
    return dict(entries.values_list("details__clinician_id", "at"))


def _asking(period: Period, ids: list[int]) -> frozenset[int]:
    """Clinicians who had the last word in the talk about their answers."""
    last = (
        Comment.objects.filter(period=period, clinician__in=ids)
        .order_by("clinician", "-at", "-pk")
        .distinct("clinician")
    )
    spoken = last.values_list("clinician_id", "author_id", "clinician__user_id")
    return frozenset(pk for pk, author, owner in spoken if author == owner)


def missing_people(period: Period) -> list[PersonRow]:
    """Everybody whose answers are missing or were returned, for the reminder. Three queries."""
    sent = _submission(period, SubmissionStatus.SUBMITTED)
    people = list(
        Clinician.objects.working().filter(~sent).select_related("user").order_by("user__last_name", "user__first_name")
    )
    ids = [clinician.pk for clinician in people]
    states = dict(Submission.objects.filter(period=period, clinician__in=ids).values_list("clinician_id", "status"))
    facts = _Facts({}, {}, states, _reminded(period), frozenset(), {})
    return _rows([], people, facts)
