"""What people hear of bookings: that one is flagged, and never whose."""

from accounts.enums import Portal, ProviderType
from casedays.events import BookingFlagged, PatientBooked
from casedays.models import Assignment
from casedays.notices import kinds
from casedays.notices.telling import Telling
from casedays.states import AssignmentStatus
from notifications.alerts import managers
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry


@subscribe(PatientBooked)
def booked(event: PatientBooked, entry: TimelineEntry) -> None:
    """A flagged booking is looked at by the anesthesiologist who has accepted the day, and by managers."""
    if event.flags:
        _flagged(event, entry)


@subscribe(BookingFlagged)
def flagged(event: BookingFlagged, entry: TimelineEntry) -> None:
    """The same when the patient's record changed after the booking."""
    _flagged(event, entry)


def _flagged(event: PatientBooked | BookingFlagged, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    rows = Assignment.objects.filter(
        case_day_id=event.case_day_id,
        provider_type=ProviderType.ANESTHESIOLOGIST,
        status=AssignmentStatus.ACCEPTED,
    ).select_related("clinician__user")
    telling.tell(kinds.REVIEW_BOOKING, [row.clinician.user for row in rows], Portal.CLINICIAN, context={})
    telling.tell(kinds.BOOKING_FLAGGED, managers(), Portal.MANAGER, context={})
    telling.send()
