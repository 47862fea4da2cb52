"""The board of a period: its days by date with their team slots, filtered, counted and summed by week."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from accounts.models import User
from casedays.selectors.board.filters import IN_WORDS, Filters, Tally, days_in, of_status, tally_of, week_words
from casedays.selectors.board.options import Option, options
from casedays.selectors.board.rows import Row, row_of, rows
from casedays.selectors.board.spans import Span, chosen_span, spans
from scheduling_portal.core import clock

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
    "options",
    "spans",
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
        counts = self.tally.by_status
        days = f"{self.tally.all} case day{'' if self.tally.all == 1 else 's'}"
        parts = [f"{counts[status]} {status.label.lower()}" for status in IN_WORDS if counts[status]]
        if self.tally.at_risk:
            at = next(place for place, part in enumerate(parts) if part.endswith("confirmed"))
            parts.insert(at + 1, f"{self.tally.at_risk} of them at risk")
        return f"{days}: {', '.join(parts)}." if parts else "No case days."


def board(user: User, span: Span, filters: Filters, page: int = 1) -> Board:
    """One page of days by week. Two queries whatever the rows."""
    days = days_in(user, span, filters)
    tally = tally_of(days)
    total = tally.of(filters.status)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    weeks: dict[dt.date, Week] = {}
    for row in rows(of_status(days, filters.status))[(page - 1) * PAGE : page * PAGE]:
        monday = clock.monday_of(row["date"])
        week = weeks.setdefault(monday, Week(monday, week_words(tally.weeks.get(monday, Counter()))))
        week.rows.append(row_of(row))
    return Board(list(weeks.values()), tally, total, page, pages)
