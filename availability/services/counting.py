"""Counts, per date of a period, who can against what is wanted, and keeps it for pages."""

import datetime as dt
from collections import Counter
from dataclasses import asdict

from django.db.models import Count, Q

from accounts.enums import ProviderType
from availability.calendar import dates_of
from availability.demand import Chances, Reach, Slot, Wanted, demand
from availability.enums import WILLING
from availability.models import Availability, KeptCoverage, Period
from availability.selectors.kept import Covered, is_current, newest_step, with_kept
from scheduling_portal.core import clock

#: What is as old as this is counted anew, though no step was taken.
AGAIN = dt.timedelta(minutes=3)


def count_behind(today: dt.date) -> int:
    """Count anew what steps or time have left behind, of the periods that end on `today` or later; how many it was.

    Earlier periods are counted once.
    """
    periods = with_kept(Period.objects.filter(Q(ends_on__gte=today) | Q(kept=None)).order_by("-ends_on"))
    behind = [one for one in periods if not is_current(one) or one.kept.counted_at < clock.now() - AGAIN]
    for period in behind:
        _count_and_keep(period)
    return len(behind)


def _count_and_keep(period: Period) -> None:
    found, chances = _count(period)
    kept = KeptCoverage(
        period=period,
        step=newest_step(period),
        counted_at=clock.now(),
        dates={date.isoformat(): asdict(one) for date, one in found.items()},
        chances=chances,
    )
    KeptCoverage.objects.bulk_create(
        [kept],
        update_conflicts=True,
        unique_fields=["period"],
        update_fields=["step", "counted_at", "dates", "chances"],
    )


def _count(period: Period) -> tuple[dict[dt.date, Covered], Chances]:
    """Each date of the period, and the chances of its days that lack somebody.

    Eight queries, whatever the number of dates, days and clinicians.
    """
    first, last = period.starts_on, period.ends_on
    wanted, reach = demand().wanted(first, last), demand().reach(first, last)
    supply = _supply(first, last)
    supply.update(demand().unasked(first, last))
    dates = {
        date: _on(date, wanted.get(date, Wanted()), reach.get(date, Reach()), supply) for date in dates_of(first, last)
    }
    return dates, {place: slots for on in reach.values() for place, slots in on.chances.items()}


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
