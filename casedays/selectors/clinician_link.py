"""What the page behind a one-time link shows: as much as the text said, and no more."""

from dataclasses import dataclass

from accounts.enums import ProviderType
from casedays.models import Assignment, CaseDay, Offer
from casedays.selectors.clinician_days import deadline_words
from scheduling_portal.core import wording


@dataclass(frozen=True)
class LinkPage:
    """One question."""

    day: CaseDay
    first_name: str
    slot: str
    zone: str
    deadline: str
    is_offer: bool


def link_page(question: Assignment | Offer) -> LinkPage:
    """The question with its deadline on the person's own clock. No query of its own."""
    day, person = question.case_day, question.clinician.user
    is_offer = isinstance(question, Offer)
    until = question.closes_at if isinstance(question, Offer) else question.answer_by
    return LinkPage(
        day=day,
        first_name=person.first_name,
        slot=ProviderType(question.provider_type).label.lower(),
        zone=wording.zone_name(day.site.time_zone, day.date),
        deadline=deadline_words(until, person.time_zone, day) if until else "",
        is_offer=is_offer,
    )
