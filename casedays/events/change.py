"""What can happen to a numbered change."""

from dataclasses import dataclass
from typing import ClassVar

from casedays.events.day import CaseDayEvent


@dataclass(frozen=True, kw_only=True)
class ChangeEvent(CaseDayEvent):
    """Something about a numbered change."""

    change_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ChangeAsked(ChangeEvent):
    """A practice's edit waits for a manager. The day stands as it was."""

    kind: ClassVar[str] = "change_asked"


@dataclass(frozen=True, kw_only=True)
class ChangeApplied(ChangeEvent):
    """The change is in force. `team_clinician_ids` are told; `at_once` when no manager was needed.

    `by_practice`: the practice put it in force itself. `offers`: what it leaves open goes to the next best.
    """

    kind: ClassVar[str] = "change_applied"

    at_once: bool
    by_practice: bool = False
    team_clinician_ids: tuple[int, ...]
    released_clinician_ids: tuple[int, ...] = ()
    offers: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeDeclined(ChangeEvent):
    """A manager declined the change. The day stands as it was."""

    kind: ClassVar[str] = "change_declined"


@dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn(ChangeEvent):
    """A waiting change is over: `taken_back` by the practice, else fallen with its day or to a newer change."""

    kind: ClassVar[str] = "change_withdrawn"

    taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeAskedAgain(ChangeEvent):
    """A manager asks again those of the team, `clinician_ids`, who have not seen a change in force."""

    kind: ClassVar[str] = "change_asked_again"

    clinician_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ChangeSeen(ChangeEvent):
    """Somebody acknowledged the change."""

    kind: ClassVar[str] = "change_seen"
