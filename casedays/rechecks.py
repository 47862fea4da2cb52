"""Who on which team would no longer be eligible, when something about a person or a day changes.

An assignment is never removed by this: it is marked, the manager is told and decides.
"""

import datetime as dt
from collections.abc import Collection

from accounts.events import ClinicianChanged, CredentialChanged
from availability.events import AvailabilitySubmitted, AvailabilityWithdrawn
from casedays.eligible import check_team
from casedays.events import ConflictRaised
from casedays.models import Assignment, CaseDay
from casedays.states import ACTIVE, LIVE
from practices.events import PreferenceChanged
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish, subscribe
from scheduling_portal.core.models import TimelineEntry


@in_transaction
def recheck_day(case_day_id: int) -> int:
    """Re-check everybody on one day, such as after a child was booked. Returns how many conflicts were raised."""
    day = CaseDay.objects.select_related("site", "practice").get(pk=case_day_id)
    return _recheck(day, list(day.assignments.filter(status__in=ACTIVE).order_by("pk")))


@in_transaction
def recheck_clinician(clinician_id: int, *, dates: Collection[dt.date] | None = None) -> int:
    """Re-check one clinician's coming days, all or those on `dates`. Returns how many conflicts were raised."""
    today = clock.now().date() - dt.timedelta(days=1)
    mine = Assignment.objects.filter(
        clinician_id=clinician_id, status__in=ACTIVE, date__gte=today, case_day__status__in=LIVE
    ).select_related("case_day__site", "case_day__practice")
    if dates is not None:
        mine = mine.filter(date__in=dates)
    return sum(_recheck(assignment.case_day, [assignment]) for assignment in mine.order_by("date"))


def _recheck(day: CaseDay, assignments: list[Assignment]) -> int:
    found = check_team(day, assignments)
    raised = 0
    for assignment in assignments:
        blocks = found[assignment.pk]
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
                    case_day_id=day.pk,
                    assignment_id=assignment.pk,
                    clinician_id=assignment.clinician_id,
                    provider_type=assignment.provider_type,
                )
            )
    return raised


@subscribe(AvailabilityWithdrawn)
def on_withdrawn(event: AvailabilityWithdrawn, entry: TimelineEntry) -> None:
    """A withdrawn date on which the clinician is assigned raises a conflict."""
    recheck_clinician(event.clinician_id)


@subscribe(AvailabilitySubmitted)
def on_submitted(event: AvailabilitySubmitted, entry: TimelineEntry) -> None:
    """New answers may end a conflict, or new limits raise one."""
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
