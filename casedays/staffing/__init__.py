"""Who is in a slot: holding, asking, answering and releasing. The only writer of an assignment's status."""

from casedays.staffing.answers import accept_assignment, decline_assignment, remind_unanswered
from casedays.staffing.slots import hold_clinician, hold_team, release_clinician

__all__ = [
    "accept_assignment",
    "decline_assignment",
    "hold_clinician",
    "hold_team",
    "release_clinician",
    "remind_unanswered",
]
