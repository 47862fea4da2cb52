"""Counts, per date of a period, who can against what is wanted.

Whom the rules let take which day is asked higher up, and costs more than most pages. So it is counted once after each
step that the timeline holds, and again after `badges.KEEP` for what no step tells.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db.models import Count, Subquery

from accounts import badges
from accounts.enums import ProviderType
from availability.calendar import dates_of
from availability.demand import Reach, Slot, Wanted, demand
from availability.enums import WILLING
from availability.models import Availability, KeptCoverage, Period
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry


@dataclass(frozen=True)
class Covered:
    """One date: days wanted, those of them that are requests, and those that can have a full team.

    `spare` says by provider type how many more can than are wanted; negative: so many slots nobody is left for.
    """

    days: int
    requests: int
    teams: int
    spare: Mapping[str, int]


def covered(period: Period) -> Mapping[dt.date, Covered]:
    """Each date of the period, as kept, or counted anew when a step was taken since. One query, or nine."""
    newest = TimelineEntry.objects.order_by("-pk").values("pk")[:1]
    row = (
        Period.objects.filter(pk=period.pk)
        .values_list("kept__step", "kept__counted_at", "kept__dates", Subquery(newest))
        .get()
    )
    step, counted_at, dates, now_at = row[0], row[1], row[2], row[3] or 0
    if counted_at is None or step != now_at or counted_at < clock.now() - badges.KEEP:
        found = count(period)
        _keep(period, now_at, found)
        return found
    known = {dt.date.fromisoformat(date): Covered(**values) for date, values in dates.items()}
    if known.keys() != set(dates_of(period.starts_on, period.ends_on)):
        return count(period)
    return known


def _keep(period: Period, step: int, found: Mapping[dt.date, Covered]) -> None:
    kept = KeptCoverage(
        period=period,
        step=step,
        counted_at=clock.now(),
        dates={date.isoformat(): asdict(one) for date, one in found.items()},
    )
    KeptCoverage.objects.bulk_create(
        [kept], update_conflicts=True, unique_fields=["period"], update_fields=["step", "counted_at", "dates"]
    )


def count(period: Period) -> dict[dt.date, Covered]:
    """Each date of the period. Eight queries, whatever the number of dates, days and clinicians."""
    first, last = period.starts_on, period.ends_on
    wanted, reach = demand().wanted(first, last), demand().reach(first, last)
    supply = _supply(first, last)
    supply.update(demand().unasked(first, last))
    return {
        date: _on(date, wanted.get(date, Wanted()), reach.get(date, Reach()), supply) for date in dates_of(first, last)
    }


def _on(date: dt.date, wanted: Wanted, reach: Reach, supply: Counter[Slot]) -> Covered:
    spare = {}
    for kind in ProviderType.values:
        spare[kind] = supply[date, kind] - wanted.days
        if kind in reach.lacking:
            spare[kind] = -reach.lacking[kind] or reach.spare[kind]
    return Covered(wanted.days, wanted.requests, wanted.days - reach.teamless, spare)


def _supply(first: dt.date, last: dt.date) -> Counter[Slot]:
    """How many working clinicians said they can, per date and provider type."""
    counted = (
        Availability.objects.filter(
            date__range=(first, last),
            answer__in=WILLING,
            clinician__active=True,
            clinician__user__is_active=True,
        )
        .order_by()
        .values_list("date", "clinician__provider_type")
        .annotate(many=Count("pk"))
    )
    return Counter({(date, kind): many for date, kind, many in counted})
