"""The life of a case day and of an assignment, as one table each.

Buttons, services, documentation and tests all read `TRANSITIONS`; nothing else knows which step is legal.
"""

import enum
from dataclasses import dataclass

from django.db import models


class Status(models.TextChoices):
    """Where a case day stands. Complete, accepted and at risk are other facts, never folded into this one."""

    REQUESTED = "requested", "Requested"
    PLANNED = "planned", "Planned"
    CONFIRMED = "confirmed", "Confirmed"
    COMPLETED = "completed", "Completed"
    REJECTED = "rejected", "Rejected"
    CANCELLED = "cancelled", "Cancelled"


class AssignmentStatus(models.TextChoices):
    """Where a clinician in a slot stands. Held is never shown to the clinician."""

    HELD = "held", "Held"
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Can't make it"
    RELEASED = "released", "Released"


class ChangeStatus(models.TextChoices):
    """Where a change stands."""

    WAITING = "waiting", "Waiting"
    APPLIED = "applied", "Applied"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OfferStatus(models.TextChoices):
    """Where an offer of an open slot stands."""

    SENT = "sent", "Offer sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "Ran out"
    FILLED = "filled", "Filled by someone else"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CaseStatus(models.TextChoices):
    """Where a booking of a patient stands."""

    BOOKED = "booked", "Booked"
    CANCELLED = "cancelled", "Taken off"


#: Days on which a team may be built or is going to work.
LIVE = (Status.PLANNED, Status.CONFIRMED)
#: Days that are still going to happen, or may.
OPEN = (Status.REQUESTED, Status.PLANNED, Status.CONFIRMED)
#: Assignments that take the slot and the clinician's date.
ACTIVE = (AssignmentStatus.HELD, AssignmentStatus.ASKED, AssignmentStatus.ACCEPTED)
#: Assignments that the clinician knows of.
TOLD = (AssignmentStatus.ASKED, AssignmentStatus.ACCEPTED)

#: How the reason begins by which an assignment or a booking of a day that was called off ended.
DAY_CANCELLED = "Day cancelled"


class Role(enum.StrEnum):
    """In what capacity somebody acts."""

    MANAGER = "manager"
    PRACTICE = "practice"
    CLINICIAN = "clinician"
    SYSTEM = "system"


class Verb(enum.StrEnum):
    """What can be done to a case day or to an assignment."""

    EDIT = "edit"
    ACCEPT = "accept"
    PROPOSE_DATE = "propose_date"
    ANSWER_PROPOSAL = "answer_proposal"
    REJECT = "reject"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    CONFIRM_DETAILS = "confirm_details"
    BOOK_PATIENT = "book_patient"
    COMPLETE = "complete"
    HOLD = "hold"
    OFFER = "offer"
    RELEASE = "release"
    ASK = "ask"
    ACCEPT_ASSIGNMENT = "accept_assignment"
    DECLINE_ASSIGNMENT = "decline_assignment"


@dataclass(frozen=True)
class Transition:
    """`verb` leads from `source` to `target` when done by one of `roles`."""

    source: str
    verb: Verb
    target: str
    roles: frozenset[Role]


def _row(source: str, verb: Verb, target: str, *roles: Role) -> Transition:
    return Transition(source, verb, target, frozenset(roles))


MANAGER, PRACTICE, CLINICIAN, SYSTEM = Role.MANAGER, Role.PRACTICE, Role.CLINICIAN, Role.SYSTEM

DAY_TRANSITIONS: tuple[Transition, ...] = (
    _row(Status.REQUESTED, Verb.EDIT, Status.REQUESTED, PRACTICE, MANAGER),
    _row(Status.REQUESTED, Verb.ACCEPT, Status.PLANNED, MANAGER),
    _row(Status.REQUESTED, Verb.PROPOSE_DATE, Status.REQUESTED, MANAGER),
    _row(Status.REQUESTED, Verb.ANSWER_PROPOSAL, Status.PLANNED, PRACTICE),
    _row(Status.REQUESTED, Verb.REJECT, Status.REJECTED, MANAGER),
    _row(Status.REQUESTED, Verb.CANCEL, Status.CANCELLED, PRACTICE, MANAGER),
    _row(Status.PLANNED, Verb.EDIT, Status.PLANNED, PRACTICE, MANAGER),
    _row(Status.PLANNED, Verb.HOLD, Status.PLANNED, MANAGER),
    _row(Status.PLANNED, Verb.CONFIRM, Status.CONFIRMED, MANAGER),
    _row(Status.PLANNED, Verb.RESCHEDULE, Status.PLANNED, MANAGER),
    _row(Status.PLANNED, Verb.CANCEL, Status.CANCELLED, PRACTICE, MANAGER),
    _row(Status.CONFIRMED, Verb.EDIT, Status.CONFIRMED, PRACTICE, MANAGER),
    _row(Status.CONFIRMED, Verb.HOLD, Status.CONFIRMED, MANAGER),
    _row(Status.CONFIRMED, Verb.OFFER, Status.CONFIRMED, MANAGER),
    _row(Status.CONFIRMED, Verb.RESCHEDULE, Status.CONFIRMED, MANAGER),
    _row(Status.CONFIRMED, Verb.CONFIRM_DETAILS, Status.CONFIRMED, PRACTICE),
    _row(Status.CONFIRMED, Verb.BOOK_PATIENT, Status.CONFIRMED, PRACTICE),
    _row(Status.CONFIRMED, Verb.CANCEL, Status.CANCELLED, PRACTICE, MANAGER),
    _row(Status.CONFIRMED, Verb.COMPLETE, Status.COMPLETED, SYSTEM),
)

ASSIGNMENT_TRANSITIONS: tuple[Transition, ...] = (
    _row(AssignmentStatus.HELD, Verb.ASK, AssignmentStatus.ASKED, MANAGER),
    _row(AssignmentStatus.HELD, Verb.RELEASE, AssignmentStatus.RELEASED, MANAGER, PRACTICE),
    _row(AssignmentStatus.ASKED, Verb.ACCEPT_ASSIGNMENT, AssignmentStatus.ACCEPTED, CLINICIAN),
    _row(AssignmentStatus.ASKED, Verb.DECLINE_ASSIGNMENT, AssignmentStatus.DECLINED, CLINICIAN),
    _row(AssignmentStatus.ASKED, Verb.RELEASE, AssignmentStatus.RELEASED, MANAGER, PRACTICE),
    _row(AssignmentStatus.ACCEPTED, Verb.DECLINE_ASSIGNMENT, AssignmentStatus.DECLINED, CLINICIAN),
    _row(AssignmentStatus.ACCEPTED, Verb.RELEASE, AssignmentStatus.RELEASED, MANAGER, PRACTICE),
)


def find(table: tuple[Transition, ...], source: str, verb: Verb) -> Transition | None:
    """The row for `verb` from `source`, None when the step is not legal."""
    return next((row for row in table if row.source == source and row.verb == verb), None)


def verbs_for(source: str, roles: set[Role]) -> set[Verb]:
    """What somebody in `roles` may do with a case day that stands at `source`."""
    return {row.verb for row in DAY_TRANSITIONS if row.source == source and row.roles & roles}
