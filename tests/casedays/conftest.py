"""Managers who act and who hear of it."""

import pytest

from accounts.models import User
from practices.models import Practice
from tests.factories.accounts import ManagerFactory


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
