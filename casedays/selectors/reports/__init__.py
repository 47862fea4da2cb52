"""What a manager reads of a span of dates: fill rate, lead times, changes and cancellations, days per clinician."""

from collections.abc import Callable

from accounts.models import User
from casedays.selectors.reports.changes import changes_report
from casedays.selectors.reports.fairness import fairness_report
from casedays.selectors.reports.fill import fill_report
from casedays.selectors.reports.lead import lead_report
from casedays.selectors.reports.scope import Scope, report_spans
from casedays.selectors.reports.tables import Cell, Column, Report, Row, Table

__all__ = [
    "REPORTS",
    "Cell",
    "Column",
    "Report",
    "Row",
    "Scope",
    "Table",
    "changes_report",
    "fairness_report",
    "fill_report",
    "lead_report",
    "report_spans",
]

#: The word in the address -> what reads the figures.
REPORTS: dict[str, Callable[[User, Scope], Report]] = {
    "fill-rate": fill_report,
    "lead-times": lead_report,
    "changes": changes_report,
    "days-per-clinician": fairness_report,
}
