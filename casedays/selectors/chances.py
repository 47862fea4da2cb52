"""How many could take the open slots of days, as it is kept per period: for lists, where counting would be too dear."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from accounts.enums import SLOT_ORDER
from availability.demand import Chances, place
from availability.models import Period
from availability.selectors import chances, with_chances
from scheduling_portal.core import clock, wording

#: Periods that are looked at for one list.
MOST_PERIODS = 3
#: A day on a date with its open slots.
Asked = tuple[int, dt.date, Collection[str]]


def chances_of(days: Iterable[Asked], periods: Sequence[Period] | None = None) -> Chances:
    """What is known of these days' open slots, by `demand.place`; nothing of days behind, or outside of any period.

    `periods` came through `with_chances` and hold the days; without them they are read with one query.
    """
    dates = [date for _, date, _ in days if date >= clock.earliest_date()]
    if not dates:
        return {}
    if periods is None:
        periods = periods_around(dates)[:MOST_PERIODS]
    return chances(one for one in periods if any(one.starts_on <= date <= one.ends_on for date in dates))


def periods_around(dates: Collection[dt.date]) -> list[Period]:
    """The periods from the first of `dates` to the last, in order, with what is kept of chances. One query."""
    around = Period.objects.filter(starts_on__lte=max(dates), ends_on__gte=min(dates)).order_by("starts_on")
    return list(with_chances(around))


def request_words(day_id: int, dates: Sequence[dt.date], known: Chances) -> str:
    """On which of its dates a request could have a team: "Team possible on 2 of 3."; empty where that is not known."""
    found = [known.get(place(day_id, date)) for date in dates]
    told = [slots for slots in found if slots is not None]
    if len(told) < len(dates) or not told:
        return ""
    missing = [_missing(slots) for slots in told]
    possible = sum(not kinds for kinds in missing)
    if len(dates) == 1:
        return f"No eligible {wording.either(missing[0])} that day." if missing[0] else "Team possible."
    if possible == len(dates):
        return "Team possible on both." if possible == 2 else f"Team possible on all {possible}."
    return f"Team possible on {possible or 'none'} of {len(dates)}."


def _missing(slots: Mapping[str, int]) -> list[str]:
    return [kind.label.lower() for kind in SLOT_ORDER if not slots.get(kind.value, 0)]
