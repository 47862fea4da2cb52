"""The people that tests speak of, each with the world their role needs around them.

Import the fixtures where `conftest.py` has not done so; `client_of(user)` gives a signed-in browser.
"""

import pytest
from django.test import Client

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from practices.models import Membership, Practice, Site
from tests.factories.accounts import AdministratorFactory, ManagerFactory, UserFactory, credentialed_clinician


def client_of(user: User) -> Client:
    """A test client in which `user` is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_practice(name: str, *, zip_code: str = "97034", city: str = "Lake Oswego", state: str = "OR") -> Practice:
    """A practice with one site, "Main"."""
    practice, _ = Practice.objects.get_or_create(name=name, defaults={"phone": "+15035550100"})
    Site.objects.get_or_create(
        practice=practice,
        name="Main",
        defaults={"street": "4 Lakeview Blvd", "city": city, "state": state, "zip_code": zip_code},
    )
    return practice


def make_staff(practice: Practice, email: str, first_name: str, last_name: str) -> User:
    """A person who works for the practice."""
    user = UserFactory.create(email=email, first_name=first_name, last_name=last_name)
    Membership.objects.create(practice=practice, user=user, title="Office manager")
    return user


def make_clinician(provider_type: str, email: str, first_name: str, last_name: str) -> Clinician:
    """A clinician with every credential for Oregon and Washington."""
    return credentialed_clinician(
        provider_type,
        states=("OR", "WA"),
        user__email=email,
        user__first_name=first_name,
        user__last_name=last_name,
    )


@pytest.fixture
def manager(db: None) -> User:
    """A clinical manager, and nothing else."""
    return ManagerFactory.create(email="manager@people.test", first_name="Maren", last_name="Holt")


@pytest.fixture
def practice_user(db: None) -> User:
    """Staff of Lakeview Dental Group in Oregon."""
    practice = make_practice("Lakeview Dental Group")
    return make_staff(practice, "practice@people.test", "Tessa", "Nguyen")


@pytest.fixture
def other_practice_user(db: None) -> User:
    """Staff of a practice that must never see the other's: Boise Pediatric Dentistry in Idaho."""
    practice = make_practice("Boise Pediatric Dentistry", zip_code="83702", city="Boise", state="ID")
    return make_staff(practice, "other-practice@people.test", "Omar", "Reyes")


@pytest.fixture
def nurse(db: None) -> User:
    """A nurse with every credential for Oregon and Washington."""
    return make_clinician(ProviderType.NURSE, "nurse@people.test", "Nora", "Quinn").user


@pytest.fixture
def medic(db: None) -> User:
    """A medic with every credential for Oregon and Washington."""
    return make_clinician(ProviderType.MEDIC, "medic@people.test", "Mateo", "Silva").user


@pytest.fixture
def anesthesiologist(db: None) -> User:
    """An anesthesiologist with every credential for Oregon and Washington."""
    return make_clinician(ProviderType.ANESTHESIOLOGIST, "anesthesiologist@people.test", "Anika", "Shah").user


@pytest.fixture
def other_clinician(db: None) -> User:
    """A second nurse, on no team."""
    return make_clinician(ProviderType.NURSE, "other-nurse@people.test", "Olive", "Park").user


@pytest.fixture
def administrator(db: None) -> User:
    """An administrator who is no manager: opens admin, no portal."""
    return AdministratorFactory.create(email="admin@people.test", first_name="Ada", last_name="Frost")


@pytest.fixture
def both(db: None) -> User:
    """A nurse who is also a manager."""
    user = make_clinician(ProviderType.NURSE, "both@people.test", "Bo", "Lind").user
    user.is_manager = True
    user.save()
    return user
