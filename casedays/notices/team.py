"""What people hear when somebody is asked, answers, is released, or is offered a slot."""

from collections.abc import Collection

from accounts.enums import Portal
from accounts.models import User
from casedays.events import (
    AnswerReminded,
    AssignmentAccepted,
    AssignmentDeclined,
    AssignmentEvent,
    ClinicianAsked,
    ClinicianReleased,
    ConflictRaised,
    OfferAccepted,
    OfferDeclined,
    OfferEvent,
    OffersClosed,
    OfferSent,
    OffersRanOut,
)
from casedays.links import answer_path
from casedays.models import Assignment, Offer
from casedays.notices import kinds
from casedays.notices.asking import ask
from casedays.notices.changed import by_the_known_date
from casedays.notices.telling import Telling, clinicians, moment, name_of, slot_words, when
from notifications.alerts import managers
from notifications.enums import Audience
from notifications.models import Notification
from notifications.outbox import settle
from notifications.reached import unreached
from notifications.rendering import Value
from scheduling_portal.core import clock
from scheduling_portal.core.events import subscribe
from scheduling_portal.core.models import TimelineEntry


@subscribe(ClinicianAsked)
def asked(event: ClinicianAsked, entry: TimelineEntry) -> None:
    _ask(event, entry, kinds.ASKED)


@subscribe(AnswerReminded)
def reminded(event: AnswerReminded, entry: TimelineEntry) -> None:
    _ask(event, entry, kinds.REMINDED)


def _ask(event: AssignmentEvent, entry: TimelineEntry, kind: str) -> None:
    telling = Telling(event, entry)
    ask(telling, kind, [Assignment.objects.select_related("clinician__user").get(pk=event.assignment_id)])
    telling.send()


@subscribe(ClinicianReleased)
def released(event: ClinicianReleased, entry: TimelineEntry) -> None:
    """Who knew of the day hears that they are released. Why is not theirs to read: it may be somebody's wish.

    Whom the question had not reached reads it in the portal alone.
    """
    if not event.was_told:
        return
    since = clock.now()
    _answered(
        event, entry, kinds.CHANGED, kinds.REVIEW_BOOKING
    )  # first, so that nothing leaves while it is seen who was reached
    telling = Telling(event, entry)
    people = clinicians([event.clinician_id])
    telling.tell(
        kinds.RELEASED,
        people,
        Portal.CLINICIAN,
        context=by_the_known_date(telling, since),
        page="casedays-list",
        portal_only=not _knows(event, entry, people),
    )
    telling.send()


def _knows(event: ClinicianReleased, entry: TimelineEntry, people: Collection[User]) -> bool:
    """Whether they had answered, or something of the day had reached them."""
    if Assignment.objects.filter(pk=event.assignment_id, answered_at__isnull=False).exists():
        return True
    unaware = unreached(topic=entry.topic, topic_id=entry.topic_id, audience=Audience.CLINICIAN)
    return not any(person.pk in unaware for person in people)


@subscribe(AssignmentAccepted)
def accepted(event: AssignmentAccepted, entry: TimelineEntry) -> None:
    _tell_managers(event, entry, kinds.ACCEPTED)
    _answered(event, entry)


@subscribe(AssignmentDeclined)
def declined(event: AssignmentDeclined, entry: TimelineEntry) -> None:
    _tell_managers(event, entry, kinds.DECLINED, reason=event.reason)
    _answered(event, entry, kinds.CHANGED, kinds.REVIEW_BOOKING)


@subscribe(ConflictRaised)
def conflict(event: ConflictRaised, entry: TimelineEntry) -> None:
    """Managers decide. Who is concerned does not read it, manager or not: it may be a practice's wish."""
    _tell_managers(event, entry, kinds.CONFLICT, reason=event.reason, but=clinicians([event.clinician_id]))


def _tell_managers(
    event: AssignmentEvent | OfferEvent, entry: TimelineEntry, kind: str, *, but: Collection[User] = (), **more: str
) -> None:
    telling = Telling(event, entry)
    words = {"person": name_of(event.clinician_id), "slot": slot_words(event.provider_type), **more}
    telling.tell(kind, [person for person in managers() if person not in but], Portal.MANAGER, context=words)
    telling.send()


def _answered(event: AssignmentEvent | OfferEvent, entry: TimelineEntry, *more: str) -> None:
    """What asked this person is settled, and so are `more` kinds."""
    for person in clinicians([event.clinician_id]):
        settle(
            topic=entry.topic,
            topic_id=entry.topic_id,
            kinds=[*kinds.QUESTIONS, kinds.OFFERED, *more],
            recipient_id=person.pk,
        )


@subscribe(OfferSent)
def offer_sent(event: OfferSent, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    offer = Offer.objects.select_related("clinician__user").get(pk=event.offer_id)

    def words(person: User) -> dict[str, str]:
        return {
            **when(telling.day),
            "slot": slot_words(event.provider_type),
            "code": offer.answer_code or "",
            "closes": moment(event.closes_at, person.time_zone),
        }

    telling.tell(
        kinds.OFFERED,
        clinicians([event.clinician_id]),
        Portal.CLINICIAN,
        context=words,
        deadline=event.closes_at,
        text_path=answer_path(offer),
    )
    telling.send()


@subscribe(OfferAccepted)
def offer_accepted(event: OfferAccepted, entry: TimelineEntry) -> None:
    """Managers hear who took it."""
    telling = Telling(event, entry)
    slot = slot_words(event.provider_type)
    telling.tell(
        kinds.OFFER_TAKEN,
        managers(),
        Portal.MANAGER,
        context={"person": name_of(event.clinician_id), "slot": slot},
    )
    telling.send()
    _answered(event, entry)


@subscribe(OffersClosed)
def offers_closed(event: OffersClosed, entry: TimelineEntry) -> None:
    """Who had an open offer hears that the slot is no longer open, on the date and at the site that they know."""
    telling = Telling(event, entry)
    offered = Notification.objects.filter(kind=kinds.OFFERED, entry__topic=entry.topic, entry__topic_id=entry.topic_id)
    known = {row.recipient_id: row.context for row in offered.order_by("pk")}

    def words(person: User) -> dict[str, Value]:
        was = known.get(person.pk, {})
        own: dict[str, Value] = {name: was[name] for name in ("day", "site") if name in was}
        return {**own, "slot": slot_words(event.provider_type), "filled": int(event.filled)}

    telling.tell(
        kinds.OFFER_FILLED,
        clinicians(event.clinician_ids),
        Portal.CLINICIAN,
        context=words,
        page="casedays-list",
    )
    telling.send()


@subscribe(OfferDeclined)
def offer_declined(event: OfferDeclined, entry: TimelineEntry) -> None:
    _tell_managers(event, entry, kinds.OFFER_DECLINED)
    _answered(event, entry)


@subscribe(OffersRanOut)
def offers_ran_out(event: OffersRanOut, entry: TimelineEntry) -> None:
    telling = Telling(event, entry)
    telling.tell(
        kinds.OFFERS_RAN_OUT,
        managers(),
        Portal.MANAGER,
        context={"slot": slot_words(event.provider_type)},
    )
    telling.send()
