"""What cancelling a day would do, before it is done."""

from dataclasses import dataclass

from accounts.models import User
from casedays.messages import unaware_of
from casedays.models import CaseDay
from casedays.notices import reach
from casedays.states import ACTIVE, TOLD, CaseStatus, OfferStatus
from notifications.forecast import Reach, forecast


@dataclass(frozen=True)
class CancelEffect:
    """Who hears of it, who does not, and how many bookings fall.

    `unaware` of those who hear have not been reached with anything of the day: they read it in the portal alone.
    """

    told: int
    unaware: int
    held: int
    offered: int
    booked: int
    reach: Reach


def cancel_consequences(day: CaseDay, actor: User) -> CancelEffect:
    """What follows when `actor` cancels it. Six queries."""
    active = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user"))
    told = [one.clinician.user for one in active if one.status in TOLD]
    offers = list(day.offers.filter(status=OfferStatus.SENT).select_related("clinician__user"))
    offered = [offer.clinician.user for offer in offers]
    hear = {person.pk: person for person in [*told, *offered]}
    unaware = unaware_of(day, [*active, *offers])
    return CancelEffect(
        told=len(told),
        unaware=len(unaware.keys() - {actor.pk}),
        held=len(active) - len(told),
        offered=len(offered),
        booked=day.cases.filter(status=CaseStatus.BOOKED).count(),
        reach=forecast(reach.cancelling(day, hear.values(), unaware), actor=actor),
    )
