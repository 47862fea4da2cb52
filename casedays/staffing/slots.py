"""Who is in a slot: holding, asking and releasing."""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays.eligible import check_clinician
from casedays.events import (
    ClinicianAsked,
    ClinicianHeld,
    ClinicianReleased,
)
from casedays.locking import lock_case_day, lock_clinicians
from casedays.matching.eligibility import Block
from casedays.messages import answers_until
from casedays.models import Assignment, CaseDay, Offer
from casedays.offers import close_offers
from casedays.rules import need_reason, require, require_assignment, roles_on_day
from casedays.states import ACTIVE, LIVE, AssignmentStatus, OfferStatus, Role, Status, Verb
from scheduling_portal.core import clock, wording
from scheduling_portal.core.codes import new_code
from scheduling_portal.core.db import in_transaction, violated_constraint
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import Rules

#: What history keeps of who was released without a word, because they had not been told.
BEFORE_TOLD = "Released before being told"


class NeedsReason(RuleBroken):
    """A rule stands against the person that a reason would override, and none was given."""


@in_transaction
def hold_clinician(*, case_day: CaseDay, clinician: Clinician, actor: User, override_reason: str = "") -> Assignment:
    """Put a clinician into the slot of their provider type.

    On a planned day they are held and not told; on a confirmed day they are asked at once. A rule that stands against
    them is overridden when a reason is given, except the wrong provider type and another day on that date.
    Raises NeedsReason naming the rule, Conflict when the slot or the person was taken meanwhile, NotAllowed.
    """
    locked = lock_clinicians([clinician.pk])
    day = lock_case_day(case_day.pk)
    require(day, Verb.HOLD, actor)
    return put_in_slot(day, locked[clinician.pk], actor, override_reason=override_reason)


@in_transaction
def hold_team(*, case_day: CaseDay, clinicians: Sequence[Clinician], actor: User) -> list[Assignment]:
    """Put several clinicians into their slots, all or none. Raises as `hold_clinician`."""
    locked = lock_clinicians(clinician.pk for clinician in clinicians)
    day = lock_case_day(case_day.pk)
    require(day, Verb.HOLD, actor)
    return [put_in_slot(day, locked[pk], actor) for pk in sorted(locked)]


def put_in_slot(
    day: CaseDay,
    clinician: Clinician,
    actor: User | None,
    *,
    override_reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Assignment:
    """Fill a slot of a day whose locks the caller holds; `details` go into the timeline. Raises as `hold_clinician`."""
    overridden = _check(day, clinician, override_reason)
    if day.assignments.filter(provider_type=clinician.provider_type, status__in=ACTIVE).exists():
        raise Conflict(f"The {_slot(clinician.provider_type)} slot is filled already. Release that person first.")
    assignment = Assignment(
        case_day=day,
        clinician=clinician,
        provider_type=clinician.provider_type,
        date=day.date,
        held_by=actor,
        overridden=[block.key for block in overridden],
        override_reason=override_reason.strip() if overridden else "",
    )
    if day.status == Status.CONFIRMED:
        mark_asked([assignment], day, Rules.current())
    save_assignment(assignment, clinician)
    close_offers(day, clinician.provider_type, OfferStatus.FILLED, actor, but=clinician.pk)
    _publish(assignment, actor, rules=tuple(block.why for block in overridden), details=details or {})
    return assignment


def _publish(assignment: Assignment, actor: User | None, *, rules: tuple[str, ...], details: Mapping[str, Any]) -> None:
    """Tell that somebody was asked, or is held."""
    facts: dict[str, Any] = {
        "actor_id": actor.pk if actor else None,
        "reason": assignment.override_reason,
        "case_day_id": assignment.case_day_id,
        "assignment_id": assignment.pk,
        "clinician_id": assignment.clinician_id,
        "provider_type": assignment.provider_type,
        "rules": rules,
        "details": details,
    }
    if assignment.status == AssignmentStatus.ASKED:
        publish(ClinicianAsked(**facts))
    else:
        publish(ClinicianHeld(**facts, overridden=tuple(assignment.overridden)))


def _check(day: CaseDay, clinician: Clinician, override_reason: str) -> list[Block]:
    """The rules that the reason overrides; raises NeedsReason for one that stands."""
    found = check_clinician(day, clinician.pk, clinician.provider_type)
    if not found:
        return []
    name = clinician.user.get_full_name()
    final = next((block for block in found if not block.overridable), None)
    if final:
        raise Conflict(f"{name}: {wording.in_sentence(final.why)}.")
    if not override_reason.strip():
        raise NeedsReason(f"{name}: {wording.in_sentence(found[0].why)}.")
    need_reason(override_reason)
    return found


def take_slot(offer: Offer, clinician: Clinician) -> Assignment:
    """The accepted assignment of who takes an offer; the caller holds the locks, has checked, and tells it."""
    assignment = Assignment(
        case_day=offer.case_day,
        clinician=clinician,
        provider_type=offer.provider_type,
        date=offer.case_day.date,
        status=AssignmentStatus.ACCEPTED,
        held_by=offer.sent_by,
        asked_at=offer.sent_at,
        answered_at=clock.now(),
    )
    save_assignment(assignment, clinician)
    return assignment


def save_assignment(assignment: Assignment, clinician: Clinician) -> None:
    """Save it; a broken uniqueness becomes a Conflict in words."""
    try:
        with transaction.atomic():
            assignment.save()
    except IntegrityError as error:
        words = {
            "casedays_assignment_slot_once": f"The {_slot(assignment.provider_type)} slot was filled just now.",
            "casedays_assignment_clinician_date_once": f"{clinician.user} was put on another case day just now.",
        }
        constraint = violated_constraint(error)
        if constraint not in words:
            raise
        raise Conflict(words[constraint]) from error


def mark_asked(assignments: Sequence[Assignment], day: CaseDay, rules: Rules) -> None:
    """Set the facts of having been asked, unsaved: when, until when, and the code for answering by text.

    The time for the answers is one query, however many are asked at once.
    """
    people = [assignment.clinician.user for assignment in assignments]
    until = answers_until(day, people, dt.timedelta(hours=rules.answer_hours)) if people else {}
    for assignment, person in zip(assignments, people, strict=True):
        assignment.status = AssignmentStatus.ASKED
        assignment.asked_at = clock.now()
        assignment.answer_by = until[person.pk]
        assignment.answer_code = free_code(but={other.answer_code for other in assignments})


def free_code(*, but: Container[str | None] = ()) -> str:
    """A code for answers that no assignment and no offer has used, nor is `but` for one not saved yet."""
    while True:
        code = new_code()
        if (
            code not in but
            and not Assignment.objects.filter(answer_code=code).exists()
            and not Offer.objects.filter(answer_code=code).exists()
        ):
            return code


@in_transaction
def release_clinician(*, assignment: Assignment, actor: User, reason: str, offers: bool = True) -> None:
    """Take a clinician out of the slot. Who was asked or had accepted is told that they are released.

    Who was only held was never told, and is released without a word too. The slot of a confirmed day is offered to the
    next best, unless the manager fills it otherwise: `offers` is False. Raises RuleBroken without a reason else,
    NotAllowed for who is no manager or when there is nothing to release.
    """
    lock_clinicians([assignment.clinician_id])
    day = lock_case_day(assignment.case_day_id)
    current = Assignment.objects.get(pk=assignment.pk)
    require_assignment(current, Verb.RELEASE, roles_on_day(actor, day) & {Role.MANAGER})
    if day.status not in LIVE:
        raise NotAllowed(f"This day is {day.get_status_display().lower()}. Its team stays as it is.")
    if reason.strip() or current.status != AssignmentStatus.HELD:
        reason = need_reason(reason)
    end_assignment(current, day, actor, reason.strip(), offers=offers)


def end_assignment(
    assignment: Assignment, day: CaseDay, actor: User | None, reason: str, *, offers: bool = False
) -> None:
    """Release an active assignment of a day whose locks the caller holds, and tell it."""
    was_told = assignment.status != AssignmentStatus.HELD
    write_end(assignment, AssignmentStatus.RELEASED, reason or BEFORE_TOLD)
    publish(
        ClinicianReleased(
            actor_id=actor.pk if actor else None,
            reason=reason,
            case_day_id=day.pk,
            assignment_id=assignment.pk,
            clinician_id=assignment.clinician_id,
            provider_type=assignment.provider_type,
            was_told=was_told,
            offers=offers,
        )
    )


def write_end(assignment: Assignment, status: AssignmentStatus, reason: str) -> None:
    """Store that an assignment is over, with the date it was for. The caller holds the locks and tells it."""
    assignment.status = status
    assignment.ended_at = clock.now()
    assignment.ended_reason = reason
    assignment.ended_from_date = assignment.date
    assignment.answer_code = None
    assignment.conflict = ""
    assignment.save()


def _slot(provider_type: str) -> str:
    return ProviderType(provider_type).label.lower()
