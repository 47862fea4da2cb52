"""How a day ends: cancelled, completed; and the practice's word that its details are right."""

import datetime as dt

from accounts.models import User
from casedays.changes.applying import close_waiting
from casedays.events import CaseDayCancelled, CaseDayCompleted, DetailsConfirmed
from casedays.lifecycle.writing import write_status
from casedays.locking import lock_case_day, lock_clinicians
from casedays.models import Assignment, CaseDay
from casedays.rules import acting, check_version, need_reason, require
from casedays.staffing.slots import write_end
from casedays.states import (
    ACTIVE,
    DAY_CANCELLED,
    TOLD,
    AssignmentStatus,
    CaseStatus,
    OfferStatus,
    Role,
    Status,
    Verb,
)
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import NotAllowed
from scheduling_portal.core.events import publish


@in_transaction
def cancel_case_day(*, case_day: CaseDay, actor: User, reason: str, role: Role | None = None) -> None:
    """Call the day off. The team is free again, open offers and a waiting change fall, bookings are taken off.

    `role` says in which capacity somebody acts who has several. Raises RuleBroken without a reason, NotAllowed.
    """
    reason = need_reason(reason)
    lock_clinicians(
        Assignment.objects.filter(case_day_id=case_day.pk, status__in=ACTIVE).values_list("clinician_id", flat=True)
    )
    day = lock_case_day(case_day.pk)
    roles = acting(actor, day, role)
    step = require(day, Verb.CANCEL, actor, roles=roles)
    was = day.status
    told, unanswered = [], []
    for assignment in day.assignments.filter(status__in=ACTIVE).order_by("pk"):
        if assignment.status in TOLD:
            told.append(assignment.clinician_id)
        if assignment.status == AssignmentStatus.ASKED:
            unanswered.append(assignment.clinician_id)
        write_end(assignment, AssignmentStatus.RELEASED, f"{DAY_CANCELLED}: {reason}"[:500])
    now = clock.now()
    offered = list(day.offers.filter(status=OfferStatus.SENT).values_list("clinician_id", flat=True))
    day.offers.filter(status=OfferStatus.SENT).update(status=OfferStatus.WITHDRAWN, answered_at=now, answer_code=None)
    close_waiting(day, actor)
    dropped = day.cases.filter(status=CaseStatus.BOOKED).update(status=CaseStatus.CANCELLED, ended_reason=DAY_CANCELLED)
    day.proposed_date = day.proposed_until = None
    write_status(day, step, reason=reason)
    publish(
        CaseDayCancelled(
            actor_id=actor.pk,
            reason=reason,
            case_day_id=day.pk,
            was=was,
            by_practice=Role.MANAGER not in roles,
            told_clinician_ids=tuple(sorted({*told, *offered})),
            unanswered_clinician_ids=tuple(sorted({*unanswered, *offered})),
            cases_dropped=dropped,
        )
    )


@in_transaction
def confirm_details(*, case_day: CaseDay, actor: User, version: int | None = None) -> None:
    """The practice says that address, contact, times and patients are right. A later material change clears it.

    No new version of the day: nothing that somebody may be editing just then becomes different.

    Raises StaleEdit when the day is no longer the `version` that was read, NotAllowed when it was said already, or the
    day is not confirmed.
    """
    day = lock_case_day(case_day.pk)
    require(day, Verb.CONFIRM_DETAILS, actor)
    check_version(day, version)
    if day.details_confirmed_at:
        raise NotAllowed("The details are confirmed already.")
    day.details_confirmed_at = clock.now()
    day.details_confirmed_by = actor
    day.save()
    publish(DetailsConfirmed(actor_id=actor.pk, case_day_id=day.pk))


def complete_past_days() -> int:
    """Complete each confirmed day whose date has passed at its site. Returns how many."""
    latest = clock.now().date() + dt.timedelta(days=1)
    rows = CaseDay.objects.filter(status=Status.CONFIRMED, date__lt=latest).select_related("site")
    return sum(_complete(day.pk) for day in rows if day.date < clock.today_in(day.site.time_zone))


@in_transaction
def _complete(case_day_id: int) -> bool:
    """Complete one day unless something else ended it meanwhile."""
    day = lock_case_day(case_day_id)
    if day.status != Status.CONFIRMED:
        return False
    step = require(day, Verb.COMPLETE, None)
    day.offers.filter(status=OfferStatus.SENT).update(
        status=OfferStatus.EXPIRED, answered_at=clock.now(), answer_code=None
    )
    close_waiting(day, None)
    write_status(day, step)
    publish(CaseDayCompleted(actor_id=None, case_day_id=day.pk))
    return True
