"""Who on which team would no longer be eligible, when something about a person or a day changes.

An assignment is never removed by this: it is marked, the manager is told and decides.
"""

from django.db.models import QuerySet

from accounts.events import ClinicianChanged, CredentialChanged
from availability.events import AvailabilitySubmitted
from casedays.eligible import check_many
from casedays.events import ConflictRaised
from casedays.locking import lock_case_day, lock_clinicians
from casedays.models import Assignment
from casedays.states import ACTIVE, LIVE
from practices.events import PreferenceChanged
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish, subscribe
from scheduling_portal.core.models import TimelineEntry


@in_transaction
def recheck_day(case_day_id: int) -> int:
    """Re-check everybody on one day, such as after a child was booked. Returns how many conflicts were raised."""
    lock_case_day(case_day_id)
    return _recheck(Assignment.objects.filter(case_day_id=case_day_id, status__in=ACTIVE))


@in_transaction
def recheck_clinician(clinician_id: int) -> int:
    """Re-check all coming days of one clinician. Returns how many conflicts were raised.

    A fixed number of queries, and some for each conflict that begins or ends.
    """
    lock_clinicians([clinician_id])
    return _recheck(_days_ahead(clinician_id))


def _days_ahead(clinician_id: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        clinician_id=clinician_id, status__in=ACTIVE, date__gte=clock.earliest_date(), case_day__status__in=LIVE
    )


def _recheck(assignments: QuerySet[Assignment]) -> int:
    rows = list(assignments.order_by("date", "pk"))
    raised = 0
    for assignment, blocks in check_many(rows):
        why = blocks[0].why if blocks else ""
        if why == assignment.conflict:
            continue
        assignment.conflict = why
        assignment.save(update_fields=["conflict"])
        if why:
            raised += 1
            publish(
                ConflictRaised(
                    actor_id=None,
                    reason=why,
                    case_day_id=assignment.case_day_id,
                    assignment_id=assignment.pk,
                    clinician_id=assignment.clinician_id,
                    provider_type=assignment.provider_type,
                )
            )
    return raised


@subscribe(AvailabilitySubmitted)
def on_submitted(event: AvailabilitySubmitted, entry: TimelineEntry) -> None:
    """New answers may end a conflict; a withdrawn date, or new limits, may raise one.

    An answer concerns only the day on its own date: most people send theirs before they are on any.
    """
    if event.limits or _days_ahead(event.clinician_id).filter(date__in=event.dates).exists():
        recheck_clinician(event.clinician_id)


@subscribe(CredentialChanged)
def on_credential(event: CredentialChanged, entry: TimelineEntry) -> None:
    """A credential that now ends too early raises a conflict on the days it no longer covers."""
    recheck_clinician(event.clinician_id)


@subscribe(ClinicianChanged)
def on_clinician(event: ClinicianChanged, entry: TimelineEntry) -> None:
    """A new home, limit or skill, or being turned off, may make somebody ineligible."""
    recheck_clinician(event.clinician_id)


@subscribe(PreferenceChanged)
def on_preference(event: PreferenceChanged, entry: TimelineEntry) -> None:
    """A practice that asks not to be sent somebody may have them on a team already."""
    recheck_clinician(event.clinician_id)
