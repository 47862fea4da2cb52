"""What a manager's page about a clinician lists of their days."""

from dataclasses import dataclass

from accounts.models import User
from accounts.panels import Panel
from casedays.models import Assignment, CaseDay
from casedays.selectors.clinician_days import state_of
from casedays.states import ACTIVE, LIVE
from scheduling_portal.core import clock

SHOWN = 10


@dataclass(frozen=True)
class DayLine:
    """One coming day: its own state, and where the clinician stands on it."""

    case_day: CaseDay
    state: str


def days_panel(user: User) -> Panel | None:
    """The coming days of this person with the ones that are only held; nothing for who is no clinician. One query."""
    clinician = getattr(user, "clinician", None)
    if clinician is None:
        return None
    rows = (
        Assignment.objects.filter(
            clinician=clinician, status__in=ACTIVE, case_day__status__in=LIVE, date__gte=clock.earliest_date()
        )
        .select_related("case_day__site", "case_day__practice")
        .order_by("date", "pk")
    )
    found = [DayLine(row.case_day, "conflict" if row.conflict else state_of(row)) for row in rows]
    context = {"lines": found[:SHOWN], "more": max(0, len(found) - SHOWN), "clinician": clinician}
    return Panel("manager/casedays/parts/clinician_days.html", context)
