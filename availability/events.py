"""What can happen to availability. Rows of the period's timeline; notices and conflicts follow from these."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from scheduling_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AvailabilityEvent(Event):
    """Anything that happens to one clinician's answers for one period."""

    topic: ClassVar[str] = "availability_period"

    period_id: int
    clinician_id: int

    @property
    def topic_id(self) -> int:
        return self.period_id


@dataclass(frozen=True, kw_only=True)
class AvailabilitySubmitted(AvailabilityEvent):
    """Answers were sent in, for the first time or again with a difference.

    `dates` are those with another answer than before; `limits` says that the most days wished for differ.
    """

    kind: ClassVar[str] = "availability_submitted"
    unstored: ClassVar[frozenset[str]] = frozenset({"person_id", "dates", "limits"})

    person_id: int
    dates: frozenset[dt.date]
    limits: bool


@dataclass(frozen=True, kw_only=True)
class AvailabilityWithdrawn(AvailabilityEvent):
    """On `dates` the clinician could work before and now cannot, or gives no answer any more."""

    kind: ClassVar[str] = "availability_withdrawn"

    dates: tuple[dt.date, ...]


@dataclass(frozen=True, kw_only=True)
class SubmissionReturned(AvailabilityEvent):
    """A manager gave the answers back with a comment, on the whole or on `date`; they can be edited again."""

    kind: ClassVar[str] = "availability_returned"

    comment: str
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class CommentAdded(AvailabilityEvent):
    """A word from a manager to the clinician, or the other way, on the whole or on `date`."""

    kind: ClassVar[str] = "availability_comment"

    by_manager: bool
    comment: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class AvailabilityReminded(AvailabilityEvent):
    """Somebody whose answers are missing was reminded, by a manager or by the clock."""

    kind: ClassVar[str] = "availability_reminded"
