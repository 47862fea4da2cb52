"""The coverage that stands beside what needs a manager: of which period, and its worst date in words."""

import datetime as dt
import functools
from dataclasses import dataclass

from availability.models import Period
from availability.selectors import Coverage, coverage, with_chances
from availability.selectors.coverage import CoverageRow
from scheduling_portal.core import clock

MOST_PERIODS = 3


@dataclass(frozen=True)
class Ahead:
    """Coverage of one of the periods that are not over."""

    periods: list[Period]
    period: Period
    coverage: Coverage

    @property
    def collecting(self) -> bool:
        """Whether answers may still come."""
        return self.period.locks_at > clock.now()

    @property
    def rows(self) -> list[CoverageRow]:
        """Its dates from today on."""
        return self.coverage.ahead

    @property
    def worst_date(self) -> dt.date | None:
        """The date of `worst`."""
        return self.worst.date if self.worst else None

    @functools.cached_property
    def worst(self) -> CoverageRow | None:
        """The date that is short of most people; the first of them."""
        return max(self.coverage.short_rows, key=lambda row: sum(-one.spare for one in row.short), default=None)

    @property
    def silent(self) -> str:
        """Who could still help on the worst date, in words: "Dana Kowalski, Theo Grant and 2 more"."""
        names = [one.name for one in self.coverage.silent_for(self.worst)] if self.worst else []
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"{', '.join(names[:3])}{more}"


def coverage_ahead(chosen: int | None) -> Ahead | None:
    """Coverage of the chosen period, else of the one that collects answers, else of the next; None without periods.

    Two queries.
    """
    now = clock.now()
    ahead = Period.objects.filter(ends_on__gte=now.date()).order_by("starts_on")
    periods = list(with_chances(ahead)[:MOST_PERIODS])
    if not periods:
        return None
    by_key = {period.pk: period for period in periods}
    collecting = next((period for period in periods if period.opens_at <= now < period.locks_at), periods[0])
    period = by_key.get(chosen or 0, collecting)
    return Ahead(periods, period, coverage(period))
