"""What cancelling a day would do, before it is done."""

from dataclasses import dataclass

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import reach
from casedays.states import ACTIVE, TOLD, CaseStatus, OfferStatus
from notifications.forecast import Reach, forecast


@dataclass(frozen=True)
class CancelEffect:
    """Who hears of it, who does not, and how many bookings fall."""

    told: int
    held: int
    offered: int
    booked: int
    reach: Reach


def cancel_consequences(day: CaseDay, actor: User) -> CancelEffect:
    """What follows when `actor` cancels it. Five queries."""
    active = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user"))
    told = [one.clinician.user for one in active if one.status in TOLD]
    offers = day.offers.filter(status=OfferStatus.SENT).select_related("clinician__user")
    offered = [offer.clinician.user for offer in offers]
    hear = {person.pk: person for person in [*told, *offered]}
    return CancelEffect(
        told=len(told),
        held=len(active) - len(told),
        offered=len(offered),
        booked=day.cases.filter(status=CaseStatus.BOOKED).count(),
        reach=forecast(reach.cancelling(day, hear.values()), actor=actor),
    )
