"""Who is in a slot: holding, asking, answering and releasing. The only writer of an assignment's status."""

from casedays.staffing.answers import accept_assignment, decline_assignment, remind_unanswered
from casedays.staffing.slots import NeedsReason, hold_clinician, hold_team, release_clinician

__all__ = [
    "NeedsReason",
    "accept_assignment",
    "decline_assignment",
    "hold_clinician",
    "hold_team",
    "release_clinician",
    "remind_unanswered",
]
