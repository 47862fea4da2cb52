"""What became of a question whose link is opened too late: no more than the person knew, or was told since."""

from accounts.enums import ProviderType
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus, Status
from scheduling_portal.core import wording

ALREADY = "You have answered this already."
SIGN_IN = "Sign in to see the day, or to say that you can't make it."


def over_words(question: Assignment | Offer) -> str:
    """Why there is nothing to answer any more, and what can be done. The question comes with its day and practice."""
    if isinstance(question, Offer):
        return _offered(question)
    return _asked(question)


def _asked(one: Assignment) -> str:
    day = f"{wording.day(one.ended_from_date or one.date)}, {one.case_day.practice.name}"
    if one.status == AssignmentStatus.ACCEPTED:
        return f"{ALREADY} You accepted {day}. {SIGN_IN}"
    if one.status == AssignmentStatus.DECLINED:
        return f"{ALREADY} You said that you can't make {day}. If you can after all, tell the manager."
    if one.case_day.status == Status.CANCELLED:
        return f"The day was cancelled: {day}. Nothing is wanted of you."
    if one.case_day.date != one.ended_from_date:
        return f"The day was moved: {day}. You are not asked for it any more."
    return f"You are released from {day}. Nothing is wanted of you."


def _offered(offer: Offer) -> str:
    slot = f"the {ProviderType(offer.provider_type).label.lower()} slot at {offer.case_day.practice.name}"
    if offer.status == OfferStatus.ACCEPTED:
        return f"{ALREADY} You took {slot}. {SIGN_IN}"
    if offer.status == OfferStatus.DECLINED:
        return f"{ALREADY} You said that you can't make it. It was about {slot}."
    if offer.status == OfferStatus.FILLED:
        return f"Filled by someone else: {slot}. Nothing is wanted of you."
    if offer.status == OfferStatus.EXPIRED:
        return f"The time to answer has run out for {slot}. If you can come, tell the manager."
    if offer.case_day.status == Status.CANCELLED:
        return f"The day was cancelled, and with it {slot}. Nothing is wanted of you."
    return f"No longer open, as the day was moved or changed: {slot}. Nothing is wanted of you."
