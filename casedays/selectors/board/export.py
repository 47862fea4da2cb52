"""The board as rows of a file."""

from collections.abc import Iterator

from accounts.models import User
from casedays.selectors.board import Filters, Span, under_chip
from casedays.selectors.board.days import days_of
from casedays.selectors.board.rows import rows_of
from scheduling_portal.core.vocabulary import word

PIECE = 1000
HEADER = (
    "Case day", "Date", "First case", "Time zone", "Practice", "Site", "Status", "At risk",
    "Anesthesiologist", "Anesthesiologist's answer", "Nurse", "Nurse's answer", "Medic", "Medic's answer",
)  # fmt: skip


def export_rows(user: User, span: Span, filters: Filters) -> Iterator[list[object]]:
    """One row per day that the board shows, all pages. Two queries, and three for each PIECE of days."""
    days = under_chip(days_of(user, span, filters), span, filters)
    for start in range(0, len(days), PIECE):
        for row in rows_of(user, days[start : start + PIECE]):
            line: list[object] = [row.pk, row.date, row.first_case_time, row.zone, row.practice, row.place]
            line += [word("day", row.status).label, row.at_risk]
            for slot in row.slots:
                line += [slot.name, "" if slot.state == "none" else word("assignment", slot.state).label]
            yield line
