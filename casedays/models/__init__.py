"""Case days, their teams, changes and cases."""

from casedays.models.assignment import Assignment, Offer
from casedays.models.case import Case, Consent
from casedays.models.case_day import CaseDay, WantedDate
from casedays.models.change import (
    Change,
    ChangeAcknowledgement,
    ChangePolicyRow,
    Decision,
    PolicyField,
)
from casedays.models.feed import CalendarFeed
from casedays.models.matching import UNDER_WAY, MatchingRun, RunState
from casedays.models.weights import ScoringWeights

__all__ = [
    "UNDER_WAY",
    "Assignment",
    "CalendarFeed",
    "Case",
    "CaseDay",
    "Change",
    "ChangeAcknowledgement",
    "ChangePolicyRow",
    "Consent",
    "Decision",
    "MatchingRun",
    "Offer",
    "PolicyField",
    "RunState",
    "ScoringWeights",
    "WantedDate",
]
