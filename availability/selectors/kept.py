"""What is kept of a period: per date, who can against what is wanted.

Whom the rules let take which day is asked higher up, and costs more than most pages. So a worker counts it, seconds
after each step that the timeline holds and every few minutes for what no step tells (`services.count_behind`); pages
only read what it found, and say so where it has found nothing yet.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery

from availability.calendar import dates_of
from availability.demand import Chances
from availability.models import KeptCoverage, Period
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry

#: What is as old as this no worker looks after any more.
STALE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Covered:
    """One date: days wanted, those of them that are requests, and those that can have a full team.

    `spare` says by provider type how many more can than are wanted; negative: so many slots nobody is left for.
    """

    days: int
    requests: int
    teams: int
    spare: Mapping[str, int]


@dataclass(frozen=True)
class Counted:
    """The dates of a period as they were counted at a moment."""

    at: dt.datetime
    dates: Mapping[dt.date, Covered]


def with_kept(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    """The periods with what `counted` reads of them, in the same query."""
    return with_chances(periods).defer("kept__chances")


def with_chances(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    """The periods with what `counted` and `chances` read of them, in the same query."""
    newest = TimelineEntry.objects.order_by("-pk").values("pk")[:1]
    return periods.select_related("kept").annotate(newest_step=Subquery(newest))


def counted(period: Period) -> Counted | None:
    """The dates of the period that a worker has counted; None before it has.

    No query for a period that came through `with_kept`, one for another.
    """
    if not hasattr(period, "newest_step"):
        period = with_kept(Period.objects.filter(pk=period.pk)).get()
    kept = kept_of(period)
    if kept is None:
        return None
    known = {date: kept.dates.get(date.isoformat()) for date in dates_of(period.starts_on, period.ends_on)}
    dates = {date: Covered(**found) for date, found in known.items() if found}
    return Counted(kept.counted_at, dates) if dates else None


def chances(periods: Iterable[Period]) -> Chances:
    """What is known of the chances of the days in these periods, by `demand.place` and then by open slot.

    No query for periods that came through `with_chances`; what nobody has counted lately is not told.
    """
    found: dict[str, Mapping[str, int]] = {}
    for period in periods:
        kept = kept_of(period)
        if kept and not is_stale(kept.counted_at):
            found |= kept.chances
    return found


def is_stale(counted_at: dt.datetime) -> bool:
    """Whether no worker has counted since for so long that none seems to run."""
    return counted_at < clock.now() - STALE


def is_current(period: Period) -> bool:
    """Whether all dates of a period that came through `with_kept` were counted after the newest step."""
    kept = kept_of(period)
    dates = {date.isoformat() for date in dates_of(period.starts_on, period.ends_on)}
    return kept is not None and kept.step == newest_step(period) and kept.dates.keys() == dates


def newest_step(period: Period) -> int:
    """The newest step there was when a period came through `with_kept`; 0 before the first."""
    return getattr(period, "newest_step", None) or 0


def kept_of(period: Period) -> KeptCoverage | None:
    """What a worker has kept of the period, if it has."""
    return getattr(period, "kept", None)
