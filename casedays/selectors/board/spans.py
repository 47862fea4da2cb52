"""Which dates the board shows: a scheduling period, or everything to come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from availability.models import Period
from availability.selectors import with_chances
from scheduling_portal.core import clock, wording

WEEKS_WITHOUT_PERIOD = 4


@dataclass(frozen=True)
class Span:
    """The dates that the board shows. `last` is None for all to come; `key` stands in the address.

    `since` is where it opens: today in a running period, else the first date. `period` is the one behind it, if any,
    with what is kept of its chances.
    """

    key: str
    first: dt.date
    last: dt.date | None
    label: str
    since: dt.date
    period: Period | None = field(default=None, compare=False, repr=False)

    @property
    def dates(self) -> tuple[str, object]:
        """The dates as a lookup and its value, for whatever has a date."""
        return ("date__gte", self.first) if self.last is None else ("date__range", (self.first, self.last))


def spans(today: dt.date | None = None) -> list[Span]:
    """The periods, newest last, and everything to come. One query; without periods the next four weeks.

    `today` is the date at the reader's place; without one it is the date in UTC.
    """
    today = today or clock.now().date()
    found = [
        Span(
            str(period.pk),
            period.starts_on,
            period.ends_on,
            wording.day_span(period.starts_on, period.ends_on),
            today if period.starts_on < today <= period.ends_on else period.starts_on,
            period,
        )
        for period in with_chances(Period.objects.order_by("-starts_on"))[:12]
    ][::-1]
    if not found:
        monday = clock.monday_of(today)
        last = monday + dt.timedelta(weeks=WEEKS_WITHOUT_PERIOD, days=-1)
        found = [Span("weeks", monday, last, wording.day_span(monday, last), today)]
    return [*found, Span("all", today, None, "All to come", today)]


def chosen_span(known: Sequence[Span], key: str, today: dt.date | None = None) -> Span:
    """The span named in the address; else the one that holds today, else the next, else the last period."""
    by_key = {span.key: span for span in known}
    if key in by_key:
        return by_key[key]
    today = today or clock.now().date()
    periods = [span for span in known if span.last is not None]
    ahead = [span for span in periods if span.last is not None and span.last >= today]
    return ahead[0] if ahead else periods[-1]
