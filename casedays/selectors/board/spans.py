"""Which dates the board shows: a scheduling period, or everything to come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from availability.models import Period
from casedays.selectors import facts
from scheduling_portal.core import clock, wording

WEEKS_WITHOUT_PERIOD = 4


@dataclass(frozen=True)
class Span:
    """The dates that the board shows. `last` is None for all to come; `key` stands in the address."""

    key: str
    first: dt.date
    last: dt.date | None
    label: str


def spans() -> list[Span]:
    """The periods, newest last, and everything to come. One query; without periods the next four weeks."""
    found = [
        Span(
            str(period.pk),
            period.starts_on,
            period.ends_on,
            wording.day_span(period.starts_on, period.ends_on),
        )
        for period in Period.objects.order_by("-starts_on")[:12]
    ][::-1]
    today = clock.now().date()
    if not found:
        monday = clock.monday_of(today)
        last = monday + dt.timedelta(weeks=WEEKS_WITHOUT_PERIOD, days=-1)
        found = [Span("weeks", monday, last, wording.day_span(monday, last))]
    return [*found, Span("all", facts.earliest_date(), None, "All to come")]


def chosen_span(known: Sequence[Span], key: str) -> Span:
    """The span named in the address; else the one that holds today, else the next, else the last period."""
    today = clock.now().date()
    by_key = {span.key: span for span in known}
    if key in by_key:
        return by_key[key]
    periods = [span for span in known if span.last is not None]
    ahead = [span for span in periods if span.last is not None and span.last >= today]
    return ahead[0] if ahead else periods[-1]
