"""Scheduling periods for dates that none holds yet."""

import datetime as dt
from collections import Counter
from collections.abc import Collection

from availability.models import Period
from practices.models import Site
from scheduling_portal.core import clock

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
MAIN_ZONE = "America/Los_Angeles"


def periods_for(dates: Collection[dt.date]) -> tuple[list[Period], list[Period]]:
    """Every period that holds one of `dates`, and those of them that had to be made.

    New ones are whole weeks, Monday to Sunday, as far as others leave them room; weeks without a gap between them
    are one period.
    """
    if not dates:
        return [], []
    old = list(Period.objects.filter(ends_on__gte=min(dates), starts_on__lte=max(dates)))
    around = list(Period.objects.filter(ends_on__gte=min(dates) - WEEK, starts_on__lte=max(dates) + WEEK))
    loose = sorted(date for date in dates if not _held(date, old))
    made = [_make(first, last) for first, last in _spans(loose, around)]
    return [*old, *made], made


def _held(date: dt.date, periods: Collection[Period]) -> bool:
    return any(period.starts_on <= date <= period.ends_on for period in periods)


def _spans(dates: list[dt.date], around: list[Period]) -> list[tuple[dt.date, dt.date]]:
    """First and last date of each period to make, neither overlapping another."""
    days = sorted(
        day
        for monday in {clock.monday_of(date) for date in dates}
        for day in (monday + dt.timedelta(days=at) for at in range(7))
        if not _held(day, around)
    )
    spans: list[tuple[dt.date, dt.date]] = []
    for day in days:
        if spans and spans[-1][1] + DAY == day:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _make(first: dt.date, last: dt.date) -> Period:
    """Open from now. Answers are wanted within a week, and fixed a week before the first day or, when near, later."""
    zone = usual_zone()
    now = clock.now().replace(second=0, microsecond=0)
    midnight = dt.time(0)
    locks = next(
        (
            moment
            for moment in (
                clock.local_instant(first - WEEK, midnight, zone),
                clock.local_instant(first, midnight, zone),
                clock.local_instant(last + DAY, midnight, zone),
            )
            if moment > now + DAY
        ),
        now + DAY,
    )
    return Period.objects.create(
        starts_on=first, ends_on=last, opens_at=now, due_at=min(now + WEEK, locks), locks_at=locks
    )


def usual_zone() -> str:
    """The time zone of most sites."""
    zones = Counter(Site.objects.values_list("time_zone", flat=True))
    return zones.most_common(1)[0][0] if zones else MAIN_ZONE
