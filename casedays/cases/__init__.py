"""Patients on a case day: booking them into slots, what they still need, and the room that is left."""

from casedays.cases.booking import book_patient, case_stamp, edit_case, take_off
from casedays.cases.capacity import Capacity, Gap, Segment, capacity, gaps, next_free_start
from casedays.cases.day_flags import DayFlags, booked_facts, day_flags, flags_from
from casedays.cases.readiness import Item, flags, missing, readiness

__all__ = [
    "Capacity",
    "DayFlags",
    "Gap",
    "Item",
    "Segment",
    "book_patient",
    "booked_facts",
    "capacity",
    "case_stamp",
    "day_flags",
    "edit_case",
    "flags",
    "flags_from",
    "gaps",
    "missing",
    "next_free_start",
    "readiness",
    "take_off",
]
