"""Clinicians who can work against days wanted, per date and provider type, and the forecast in words."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician
from availability.calendar import dates_of
from availability.demand import Demand, demand_between
from availability.enums import WILLING, SubmissionStatus
from availability.models import Availability, Period, Submission
from scheduling_portal.core import wording

SATURDAY = 5


@dataclass(frozen=True)
class Cover:
    """One provider type on one date: who can, and how many more than wanted (negative: short)."""

    provider_type: ProviderType
    have: int
    spare: int

    @property
    def label(self) -> str:
        """The word in the cell: "short 2", "exact", "+1"."""
        if self.spare < 0:
            return f"short {-self.spare}"
        return "exact" if self.spare == 0 else f"+{self.spare}"

    @property
    def css(self) -> str:
        """The class of the cell's colour."""
        if self.spare < 0:
            return f"cover-short-{min(2, -self.spare)}"
        return "cover-exact" if self.spare == 0 else f"cover-spare-{min(3, self.spare)}"


@dataclass(frozen=True)
class CoverageRow:
    """One date."""

    date: dt.date
    days: int
    requests: int
    covers: tuple[Cover, ...]
    is_week_start: bool

    @property
    def teams(self) -> int:
        """Complete teams that the answers allow, at most as many as are wanted."""
        return min(self.days, *(cover.have for cover in self.covers))

    @property
    def short(self) -> list[Cover]:
        """The provider types that are short."""
        return [cover for cover in self.covers if cover.spare < 0]

    @property
    def sentence(self) -> str:
        """Such as "Tue 14 Apr: 3 requests, 2 teams possible; one medic short.", or empty."""
        if not self.short:
            return ""
        all_requests = self.days == self.requests
        asked = _counted(self.days, "request") if all_requests else f"{_counted(self.days, 'day')} wanted"
        lacks = " and ".join(_lack(cover) for cover in self.short)
        return f"{wording.day(self.date)}: {asked}, {_counted(self.teams, 'team')} possible; {lacks} short."


@dataclass(frozen=True)
class Silent:
    """Somebody of a short provider type whose answers are still missing."""

    clinician_id: int
    name: str
    provider_type: str


@dataclass(frozen=True)
class Coverage:
    """All dates of a period that matter: weekdays, and weekends on which something is wanted."""

    rows: tuple[CoverageRow, ...]
    silent: tuple[Silent, ...]

    @property
    def short_rows(self) -> list[CoverageRow]:
        """Dates on which a day wanted cannot get its team."""
        return [row for row in self.rows if row.short]

    def silent_for(self, row: CoverageRow) -> list[Silent]:
        """Who could still help on a short date, because they have not answered yet."""
        types = {cover.provider_type for cover in row.short}
        return [one for one in self.silent if one.provider_type in types]


def coverage(period: Period, demand: Demand | None = None) -> Coverage:
    """Coverage of a period. Four queries at most, whatever the number of dates and clinicians."""
    wanted = demand or demand_between(period.starts_on, period.ends_on)
    supply = _supply(period)
    for commitment in wanted.commitments:
        if not commitment.willing:
            supply[commitment.date, commitment.provider_type] += 1
    rows: list[CoverageRow] = []
    week = None
    for date in dates_of(period.starts_on, period.ends_on):
        on = wanted.on(date)
        if date.weekday() >= SATURDAY and not on.days:
            continue
        covers = tuple(Cover(kind, supply[date, kind.value], supply[date, kind.value] - on.days) for kind in SLOT_ORDER)
        this_week = date.isocalendar()[:2]
        rows.append(CoverageRow(date, on.days, on.requests, covers, week not in {None, this_week}))
        week = this_week
    short = {cover.provider_type.value for row in rows for cover in row.short}
    return Coverage(tuple(rows), tuple(_silent(period, short)) if short else ())


def _supply(period: Period) -> Counter[tuple[dt.date, str]]:
    """How many working clinicians said they can, per date and provider type."""
    counted = (
        Availability.objects.filter(
            date__range=(period.starts_on, period.ends_on),
            answer__in=WILLING,
            clinician__active=True,
            clinician__user__is_active=True,
        )
        .order_by()
        .values_list("date", "clinician__provider_type")
        .annotate(many=Count("pk"))
    )
    return Counter({(date, kind): many for date, kind, many in counted})


def _silent(period: Period, types: set[str]) -> list[Silent]:
    sent = Submission.objects.filter(period=period, clinician=OuterRef("pk"), status=SubmissionStatus.SUBMITTED)
    people = (
        Clinician.objects.working()
        .filter(~Exists(sent), provider_type__in=types)
        .values_list("pk", "user__first_name", "user__last_name", "provider_type")
    )
    return [Silent(pk, f"{first} {last}".strip(), kind) for pk, first, last, kind in people]


def _counted(many: int, noun: str) -> str:
    return f"{many} {noun}{'' if many == 1 else 's'}"


def _lack(cover: Cover) -> str:
    noun = cover.provider_type.label.lower()
    return f"one {noun}" if cover.spare == -1 else f"{-cover.spare} {noun}s"
