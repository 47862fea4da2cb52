"""What can happen to a patient's record. Names of fields only: the timeline holds no patient data."""

from dataclasses import dataclass
from typing import ClassVar

from scheduling_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PatientEvent(Event):
    """Something about one patient's record."""

    topic: ClassVar[str] = "patient"

    patient_id: int

    @property
    def topic_id(self) -> int:
        return self.patient_id


@dataclass(frozen=True, kw_only=True)
class PatientAdded(PatientEvent):
    """A practice wrote down a patient."""

    kind: ClassVar[str] = "patient_added"


@dataclass(frozen=True, kw_only=True)
class PatientUpdated(PatientEvent):
    """The record changed; `touched` names the fields, never the values."""

    kind: ClassVar[str] = "patient_updated"

    touched: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PreferenceChanged(Event):
    """A practice prefers a clinician, or asked not to be sent them; empty for neither. Seen by managers only."""

    topic: ClassVar[str] = "practice"
    kind: ClassVar[str] = "preference_changed"

    practice_id: int
    clinician_id: int
    preference: str

    @property
    def topic_id(self) -> int:
        return self.practice_id


@dataclass(frozen=True, kw_only=True)
class PracticeTurned(Event):
    """A practice, or one site of it, was turned off or on again."""

    topic: ClassVar[str] = "practice"
    kind: ClassVar[str] = "turned"

    practice_id: int
    on: bool
    site_id: int | None = None

    @property
    def topic_id(self) -> int:
        return self.practice_id
