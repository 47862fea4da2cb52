"""Closing offers of an open slot when it is filled, or when the day they were made for is no longer the same."""

from accounts.models import User
from casedays.events import OffersClosed
from casedays.models import CaseDay
from casedays.states import OfferStatus
from scheduling_portal.core import clock
from scheduling_portal.core.events import publish


def close_offers(day: CaseDay, slot: str, status: OfferStatus, actor: User | None, *, but: int | None = None) -> int:
    """Close the open offers of a slot of a locked day as `status` (filled or withdrawn) and tell who had them.

    `but` is a clinician who is told otherwise. Returns how many were closed.
    """
    others = day.offers.filter(provider_type=slot, status=OfferStatus.SENT)
    told = tuple(pk for pk in others.order_by("pk").values_list("clinician_id", flat=True) if pk != but)
    closed = others.update(status=status, answered_at=clock.now(), answer_code=None)
    if closed:
        publish(
            OffersClosed(
                actor_id=actor.pk if actor else None,
                case_day_id=day.pk,
                provider_type=slot,
                clinician_ids=told,
                filled=status == OfferStatus.FILLED,
            )
        )
    return closed
