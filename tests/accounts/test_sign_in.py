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


class TestWordsThatHelp:
    """At the door and on the pages about one's account nothing is said that leads nowhere."""

    def test_an_empty_sign_in_names_both_fields(self) -> None:
        html = Client().post(reverse("account_login"), {}).content.decode()
        assert "Email: fill this in." in html
        assert "Password: fill this in." in html
        assert html.count("Fill this in.") == 2  # each at its field
        assert "This field is required" not in html

    def test_third_wrong_code_says_what_to_do_where_it_is_said(self, nurse: User) -> None:
        browser = Client()
        browser.post(reverse("account_request_login_code"), {"email": nurse.email})
        html = browser.post(reverse("account_confirm_login_code"), {"code": "WRONG1"}).content.decode()
        assert "That is not the code of your newest email." in html
        assert "<title>Type the code" in html
        browser.post(reverse("account_confirm_login_code"), {"code": "WRONG2"})
        answer = browser.post(reverse("account_confirm_login_code"), {"code": "WRONG3"}, follow=True)
        html = answer.content.decode()
        assert answer.redirect_chain[-1][0] == reverse("account_request_login_code")
        assert "Have a new one sent, or sign in with your password." in html
        assert "Email me a code”" not in html

    def test_codes_asked_for_too_often(self, nurse: User) -> None:
        answers = [
            Client().post(reverse("account_request_login_code"), {"email": nurse.email}).content.decode()
            for _ in range(5)
        ]
        assert "Codes were asked for too often." in answers[-1]
        assert "Email me a code”" not in answers[-1]

    def test_mail_with_the_code_is_in_our_words(self, nurse: User) -> None:
        Client().post(reverse("account_request_login_code"), {"email": nurse.email})
        mailed = mail.outbox[-1]
        assert mailed.subject == "Your code to sign in to Trio"
        assert "Type this code on the page where you asked for it" in str(mailed.body)

    @pytest.mark.parametrize(
        ("old", "first", "second", "said"),
        [
            (PASSWORD, "a new password of mine", "a new pasword of mine", "The two new passwords differ."),
            (PASSWORD, "short", "shorter", "The two new passwords differ."),
            ("wrong", "a new password of mine", "a new pasword of mine", "The two new passwords differ."),
            ("wrong", "a new password of mine", "a new password of mine", "That is not your current password."),
        ],
    )
    def test_changing_the_password_says_each_fault(
        self, nurse: User, old: str, first: str, second: str, said: str
    ) -> None:
        browser = Client()
        browser.post(reverse("account_login"), {"login": nurse.email, "password": PASSWORD})
        fields = {"oldpassword": old, "password1": first, "password2": second}
        html = browser.post(reverse("account_change_password"), fields).content.decode()
        assert html.count(said) == 2  # on top, and at the field
        assert "New password again" in html
        assert "Current Password" not in html

    def test_changing_the_password_needs_the_old_one(self, nurse: User) -> None:
        browser = Client()
        browser.post(reverse("account_login"), {"login": nurse.email, "password": PASSWORD})
        html = browser.post(reverse("account_change_password"), {"password1": "a new one", "password2": "a new one"})
        assert "Current password: fill this in." in html.content.decode()

    def test_sessions_are_named_by_browser_and_system(self, nurse: User) -> None:
        agent = (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.5 Mobile/15E148 Safari/604.1"
        )
        browser = Client(headers={"user-agent": agent})
        browser.post(reverse("account_login"), {"login": nurse.email, "password": PASSWORD})
        html = browser.get(reverse("usersessions_list")).content.decode()
        assert "Safari on iPhone" in html
        assert "AppleWebKit" not in html
