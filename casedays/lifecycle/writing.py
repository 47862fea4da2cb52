"""The one line of the product that writes a case day's status."""

from casedays.models import CaseDay
from casedays.states import Transition


def write_status(day: CaseDay, step: Transition, *, reason: str = "") -> None:
    """Move a locked day along a row of the transition table and save all its fields; raises its version by one."""
    day.status = step.target
    if reason:
        day.status_reason = reason
    day.version += 1
    day.save()
