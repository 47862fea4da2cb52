"""The door: who gets in, how often one may try, and what is stored of second factors."""

import re
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import InvalidToken
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import PASSWORD

WRONG = "not the password at all"


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> None:
    cache.clear()


def test_signs_in_whatever_the_case_of_the_address(nurse: User) -> None:
    answer = Client().post(reverse("account_login"), {"login": "NURSE@people.test", "password": PASSWORD})
    assert answer["Location"] == reverse("landing")


def test_nobody_signs_themself_up(db: None) -> None:
    answer = Client().post(
        reverse("account_signup"), {"email": "me@people.test", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code in {200, 403}
    assert not User.objects.filter(email="me@people.test").exists()


def test_guessing_is_slowed_down_per_account(nurse: User) -> None:
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": nurse.email, "password": WRONG})
    for _ in range(5):
        answer = browser.post(reverse("account_login"), {"login": nurse.email, "password": WRONG})
    assert "Too many tries" in answer.content.decode()
    answer = browser.post(reverse("account_login"), {"login": nurse.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


def test_code_by_email_signs_in(nurse: User) -> None:
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": nurse.email})
    found = re.search(r"\b([A-Z0-9]{3,}-?[A-Z0-9]{3,})\b", str(mail.outbox[-1].body))
    assert found
    answer = browser.post(reverse("account_confirm_login_code"), {"code": found[1]})
    assert answer["Location"] == reverse("landing")


def test_links_in_mails_start_at_our_own_address(nurse: User) -> None:
    Client().post(reverse("account_reset_password"), {"email": nurse.email}, headers={"host": "localhost"})
    assert "https://trio.example/accounts/password/reset/key/" in str(mail.outbox[-1].body)


def test_unknown_address_is_answered_like_a_known_one(nurse: User) -> None:
    known = Client().post(reverse("account_reset_password"), {"email": nurse.email})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@people.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_totp_secret_is_stored_encrypted(nurse: User) -> None:
    secret = generate_totp_secret()
    authenticator = TOTP.activate(nurse, secret).instance
    assert secret not in str(authenticator.data)
    assert get_adapter().decrypt(authenticator.data["secret"]) == secret


def test_secret_survives_a_rotated_key(settings: Any) -> None:
    stored = get_adapter().encrypt("TOPSECRET")
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "n" * 60
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(stored)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert get_adapter().decrypt(stored) == "TOPSECRET"


def test_mail_server_away_is_no_error_page(nurse: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert Client().post(reverse("account_reset_password"), {"email": nurse.email}).status_code == 302
