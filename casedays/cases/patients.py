"""What a change in a patient's record means for the days on which the patient is booked."""

from casedays.models import Case
from casedays.rechecks import recheck_day
from casedays.states import CaseStatus, Status
from practices.events import PatientUpdated
from scheduling_portal.core import clock
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry

#: What decides on the team: whether it is a child, and what the anesthesiologist must look at.
DECISIVE = frozenset({"date_of_birth", "asa_class"})


@subscribe(PatientUpdated)
def recheck_days_of_patient(event: PatientUpdated, _entry: TimelineEntry) -> None:
    """Check the teams of the patient's coming days again when age or ASA class changed."""
    if not DECISIVE & set(event.touched):
        return
    days = Case.objects.filter(
        patient_id=event.patient_id,
        status=CaseStatus.BOOKED,
        case_day__status=Status.CONFIRMED,
        case_day__date__gte=clock.now().date(),
    )
    for day_id in days.order_by("case_day_id").values_list("case_day_id", flat=True):
        recheck_day(day_id)
