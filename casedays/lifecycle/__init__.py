"""The life of a case day. The only writer of its status; each verb is one function."""

from casedays.lifecycle.closing import cancel_case_day, complete_past_days, confirm_details
from casedays.lifecycle.confirming import Outcome, confirm_case_day, confirm_case_days
from casedays.lifecycle.planning import (
    accept_request,
    answer_proposal,
    create_case_day,
    propose_date,
    reject_request,
)
from casedays.lifecycle.requesting import (
    SentAlready,
    edit_request,
    request_case_day,
    request_case_days,
    sent_just_now,
)
from casedays.lifecycle.rescheduling import reschedule

__all__ = [
    "Outcome",
    "SentAlready",
    "accept_request",
    "answer_proposal",
    "cancel_case_day",
    "complete_past_days",
    "confirm_case_day",
    "confirm_case_days",
    "confirm_details",
    "create_case_day",
    "edit_request",
    "propose_date",
    "reject_request",
    "request_case_day",
    "request_case_days",
    "reschedule",
    "sent_just_now",
]
