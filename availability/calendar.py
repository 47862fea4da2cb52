"""Dates of a period as grids and lists. Pure: knows no model and no clock."""

import datetime as dt
from collections.abc import Iterator

from scheduling_portal.core.clock import monday_of

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def dates_of(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every date from `first` to `last`, both inclusive."""
    return [first + DAY * n for n in range((last - first).days + 1)]


def weeks_of(first: dt.date, last: dt.date) -> list[list[dt.date]]:
    """The weeks that hold the span, Monday to Sunday, with the days around it that fill them."""
    return [dates_of(monday, monday + DAY * 6) for monday in _mondays(first, last)]


def _mondays(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    monday = monday_of(first)
    while monday <= last:
        yield monday
        monday += WEEK


def same_day_before(date: dt.date, *, start: dt.date, earlier_start: dt.date) -> dt.date:
    """The date that stands in the same week and on the same weekday of a span that started earlier."""
    return date - (monday_of(start) - monday_of(earlier_start))
