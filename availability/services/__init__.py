"""The verbs of availability: they lock the clinician first, check every rule, write, and publish."""

from availability.services.counting import count_behind
from availability.services.meanwhile import SentMeanwhile
from availability.services.remind import remind_due, remind_missing
from availability.services.submit import submit_availability
from availability.services.talk import comment, return_submission

__all__ = [
    "SentMeanwhile",
    "comment",
    "count_behind",
    "remind_due",
    "remind_missing",
    "return_submission",
    "submit_availability",
]
