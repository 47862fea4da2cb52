"""Counts, per date of a period, who can against what is wanted.

Whom the rules let take which day is asked higher up, and costs more than most pages. So a worker counts it, seconds
after each step that the timeline holds and every few minutes for what no step tells; pages read what it found, and
count only where it found nothing yet or has stopped.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from django.db.models import Count, QuerySet, Subquery

from accounts.enums import ProviderType
from availability.calendar import dates_of
from availability.demand import Chances, Reach, Slot, Wanted, demand
from availability.enums import WILLING
from availability.models import Availability, KeptCoverage, Period
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry

#: The worker counts anew what is as old as this, though no step was taken.
AGAIN = dt.timedelta(minutes=3)
#: Pages count for themselves what is as old as this: no worker runs.
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


def with_kept(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    """The periods with what `covered` reads of them, in the same query."""
    return _with_kept(periods).defer("kept__chances")


def with_chances(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    """The periods with what `covered` and `chances` read of them, in the same query."""
    return _with_kept(periods)


def _with_kept(periods: "QuerySet[Period]") -> "QuerySet[Period]":
    newest = TimelineEntry.objects.order_by("-pk").values("pk")[:1]
    return periods.select_related("kept").annotate(newest_step=Subquery(newest))


def covered(period: Period) -> Mapping[dt.date, Covered]:
    """Each date of the period, as a worker counted it.

    No query for a period that came through `with_kept`, one for another; a dozen more where nobody has counted yet.
    """
    if not hasattr(period, "newest_step"):
        period = with_kept(Period.objects.filter(pk=period.pk)).get()
    kept = _kept(period) or _count_and_keep(period)
    dates = dates_of(period.starts_on, period.ends_on)
    return {date: Covered(**kept.dates[date.isoformat()]) for date in dates}


def chances(periods: Iterable[Period]) -> Chances:
    """What is known of the chances of the days in these periods, by `demand.place` and then by open slot.

    No query for periods that came through `with_chances`; what nobody has counted yet is not told.
    """
    found: dict[str, Mapping[str, int]] = {}
    for period in periods:
        kept = _kept(period)
        found |= kept.chances if kept else {}
    return found


def exact_chances(periods: Iterable[Period]) -> Chances:
    """What is known of chances as of the newest step, of periods that came through `with_chances`. No query."""
    return chances(one for one in periods if _is_current(one))


def count_behind(today: dt.date) -> int:
    """Count the periods that end on `today` or later anew, where a step was taken since or time has passed."""
    ahead = with_kept(Period.objects.filter(ends_on__gte=today).order_by("starts_on"))
    behind = [one for one in ahead if not _is_current(one) or one.kept.counted_at < clock.now() - AGAIN]
    for period in behind:
        _count_and_keep(period)
    return len(behind)


def _is_current(period: Period) -> bool:
    kept = _kept(period)
    return kept is not None and kept.step == _newest_step(period)


def _newest_step(period: Period) -> int:
    return getattr(period, "newest_step", None) or 0


def _kept(period: Period) -> KeptCoverage | None:
    """What is kept of the period, unless it is too old or of other dates."""
    kept: KeptCoverage | None = getattr(period, "kept", None)
    dates = {date.isoformat() for date in dates_of(period.starts_on, period.ends_on)}
    if kept is None or kept.counted_at < clock.now() - STALE or kept.dates.keys() != dates:
        return None
    return kept


def _count_and_keep(period: Period) -> KeptCoverage:
    found, chances = count(period)
    kept = KeptCoverage(
        period=period,
        step=_newest_step(period),
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
    return kept


def count(period: Period) -> tuple[dict[dt.date, Covered], Chances]:
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
