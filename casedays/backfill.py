"""Filling a slot that fell open on a confirmed day: timed offers to ranked people, first acceptance takes it."""

import datetime as dt

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from casedays.eligible import check_clinician
from casedays.events import (
    AssignmentDeclined,
    CaseDayRescheduled,
    ChangeApplied,
    ClinicianReleased,
    OfferAccepted,
    OfferDeclined,
    OffersClosed,
    OfferSent,
    OffersRanOut,
)
from casedays.locking import lock_case_day, lock_clinicians
from casedays.matching.eligibility import Block, Rule
from casedays.messages import answers_until
from casedays.models import Assignment, CaseDay, Offer
from casedays.offers import close_offers
from casedays.rules import require
from casedays.selectors import facts
from casedays.selectors.candidates import ranked_clinician_ids
from casedays.staffing.slots import free_code, take_slot
from casedays.states import ACTIVE, OfferStatus, Status, Verb
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.events import publish, subscribe
from scheduling_portal.core.models import TimelineEntry

OFFERS_AT_ONCE = 3

#: hours to the day, at least -> hours an offer stays open.
TIME_BOXES = ((24 * 14, 48), (24 * 7, 24), (24 * 3, 8), (24, 4), (0, 1))


def time_box(hours_to_day: float) -> dt.timedelta:
    """How long an offer stays open from when its text may leave, scaled to the hours left."""
    return dt.timedelta(hours=next((box for least, box in TIME_BOXES if hours_to_day >= least), 1))


def slot_is_open(day: CaseDay, slot: str) -> bool:
    """Whether nobody is in this slot."""
    return not day.assignments.filter(provider_type=slot, status__in=ACTIVE).exists()


@in_transaction
def send_offer(*, case_day: CaseDay, clinician: Clinician, actor: User) -> Offer:
    """Offer the open slot of a confirmed day to an eligible clinician for a time.

    Raises RuleBroken naming the rule against them, Conflict when the slot is filled or an offer is open, NotAllowed.
    """
    day = lock_case_day(case_day.pk)
    require(day, Verb.OFFER, actor)
    if _has_begun(day):
        raise NotAllowed("The first case of this day has begun. Nobody can be offered it any more.")
    if not slot_is_open(day, clinician.provider_type):
        raise Conflict("This slot is filled already.")
    if day.offers.filter(clinician=clinician, status=OfferStatus.SENT).exists():
        raise Conflict(f"{clinician.user.get_full_name()} has an open offer already.")
    found = check_clinician(day, clinician.pk, clinician.provider_type)
    if found:
        raise RuleBroken(f"{clinician.user.get_full_name()}: {found[0].why}.")
    return _send(day, clinician.pk, clinician.provider_type, actor)


def _send(day: CaseDay, clinician_id: int, slot: str, actor: User | None) -> Offer:
    hours = clock.hours_until(day.date, day.first_case_time, day.site.time_zone)
    person = Clinician.objects.select_related("user").get(pk=clinician_id).user
    offer = Offer.objects.create(
        case_day=day,
        clinician_id=clinician_id,
        provider_type=slot,
        sent_by=actor,
        closes_at=answers_until(day, [person], time_box(hours), offer=True)[person.pk],
        answer_code=free_code(),
    )
    publish(
        OfferSent(
            actor_id=actor.pk if actor else None,
            case_day_id=day.pk,
            offer_id=offer.pk,
            clinician_id=clinician_id,
            provider_type=slot,
            closes_at=offer.closes_at,
        )
    )
    return offer


def open_backfill(day: CaseDay, slot: ProviderType) -> int:
    """Offer an open slot of a confirmed day, locked by the caller, to the best who have not said no to it.

    Returns how many offers went out; managers are told when there is nobody left to offer it to, or no time.
    """
    if day.status != Status.CONFIRMED or not slot_is_open(day, slot):
        return 0
    best: list[int] = []
    if not _has_begun(day):
        said_no = _said_no(day, slot)
        best = [pk for pk in ranked_clinician_ids(day, slot) if pk not in said_no][:OFFERS_AT_ONCE]
    for clinician_id in best:
        _send(day, clinician_id, slot, None)
    if not best and not day.offers.filter(provider_type=slot, status=OfferStatus.SENT).exists():
        publish(OffersRanOut(actor_id=None, case_day_id=day.pk, provider_type=slot.value))
    return len(best)


def _has_begun(day: CaseDay) -> bool:
    return day.first_case_at <= clock.now()


def _said_no(day: CaseDay, slot: str) -> set[int]:
    """Clinicians who declined this day, on its present date, or let its offer run out; or have an open one.

    Whom a manager has just taken out of the slot is not offered it either.
    """
    over = [OfferStatus.DECLINED, OfferStatus.EXPIRED, OfferStatus.SENT]
    offered = day.offers.filter(provider_type=slot, status__in=over).values_list("clinician_id", flat=True)
    dropped = day.assignments.filter(facts.left(), provider_type=slot, ended_from_date=day.date)
    return {*offered, *dropped.values_list("clinician_id", flat=True)}


@in_transaction
def accept_offer(*, offer: Offer, actor: User) -> Assignment:
    """Take the offered slot. The first valid acceptance wins; the other offers for it are closed and told.

    Raises Conflict when it is filled or closed, RuleBroken when a rule now stands against the person, NotAllowed.
    """
    locked = lock_clinicians([offer.clinician_id])
    clinician = locked[offer.clinician_id]
    day = lock_case_day(offer.case_day_id)
    current = _open_offer(offer, clinician, actor)
    if day.status != Status.CONFIRMED or not slot_is_open(day, current.provider_type):
        raise Conflict("This slot is filled already. Thank you all the same.")
    found = check_clinician(day, clinician.pk, current.provider_type)
    if found:
        raise RuleBroken(_refusal(found[0]))
    assignment = take_slot(current, clinician)
    current.status, current.answered_at, current.answer_code = OfferStatus.ACCEPTED, clock.now(), None
    current.save()
    publish(
        OfferAccepted(
            actor_id=actor.pk,
            case_day_id=day.pk,
            offer_id=current.pk,
            clinician_id=clinician.pk,
            provider_type=current.provider_type,
            assignment_id=assignment.pk,
        )
    )
    close_offers(day, current.provider_type, OfferStatus.FILLED, actor)
    return assignment


def _refusal(block: Block) -> str:
    """Why somebody cannot take a slot, in words for them: a practice's wish is never told."""
    if block.rule is Rule.DO_NOT_SEND:
        return "This slot is no longer open to you."
    return f"You cannot take this day: {block.why}."


@in_transaction
def decline_offer(*, offer: Offer, actor: User) -> None:
    """Do not take the offered slot; the next best is offered it. Raises Conflict when it is closed, NotAllowed."""
    locked = lock_clinicians([offer.clinician_id])
    day = lock_case_day(offer.case_day_id)
    current = _open_offer(offer, locked[offer.clinician_id], actor)
    current.status, current.answered_at, current.answer_code = OfferStatus.DECLINED, clock.now(), None
    current.save()
    publish(
        OfferDeclined(
            actor_id=actor.pk,
            case_day_id=day.pk,
            offer_id=current.pk,
            clinician_id=current.clinician_id,
            provider_type=current.provider_type,
        )
    )
    if not day.offers.filter(provider_type=current.provider_type, status=OfferStatus.SENT).exists():
        open_backfill(day, ProviderType(current.provider_type))


def _open_offer(offer: Offer, clinician: Clinician, actor: User) -> Offer:
    if clinician.user_id != actor.pk or not actor.is_active:
        raise NotAllowed("This is not yours to answer.")
    current = Offer.objects.get(pk=offer.pk)
    if current.status == OfferStatus.FILLED:
        raise Conflict("This slot is filled already. Thank you all the same.")
    if current.status != OfferStatus.SENT or current.closes_at <= clock.now():
        raise Conflict("This offer is closed.")
    return current


def expire_offers() -> int:
    """Close the offers whose time is up and widen to the next best. Returns how many were closed."""
    due = Offer.objects.filter(status=OfferStatus.SENT, closes_at__lte=clock.now())
    return sum(
        _expire(day_id, slot) for day_id, slot in due.order_by().values_list("case_day_id", "provider_type").distinct()
    )


@in_transaction
def _expire(case_day_id: int, slot: str) -> int:
    day = lock_case_day(case_day_id)
    now = clock.now()
    closed = day.offers.filter(provider_type=slot, status=OfferStatus.SENT, closes_at__lte=now).update(
        status=OfferStatus.EXPIRED, answered_at=now, answer_code=None
    )
    if closed and not day.offers.filter(provider_type=slot, status=OfferStatus.SENT).exists():
        open_backfill(day, ProviderType(slot))
    return closed


@subscribe(AssignmentDeclined)
def on_declined(event: AssignmentDeclined, entry: TimelineEntry) -> None:
    """Somebody can't make it: the slot goes to the next best at once."""
    open_backfill(lock_case_day(event.case_day_id), ProviderType(event.provider_type))


@subscribe(ClinicianReleased)
def on_released(event: ClinicianReleased, entry: TimelineEntry) -> None:
    """A manager took somebody out, and leaves the slot to the next best."""
    if event.offers:
        open_backfill(lock_case_day(event.case_day_id), ProviderType(event.provider_type))


@subscribe(ChangeApplied)
def on_changed(event: ChangeApplied, entry: TimelineEntry) -> None:
    """A change of the day ruled somebody out: the slot goes to whoever can come as it is now."""
    if event.offers and event.released_clinician_ids:
        _open_all(event.case_day_id)


@subscribe(CaseDayRescheduled)
def on_moved(event: CaseDayRescheduled, entry: TimelineEntry) -> None:
    """A slot that nobody took in the move goes to whoever can come then."""
    if event.offers and event.released_clinician_ids:
        _open_all(event.case_day_id)


def _open_all(case_day_id: int) -> None:
    """Offer every open slot of the day that is not offered already."""
    day = lock_case_day(case_day_id)
    offered = set(day.offers.filter(status=OfferStatus.SENT).values_list("provider_type", flat=True))
    for slot in SLOT_ORDER:
        if slot.value not in offered:
            open_backfill(day, slot)


@subscribe(OffersClosed)
def on_closed(event: OffersClosed, entry: TimelineEntry) -> None:
    """A day that moved takes its open slot to whoever can come then."""
    if not event.filled:
        open_backfill(lock_case_day(event.case_day_id), ProviderType(event.provider_type))
