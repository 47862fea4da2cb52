"""Counts, per date of a period, who can against what is wanted.

Whom the rules let take which day is asked higher up, and costs more than most pages. So it is counted once after each
step that the timeline holds, and again after `badges.KEEP` for what no step tells.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db.models import Count, QuerySet, Subquery

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


def with_kept(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    """The periods with what `covered` reads of them, in the same query."""
    newest = TimelineEntry.objects.order_by("-pk").values("pk")[:1]
    return periods.select_related("kept").annotate(newest_step=Subquery(newest))


def covered(period: Period, *, exact: bool = True) -> Mapping[dt.date, Covered]:
    """Each date of the period, as kept, or counted anew when a step was taken since.

    No query for a period that came through `with_kept`, one for another; nine more to count.
    Without `exact` a step counts only after `badges.KEEP`: while a period collects, answers come all the time.
    """
    if not hasattr(period, "newest_step"):
        period = with_kept(Period.objects.filter(pk=period.pk)).get()
    newest: int = getattr(period, "newest_step", None) or 0
    kept: KeptCoverage | None = getattr(period, "kept", None)
    dates = dates_of(period.starts_on, period.ends_on)
    if (
        kept is None
        or (exact and kept.step != newest)
        or kept.counted_at < clock.now() - badges.KEEP
        or kept.dates.keys() != {date.isoformat() for date in dates}
    ):
        found = count(period)
        _keep(period, newest, found)
        return found
    return {date: Covered(**kept.dates[date.isoformat()]) for date in dates}


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
