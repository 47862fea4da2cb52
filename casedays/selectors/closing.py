"""What cancelling a day would do, before it is done."""

from dataclasses import dataclass

from casedays.models import CaseDay
from casedays.states import ACTIVE, TOLD, CaseStatus, OfferStatus


@dataclass(frozen=True)
class CancelEffect:
    """Who hears of it, who does not, and how many bookings fall."""

    told: int
    held: int
    offered: int
    booked: int


def cancel_consequences(day: CaseDay) -> CancelEffect:
    """Three queries."""
    active = list(day.assignments.filter(status__in=ACTIVE).values_list("status", flat=True))
    told = sum(status in TOLD for status in active)
    return CancelEffect(
        told=told,
        held=len(active) - told,
        offered=day.offers.filter(status=OfferStatus.SENT).count(),
        booked=day.cases.filter(status=CaseStatus.BOOKED).count(),
    )
