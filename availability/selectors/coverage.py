"""Clinicians who can work against days wanted, per date and provider type, and the forecast in words."""

import datetime as dt
from dataclasses import dataclass, replace

from accounts.enums import SLOT_ORDER, ProviderType
from availability.models import Period
from availability.selectors.kept import counted, is_stale
from availability.selectors.periods import silent
from scheduling_portal.core import clock, wording

SATURDAY = 5


@dataclass(frozen=True)
class Cover:
    """One provider type on one date: how many more can than are wanted (negative: short)."""

    provider_type: ProviderType
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
    """One date. `teams` of the days wanted can have a full team at a time."""

    date: dt.date
    days: int
    requests: int
    teams: int
    covers: tuple[Cover, ...]
    is_week_start: bool

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
        asked = wording.counted(self.days, "request") if all_requests else f"{wording.counted(self.days, 'day')} wanted"
        lacks = wording.listed([_lack(cover) for cover in self.short])
        return f"{wording.day(self.date)}: {asked}, {wording.counted(self.teams, 'team')} possible; {lacks} short."


@dataclass(frozen=True)
class Silent:
    """Somebody of a short provider type whose answers are still missing."""

    clinician_id: int
    name: str
    provider_type: str


@dataclass(frozen=True)
class Coverage:
    """All dates of a period that matter: weekdays, and weekends on which something is wanted.

    No date, and no moment in `counted_at`, before a worker has counted them.
    """

    rows: tuple[CoverageRow, ...]
    silent: tuple[Silent, ...]
    today: dt.date
    counted_at: dt.datetime | None = None

    @property
    def is_old(self) -> bool:
        """Whether dates ahead have not been counted for so long that the page should say of when the numbers are."""
        return self.counted_at is not None and bool(self.ahead) and is_stale(self.counted_at)

    @property
    def short_rows(self) -> list[CoverageRow]:
        """Dates ahead on which a day wanted cannot get its team."""
        return [row for row in self.rows if row.short and row.date >= self.today]

    @property
    def ahead(self) -> list[CoverageRow]:
        """From today on."""
        return [row for row in self.rows if row.date >= self.today]

    def silent_for(self, row: CoverageRow) -> list[Silent]:
        """Who could still help on a short date, because they have not answered yet."""
        types = {cover.provider_type for cover in row.short}
        return [one for one in self.silent if one.provider_type in types]


def coverage(period: Period) -> Coverage:
    """Coverage of a period. Two queries at most."""
    known = counted(period)
    if known is None:
        return Coverage((), (), clock.earliest_date())
    rows: list[CoverageRow] = []
    week = None
    for date, on in known.dates.items():
        if date.weekday() >= SATURDAY and not on.days:
            continue
        this_week = date.isocalendar()[:2]
        covers = tuple(Cover(kind, on.spare[kind.value]) for kind in SLOT_ORDER)
        rows.append(CoverageRow(date, on.days, on.requests, on.teams, covers, week not in {None, this_week}))
        week = this_week
    found = Coverage(tuple(rows), (), clock.earliest_date(), known.at)
    short = {cover.provider_type.value for row in found.short_rows for cover in row.short}
    return replace(found, silent=tuple(_silent(period, short))) if short else found


def _silent(period: Period, types: set[str]) -> list[Silent]:
    people = (
        silent(period)
        .filter(provider_type__in=types)
        .values_list("pk", "user__first_name", "user__last_name", "provider_type")
    )
    return [Silent(pk, f"{first} {last}".strip(), kind) for pk, first, last, kind in people]


def _lack(cover: Cover) -> str:
    noun = cover.provider_type.label.lower()
    return f"one {noun}" if cover.spare == -1 else f"{-cover.spare} {noun}s"
