"""All clinicians against all dates of a period, and who is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from availability.calendar import dates_of
from availability.demand import demand
from availability.enums import SubmissionStatus
from availability.events import AvailabilityReminded
from availability.models import Availability, Comment, Period, Submission
from availability.rules import REMIND_AGAIN_AFTER
from availability.selectors.periods import awaited, nothing_from, people_of
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry

PAGE = 100
MISSING, RETURNED, SUBMITTED = "missing", "returned", "submitted"
_ORDER = {kind.value: place for place, kind in enumerate(SLOT_ORDER)}


@dataclass(frozen=True)
class PersonRow:
    """One clinician's answers, one per date in the order of the period's dates; "" where there is none.

    `asks` says that the clinician had the last word in the talk about them; `reminded_at` is known only to the
    list of those who are missing.
    """

    clinician: Clinician
    name: str
    state: str
    answers: Sequence[str]
    noted: frozenset[dt.date]
    taken: frozenset[dt.date]
    reminded_at: dt.datetime | None
    asks: bool

    @property
    def again_at(self) -> dt.datetime | None:
        """When they can be reminded again, if they cannot be now."""
        again = self.reminded_at + REMIND_AGAIN_AFTER if self.reminded_at else None
        return again if again and again > clock.now() else None

    @property
    def answered(self) -> int:
        """Dates with an answer."""
        return sum(1 for answer in self.answers if answer)


@dataclass(frozen=True)
class Overview:
    """One page of the grid, and of how many of all nothing came, or what came was sent back to them."""

    dates: list[dt.date]
    rows: list[PersonRow]
    page: Page[Clinician]
    total: int
    missing: int
    returned: int
    #: Of those of whom something is awaited, how many were reminded too lately to be reminded again.
    lately: int

    @property
    def answered(self) -> int:
        """How many have answered, those included to whom it was sent back."""
        return self.total - self.missing

    @property
    def to_remind(self) -> int:
        """Of how many something is awaited who can be reminded now."""
        return self.missing + self.returned - self.lately


def overview(period: Period, *, provider_type: str = "", state: str = "", name: str = "", page: int = 1) -> Overview:
    """Clinicians x dates of a period, by provider type and name; six queries whatever the number of rows.

    `state` keeps only those who are "missing", "returned" or "submitted"; `name` those whose name holds it.
    """
    dates = dates_of(period.starts_on, period.ends_on)
    wanted = _condition(period, provider_type, state, name)
    returned, lately = Q(_sent(period, SubmissionStatus.RETURNED)), Q(pk__in=reminded_lately(period))
    counts = people_of(period).aggregate(
        total=Count("pk"),
        missing=Count("pk", filter=nothing_from(period.pk)),
        returned=Count("pk", filter=returned),
        lately=Count("pk", filter=lately & (nothing_from(period.pk) | returned)),
        wanted=Count("pk", filter=wanted) if wanted else Count("pk"),
    )
    paginator = Paginator(_people(period).filter(wanted), PAGE)
    paginator.count = counts["wanted"]  # counted above, with the others
    shown = paginator.get_page(page)
    people = list(shown)
    return Overview(
        dates=dates,
        rows=_rows(dates, people, _Facts.of(period, [one.pk for one in people])),
        page=shown,
        total=counts["total"],
        missing=counts["missing"],
        returned=counts["returned"],
        lately=counts["lately"],
    )


def missing_people(period: Period) -> list[PersonRow]:
    """Everybody whose answers are missing or were returned, for the reminder. Two queries."""
    people = _people(period).filter(pk__in=awaited(period).values("pk"))
    return _rows([], list(people), _Facts({}, {}, _reminded(period), {}))


def _sent(period: Period, *statuses: str) -> Exists:
    return Exists(Submission.objects.filter(period=period, clinician=OuterRef("pk"), status__in=list(statuses)))


def _people(period: Period) -> QuerySet[Clinician]:
    """Working clinicians who could answer, with where their answers stand and who spoke last."""
    mine = Submission.objects.filter(period=period, clinician=OuterRef("pk"))
    said = Comment.objects.filter(period=period, clinician=OuterRef("pk")).order_by("-at", "-pk")
    return (
        people_of(period)
        .select_related("user")
        .annotate(
            submission_status=Subquery(mine.values("status")[:1]),
            last_speaker=Subquery(said.values("author")[:1]),
        )
        .order_by("provider_type", "user__last_name", "user__first_name", "pk")
    )


def _condition(period: Period, provider_type: str, state: str, name: str) -> Q:
    found = Q()
    if provider_type:
        found &= Q(provider_type=provider_type)
    if state == MISSING:
        found &= nothing_from(period.pk)
    elif state in {RETURNED, SUBMITTED}:
        found &= Q(_sent(period, state))
    for part in name.split():
        found &= Q(user__first_name__icontains=part) | Q(user__last_name__icontains=part)
    return found


@dataclass(frozen=True)
class _Facts:
    """What is known of the clinicians on the page, by their id."""

    answers: Mapping[tuple[int, dt.date], str]
    noted: Mapping[int, set[dt.date]]
    reminded: Mapping[int, dt.datetime]
    taken: Mapping[int, set[dt.date]]

    @classmethod
    def of(cls, period: Period, ids: list[int]) -> "_Facts":
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
        for one in demand().commitments(period.starts_on, period.ends_on, ids):
            taken.setdefault(one.clinician_id, set()).add(one.date)
        return cls(answers, noted, {}, taken)


def _rows(dates: list[dt.date], people: list[Clinician], facts: _Facts) -> list[PersonRow]:
    rows = [
        PersonRow(
            clinician=clinician,
            name=clinician.user.get_full_name(),
            state=getattr(clinician, "submission_status", None) or MISSING,
            answers=[facts.answers.get((clinician.pk, date), "") for date in dates],
            noted=frozenset(facts.noted.get(clinician.pk, ())),
            taken=frozenset(facts.taken.get(clinician.pk, ())),
            reminded_at=facts.reminded.get(clinician.pk),
            asks=getattr(clinician, "last_speaker", None) == clinician.user_id,
        )
        for clinician in people
    ]
    return sorted(rows, key=lambda row: _ORDER[row.clinician.provider_type])


def _reminded(period: Period) -> dict[int, dt.datetime]:
    """When each clinician was last reminded of this period."""
    return dict(_reminders(period).order_by("at").values_list("details__clinician_id", "at"))


def reminded_lately(period: Period) -> set[int]:
    """Ids of clinicians who were reminded of this period too lately to be reminded again. One query."""
    lately = _reminders(period).filter(at__gt=clock.now() - REMIND_AGAIN_AFTER)
    return set(lately.order_by().values_list("details__clinician_id", flat=True))


def _reminders(period: Period) -> "QuerySet[TimelineEntry]":
    return TimelineEntry.objects.filter(
        topic=AvailabilityReminded.topic, topic_id=period.pk, kind=AvailabilityReminded.kind
    )
