"""allauth's list of addresses follows the one address a person has."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import deactivate
from accounts.services.addresses import mark_proven
from tests.factories.accounts import PASSWORD, UserFactory


def _rows(user: User) -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified"))


def test_every_new_person_has_one_primary_address(db: None) -> None:
    user = User.objects.create_user("Rosa@People.Test", first_name="Rosa", last_name="Delgado")
    assert user.email == "rosa@people.test"
    assert _rows(user) == [("rosa@people.test", True, False)]


def test_changed_address_must_be_proven_again(nurse: User) -> None:
    mark_proven(nurse)
    nurse.email = "New@people.test"
    nurse.save()
    assert _rows(nurse) == [("new@people.test", True, False)]


def test_saving_again_keeps_the_proof(nurse: User) -> None:
    mark_proven(nurse)
    nurse.first_name = "Nell"
    nurse.save()
    assert _rows(nurse) == [(nurse.email, True, True)]


def test_address_proven_through_allauth_becomes_the_persons(nurse: User) -> None:
    new = EmailAddress.objects.create(user=nurse, email="second@people.test", verified=True)
    new.set_as_primary()
    nurse.refresh_from_db()
    assert nurse.email == "second@people.test"


def _signed_in(user: User) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert browser.session.get("_auth_user_id") == str(user.pk)
    return browser


def test_deactivating_ends_sessions_for_good(nurse: User, manager: User) -> None:
    browser = _signed_in(nurse)
    deactivate(user=nurse, actor=manager)
    assert not UserSession.objects.filter(user=nurse).exists()
    nurse.is_active = True
    nurse.save()
    assert browser.get(reverse("landing"))["Location"].startswith(reverse("account_login"))


def test_new_password_ends_other_sessions(nurse: User) -> None:
    browser = _signed_in(nurse)
    nurse.set_password("another password altogether")
    nurse.save()
    assert browser.get(reverse("landing"))["Location"].startswith(reverse("account_login"))


def test_turned_off_person_cannot_sign_in(db: None) -> None:
    user = UserFactory.create(is_active=False)
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
