"""The few sums that reports share, and how their results read."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HOURS_A_DAY = 24
#: Up to here a time reads in hours, beyond in days.
MOST_HOURS = 48


@dataclass(frozen=True)
class Spread:
    """How unequal some numbers are. The standard deviation is that of all of them, not of a sample."""

    count: int
    total: float
    least: float
    median: float
    most: float
    mean: float
    deviation: float


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` of all lie, between two of them in proportion; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def spread_of(values: Sequence[float]) -> Spread | None:
    """Least, median, most, mean and standard deviation; None of nothing."""
    if not values:
        return None
    return Spread(
        count=len(values),
        total=sum(values),
        least=min(values),
        median=statistics.median(values),
        most=max(values),
        mean=statistics.fmean(values),
        deviation=statistics.pstdev(values),
    )


def share_of(part: float, whole: float) -> float | None:
    """Per cent, to one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def percent(value: float | None) -> str:
    """Says "79%"; whole only when it is: 99.6 does not read as all, nor 0.4 as none."""
    if value is None:
        return "-"
    whole = round(value)
    if whole in {0, 100} and value != whole:
        return f"{value:.1f}%"
    return f"{whole}%"


def lasted(hours: float | None) -> str:
    """Says "5 h" up to two days, then "3.2 days"; below an hour "under 1 h"."""
    if hours is None:
        return "-"
    if 0 < hours < 1:
        return "under 1 h"
    if abs(hours) <= MOST_HOURS:
        return f"{hours:.0f} h"
    return f"{number(hours / HOURS_A_DAY)} days"


def number(value: float) -> str:
    """At most one decimal: "3", "2.5"."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")
