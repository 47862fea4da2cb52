"""The board of a period: its days by date with their team slots, filtered, counted and summed by week."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import User
from casedays.selectors.board.days import Day, Tally, by_week, days_of, ids_to_confirm, tally_of
from casedays.selectors.board.filters import IN_WORDS, Filters, week_words
from casedays.selectors.board.options import Option, options
from casedays.selectors.board.rows import Row, rows_of, with_eligible
from casedays.selectors.board.spans import Span, chosen_span, spans
from scheduling_portal.core import clock, wording

__all__ = [
    "Board",
    "Filters",
    "Option",
    "Row",
    "Span",
    "Tally",
    "Week",
    "board",
    "chosen_span",
    "ids_to_confirm",
    "options",
    "spans",
    "under_chip",
]

PAGE = 100


@dataclass
class Week:
    """The days of one calendar week, with its sum in words."""

    monday: dt.date
    sums: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """One page of the board."""

    weeks: list[Week]
    tally: Tally
    total: int
    page: int
    pages: int

    @property
    def sentence(self) -> str:
        """One line of facts: "34 case days: 19 confirmed, 2 of them at risk, 11 planned, 4 requested"."""
        counts = self.tally.shown
        days = f"{self.tally.all} case day{'' if self.tally.all == 1 else 's'}"
        parts = [f"{counts[status]} {status.label.lower()}" for status in IN_WORDS if counts[status]]
        if self.tally.shown_at_risk:
            at = next(place for place, part in enumerate(parts) if part.endswith("confirmed"))
            parts.insert(at + 1, f"{self.tally.shown_at_risk} of them at risk")
        published = f" Published up to {wording.day(self.tally.published)}." if self.tally.published else ""
        return f"{days}: {', '.join(parts)}.{published}" if parts else "No case days."


def board(user: User, span: Span, filters: Filters, page: int = 1, known: Sequence[Span] | None = None) -> Board:
    """One page of days by week. Six queries at most, whatever the rows.

    `known` are all spans; without them one more query reads what is kept of the chances.
    """
    days = days_of(user, span, filters)
    tally = tally_of(days, _since(span, filters))
    chosen = under_chip(days, span, filters)
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(max(page, 1), pages)
    sums = by_week(chosen)
    weeks: dict[dt.date, Week] = {}
    periods = None if known is None else [one.period for one in known if one.period]
    for row in with_eligible(rows_of(user, chosen[(page - 1) * PAGE : page * PAGE]), periods):
        monday = clock.monday_of(row.date)
        week = weeks.setdefault(monday, Week(monday, week_words(sums[monday])))
        week.rows.append(row)
    return Board(list(weeks.values()), tally, len(chosen), page, pages)


def under_chip(days: Sequence[Day], span: Span, filters: Filters) -> list[Day]:
    """The days under the chosen chip: without one those from today on, under one all of them."""
    since = span.first if filters.status else _since(span, filters)
    return [day for day in days if day.date >= since and day.is_under(filters.status)]


def _since(span: Span, filters: Filters) -> dt.date:
    return span.first if filters.past else span.since
