"""What people hear of bookings: that some are flagged, and never whose."""

from accounts.enums import Portal, ProviderType
from casedays.cases import day_flags
from casedays.events import (
    AssignmentAccepted,
    BookingFlagged,
    CaseTakenOff,
    OfferAccepted,
    PatientBooked,
)
from casedays.models import Assignment
from casedays.notices import kinds
from casedays.notices.telling import Telling, clinicians
from casedays.states import AssignmentStatus
from notifications.alerts import managers
from notifications.outbox import settle
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
    words = {"bookings": day_flags(telling.day).bookings}
    telling.tell(kinds.REVIEW_BOOKING, [row.clinician.user for row in rows], Portal.CLINICIAN, context=words)
    telling.tell(kinds.BOOKING_FLAGGED, managers(), Portal.MANAGER, context=words)
    telling.send()


@subscribe(CaseTakenOff)
def taken_off(event: CaseTakenOff, entry: TimelineEntry) -> None:
    """Once no booking of the day is flagged, nothing is left to look at."""
    if not day_flags(Telling(event, entry).day).bookings:
        settle(topic=entry.topic, topic_id=entry.topic_id, kinds=kinds.FLAGS)


@subscribe(AssignmentAccepted)
def accepted(event: AssignmentAccepted, entry: TimelineEntry) -> None:
    """An anesthesiologist who comes to bookings that are flagged already hears of these."""
    _taken(event, entry)


@subscribe(OfferAccepted)
def offer_accepted(event: OfferAccepted, entry: TimelineEntry) -> None:
    """So does who takes the slot after a drop-out."""
    _taken(event, entry)


def _taken(event: AssignmentAccepted | OfferAccepted, entry: TimelineEntry) -> None:
    if event.provider_type != ProviderType.ANESTHESIOLOGIST:
        return
    telling = Telling(event, entry)
    bookings = day_flags(telling.day).bookings
    if not bookings:
        return
    people = clinicians([event.clinician_id])
    telling.tell(kinds.REVIEW_BOOKING, people, Portal.CLINICIAN, context={"bookings": bookings}, to_actor=True)
    telling.send()
