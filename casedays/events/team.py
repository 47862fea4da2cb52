"""What can happen to assignments and offers."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from casedays.events.day import CaseDayEvent


@dataclass(frozen=True, kw_only=True)
class AssignmentEvent(CaseDayEvent):
    """Something about one clinician in one slot."""

    assignment_id: int
    clinician_id: int
    provider_type: str


@dataclass(frozen=True, kw_only=True)
class ClinicianHeld(AssignmentEvent):
    """Held for the slot; the clinician is not told. `rules` are the overridden ones in words."""

    kind: ClassVar[str] = "held"

    overridden: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClinicianAsked(AssignmentEvent):
    """Put on a day that is already confirmed, and asked at once. `rules` are the overridden ones in words."""

    kind: ClassVar[str] = "asked"

    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClinicianReleased(AssignmentEvent):
    """No longer in the slot. `was_told`: they knew of it; `offers`: the slot goes to the next best."""

    kind: ClassVar[str] = "released"

    was_told: bool
    offers: bool = False


@dataclass(frozen=True, kw_only=True)
class AssignmentAccepted(AssignmentEvent):
    """The clinician comes."""

    kind: ClassVar[str] = "accepted"


@dataclass(frozen=True, kw_only=True)
class AssignmentDeclined(AssignmentEvent):
    """The clinician can't make it; the day is at risk. `had_accepted` marks a drop-out."""

    kind: ClassVar[str] = "declined"

    had_accepted: bool


@dataclass(frozen=True, kw_only=True)
class AnswerReminded(AssignmentEvent):
    """An unanswered clinician was reminded."""

    kind: ClassVar[str] = "reminded"


@dataclass(frozen=True, kw_only=True)
class ConflictRaised(AssignmentEvent):
    """Somebody on the team would no longer be eligible; the assignment stands until a manager decides."""

    kind: ClassVar[str] = "conflict"


@dataclass(frozen=True, kw_only=True)
class OfferEvent(CaseDayEvent):
    """Something about an offer of an open slot."""

    offer_id: int
    clinician_id: int
    provider_type: str


@dataclass(frozen=True, kw_only=True)
class OfferSent(OfferEvent):
    """An eligible clinician was offered the open slot until `closes_at`."""

    kind: ClassVar[str] = "offer_sent"

    closes_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(OfferEvent):
    """The first valid acceptance took the slot."""

    kind: ClassVar[str] = "offer_accepted"

    assignment_id: int


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(OfferEvent):
    """The clinician does not take the slot."""

    kind: ClassVar[str] = "offer_declined"


@dataclass(frozen=True, kw_only=True)
class OffersRanOut(CaseDayEvent):
    """No offer for this slot is open any more and nobody took it."""

    kind: ClassVar[str] = "offers_ran_out"

    provider_type: str


@dataclass(frozen=True, kw_only=True)
class OffersClosed(CaseDayEvent):
    """Open offers of a slot were closed: it is `filled`, or the day is no longer the one they were made for."""

    kind: ClassVar[str] = "offers_closed"

    provider_type: str
    clinician_ids: tuple[int, ...]
    filled: bool
