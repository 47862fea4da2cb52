"""What can happen to a booking. Ids only: the timeline holds no patient data."""

from dataclasses import dataclass
from typing import ClassVar

from casedays.events.day import CaseDayEvent


@dataclass(frozen=True, kw_only=True)
class CaseEvent(CaseDayEvent):
    """Something about a booking. Carries ids only: the timeline holds no patient data."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class PatientBooked(CaseEvent):
    """A patient has a slot. `flags` are plain words such as "child on an adult day" or "ASA III"."""

    kind: ClassVar[str] = "patient_booked"
    unstored: ClassVar[frozenset[str]] = frozenset({"flags"})

    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseEdited(CaseEvent):
    """Time, minutes or readiness of a booking changed."""

    kind: ClassVar[str] = "case_edited"


@dataclass(frozen=True, kw_only=True)
class CaseTakenOff(CaseEvent):
    """A booking was taken off the day."""

    kind: ClassVar[str] = "case_taken_off"


@dataclass(frozen=True, kw_only=True)
class BookingFlagged(CaseEvent):
    """A booked patient's record changed so that the anesthesiologist must look; `flags` as in `PatientBooked`."""

    kind: ClassVar[str] = "booking_flagged"
    unstored: ClassVar[frozenset[str]] = frozenset({"flags"})

    flags: tuple[str, ...]
