"""The board as rows of a file."""

from collections.abc import Iterator

from accounts.models import User
from casedays.selectors.board.filters import Filters, days_in, of_status
from casedays.selectors.board.rows import row_of, rows
from casedays.selectors.board.spans import Span
from scheduling_portal.core.vocabulary import word

HEADER = (
    "Case day", "Date", "First case", "Time zone", "Practice", "Site", "Status", "At risk",
    "Anesthesiologist", "Answer", "Nurse", "Answer", "Medic", "Answer",
)  # fmt: skip


def export_rows(user: User, span: Span, filters: Filters) -> Iterator[list[object]]:
    """One row per day that the board shows, all pages. One query."""
    days = of_status(days_in(user, span, filters), filters.status)
    for values in rows(days):
        row = row_of(values)
        line: list[object] = [row.pk, row.date, row.first_case_time, row.zone, row.practice, row.place]
        line += [word("day", row.status).label, row.at_risk]
        for slot in row.slots:
            line += [slot.name, "" if slot.state == "none" else word("assignment", slot.state).label]
        yield line
