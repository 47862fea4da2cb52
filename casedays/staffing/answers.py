"""What clinicians answer when they are asked, and reminding those who do not."""

import datetime as dt

from accounts.models import User
from casedays.events import AnswerReminded, AssignmentAccepted, AssignmentDeclined
from casedays.locking import lock_case_day, lock_clinicians
from casedays.models import Assignment, CaseDay
from casedays.rules import need_reason, require_assignment
from casedays.staffing.slots import write_end
from casedays.states import AssignmentStatus, Role, Status, Verb
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import NotAllowed
from scheduling_portal.core.events import publish


@in_transaction
def accept_assignment(*, assignment: Assignment, actor: User) -> None:
    """The clinician comes. Accepting twice is refused in words and changes nothing. Raises NotAllowed."""
    current, day = _lock_for_answer(assignment, actor)
    require_assignment(current, Verb.ACCEPT_ASSIGNMENT, {Role.CLINICIAN})
    current.status = AssignmentStatus.ACCEPTED
    current.answered_at = clock.now()
    current.save()
    publish(
        AssignmentAccepted(
            actor_id=actor.pk,
            case_day_id=day.pk,
            assignment_id=current.pk,
            clinician_id=current.clinician_id,
            provider_type=current.provider_type,
        )
    )


@in_transaction
def decline_assignment(
    *, assignment: Assignment, actor: User, reason: str, only_if: AssignmentStatus | None = None
) -> None:
    """The clinician can't make it. The day stays confirmed, is at risk, and goes to backfill.

    `only_if` is where the assignment has to stand for this answer to count: what was answered meanwhile stays.
    Raises RuleBroken without a reason, NotAllowed.
    """
    reason = need_reason(reason)
    current, day = _lock_for_answer(assignment, actor)
    if only_if is not None and current.status != only_if:
        raise NotAllowed("You have answered this already.")
    require_assignment(current, Verb.DECLINE_ASSIGNMENT, {Role.CLINICIAN})
    had_accepted = current.status == AssignmentStatus.ACCEPTED
    current.answered_at = clock.now()
    write_end(current, AssignmentStatus.DECLINED, reason)
    publish(
        AssignmentDeclined(
            actor_id=actor.pk,
            reason=reason,
            case_day_id=day.pk,
            assignment_id=current.pk,
            clinician_id=current.clinician_id,
            provider_type=current.provider_type,
            had_accepted=had_accepted,
        )
    )


def _lock_for_answer(assignment: Assignment, actor: User) -> tuple[Assignment, CaseDay]:
    """The assignment and its day under lock, if they are this clinician's to answer."""
    lock_clinicians([assignment.clinician_id])
    day = lock_case_day(assignment.case_day_id)
    current = Assignment.objects.select_related("clinician").get(pk=assignment.pk)
    if current.clinician.user_id != actor.pk or not actor.is_active:
        raise NotAllowed("This is not yours to answer.")
    if day.status != Status.CONFIRMED:
        raise NotAllowed(f"This day is {day.get_status_display().lower()}, so there is nothing to answer.")
    return current, day


def remind_unanswered() -> int:
    """Remind once each clinician who has not answered in half the time given. Returns how many were reminded."""
    now = clock.now()
    waiting = Assignment.objects.filter(
        status=AssignmentStatus.ASKED,
        reminded_at=None,
        case_day__status=Status.CONFIRMED,
        case_day__date__gte=now.date(),
    )
    due = [a.pk for a in waiting if a.asked_at and a.answer_by and now >= a.asked_at + (a.answer_by - a.asked_at) / 2]
    return sum(_remind(pk, now) for pk in due)


@in_transaction
def _remind(assignment_id: int, now: dt.datetime) -> bool:
    """Remind one clinician unless they have answered, or were reminded, meanwhile."""
    updated = Assignment.objects.filter(pk=assignment_id, status=AssignmentStatus.ASKED, reminded_at=None).update(
        reminded_at=now
    )
    if not updated:
        return False
    assignment = Assignment.objects.get(pk=assignment_id)
    publish(
        AnswerReminded(
            actor_id=None,
            case_day_id=assignment.case_day_id,
            assignment_id=assignment.pk,
            clinician_id=assignment.clinician_id,
            provider_type=assignment.provider_type,
        )
    )
    return True
