"""Managers who act and who hear of it, and what they start."""

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import staffing
from casedays.models import Offer
from casedays.states import OfferStatus
from practices.models import Practice
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, active


@pytest.fixture
def boss(db: None) -> User:
    """The manager who acts."""
    return ManagerFactory.create()


@pytest.fixture
def other(boss: User) -> User:
    """A manager who hears of it."""
    return ManagerFactory.create()


@pytest.fixture
def practice(practice_user: User) -> Practice:
    """Where the persona of the practice works."""
    return Practice.objects.get(memberships__user=practice_user)


@pytest.fixture
def offers(boss: User) -> list[Offer]:
    """Offers of one slot to two nurses."""
    day = accepted_day(manager=boss)
    for _ in range(2):
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
    nurse = active(day)[1]
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    return list(Offer.objects.filter(status=OfferStatus.SENT).order_by("pk"))
