"""What a change in a patient's record means for the days on which the patient is booked."""

from casedays.cases.readiness import flags
from casedays.events import BookingFlagged
from casedays.models import Case
from casedays.rechecks import recheck_day
from casedays.states import CaseStatus, Status
from practices.events import PatientUpdated
from scheduling_portal.core import clock
from scheduling_portal.core.events import publish, subscribe
from scheduling_portal.core.models import Rules, TimelineEntry

#: What decides on the team: whether it is a child, and what the anesthesiologist must look at.
DECISIVE = frozenset({"date_of_birth", "asa_class"})


@subscribe(PatientUpdated)
def recheck_days_of_patient(event: PatientUpdated, _entry: TimelineEntry) -> None:
    """Flag the patient's coming bookings and check their teams again when age or ASA class changed."""
    if not DECISIVE & set(event.touched):
        return
    rules = Rules.current()
    coming = Case.objects.filter(
        patient_id=event.patient_id,
        status=CaseStatus.BOOKED,
        case_day__status=Status.CONFIRMED,
        case_day__date__gte=clock.now().date(),
    )
    for case in coming.select_related("case_day", "patient").order_by("case_day_id"):
        raised = tuple(flags(case.case_day, case.patient, rules))
        if raised:
            publish(
                BookingFlagged(actor_id=event.actor_id, case_day_id=case.case_day_id, case_id=case.pk, flags=raised)
            )
        recheck_day(case.case_day_id)
