"""What can happen to a case day as a whole."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from scheduling_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseDayEvent(Event):
    """Anything that happens to one case day."""

    topic: ClassVar[str] = "case_day"

    case_day_id: int

    @property
    def topic_id(self) -> int:
        return self.case_day_id


@dataclass(frozen=True, kw_only=True)
class CaseDayRequested(CaseDayEvent):
    """A practice asked for a day, one of the `days` of a repeat rule when these are more than one."""

    kind: ClassVar[str] = "requested"
    unstored: ClassVar[frozenset[str]] = frozenset({"days"})

    days: int = 1


@dataclass(frozen=True, kw_only=True)
class CaseDayCreated(CaseDayEvent):
    """A manager made a planned day on a practice's behalf."""

    kind: ClassVar[str] = "created"


@dataclass(frozen=True, kw_only=True)
class RequestEdited(CaseDayEvent):
    """A day still requested was edited; `changes` tell old and new. `by_practice`: not by a manager."""

    kind: ClassVar[str] = "request_edited"

    by_practice: bool


@dataclass(frozen=True, kw_only=True)
class CaseDayPlanned(CaseDayEvent):
    """A request was accepted on `date`. It is not confirmed yet."""

    kind: ClassVar[str] = "planned"

    date: dt.date
    by_practice: bool = False


@dataclass(frozen=True, kw_only=True)
class DateProposed(CaseDayEvent):
    """A manager proposed a date that the practice did not name."""

    kind: ClassVar[str] = "date_proposed"

    date: dt.date


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(CaseDayEvent):
    """The practice does not want the proposed date."""

    kind: ClassVar[str] = "proposal_declined"

    date: dt.date


@dataclass(frozen=True, kw_only=True)
class CaseDayRejected(CaseDayEvent):
    """A manager rejected the request."""

    kind: ClassVar[str] = "rejected"


@dataclass(frozen=True, kw_only=True)
class CaseDayConfirmed(CaseDayEvent):
    """The day is on. Each of `assignment_ids` has just been asked."""

    kind: ClassVar[str] = "confirmed"

    assignment_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseDayCancelled(CaseDayEvent):
    """The day will not be. `told_clinician_ids` had been asked, had accepted or had an offer; some are yet unanswered.

    `cases_dropped` bookings fell.
    """

    kind: ClassVar[str] = "cancelled"
    unstored: ClassVar[frozenset[str]] = frozenset({"unanswered_clinician_ids"})

    was: str
    by_practice: bool
    told_clinician_ids: tuple[int, ...]
    unanswered_clinician_ids: tuple[int, ...]
    cases_dropped: int


@dataclass(frozen=True, kw_only=True)
class CaseDayCompleted(CaseDayEvent):
    """The date has passed at the site."""

    kind: ClassVar[str] = "completed"


@dataclass(frozen=True, kw_only=True)
class CaseDayRescheduled(CaseDayEvent):
    """A manager moved the day. Kept clinicians acknowledge `change_id`, released ones are told, new ones were asked.

    `offers`: what it leaves open goes to the next best.
    """

    kind: ClassVar[str] = "rescheduled"

    change_id: int
    number: int
    was_confirmed: bool
    kept_clinician_ids: tuple[int, ...]
    released_clinician_ids: tuple[int, ...]
    offers: bool


@dataclass(frozen=True, kw_only=True)
class DetailsConfirmed(CaseDayEvent):
    """The practice says that address, contact, times and patients are right."""

    kind: ClassVar[str] = "details_confirmed"
