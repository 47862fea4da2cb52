"""What a practice hears when somebody on its confirmed day can't make it: which slot, never who."""

from accounts.enums import SLOT_ORDER, Portal
from casedays.events import AssignmentDeclined, AssignmentEvent, ClinicianAsked, OfferAccepted, OfferEvent
from casedays.models import Assignment
from casedays.notices import kinds
from casedays.notices.telling import Telling, slot_words, staff_of
from casedays.states import ACTIVE
from notifications.outbox import settle
from notifications.rendering import Value
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry


@subscribe(AssignmentDeclined)
def declined(event: AssignmentDeclined, entry: TimelineEntry) -> None:
    """The practice reads which slots are being filled anew."""
    slots = _open_slots(event.case_day_id)
    telling = Telling(event, entry)
    words: dict[str, Value] = {"slots": " and the ".join(slots), "several": int(len(slots) > 1)}
    telling.tell(kinds.REPLACING, staff_of(telling.day), Portal.PRACTICE, context=words)
    telling.send()


@subscribe(OfferAccepted)
def offer_accepted(event: OfferAccepted, entry: TimelineEntry) -> None:
    """Once somebody is in every slot, nothing of it is news any more."""
    _filled(event, entry)


@subscribe(ClinicianAsked)
def asked(event: ClinicianAsked, entry: TimelineEntry) -> None:
    """The same when a manager put somebody there."""
    _filled(event, entry)


def _filled(event: AssignmentEvent | OfferEvent, entry: TimelineEntry) -> None:
    if not _open_slots(event.case_day_id):
        settle(topic=entry.topic, topic_id=entry.topic_id, kinds=[kinds.REPLACING])


def _open_slots(case_day_id: int) -> list[str]:
    """The slots that nobody is in, in words. One query."""
    active = Assignment.objects.filter(case_day_id=case_day_id, status__in=ACTIVE)
    taken = set(active.values_list("provider_type", flat=True))
    return [slot_words(slot.value) for slot in SLOT_ORDER if slot.value not in taken]
