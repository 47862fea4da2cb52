"""Patients on a case day: booking them into slots, what they still need, and the room that is left."""

from casedays.cases.booking import book_patient, case_stamp, edit_case, take_off
from casedays.cases.capacity import Capacity, Gap, Segment, capacity, gaps, next_free_start
from casedays.cases.readiness import Item, flags, missing, readiness

__all__ = [
    "Capacity",
    "Gap",
    "Item",
    "Segment",
    "book_patient",
    "capacity",
    "case_stamp",
    "edit_case",
    "flags",
    "gaps",
    "missing",
    "next_free_start",
    "readiness",
    "take_off",
]
