"""Inviting people, and what the invited person meets."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import tokens
from accounts.invited import never_invited
from accounts.models import Invitation, User
from accounts.services import invitations
from accounts.services.invitations import deliver_invitations, invite
from scheduling_portal.core import clock
from scheduling_portal.core.db import violated_constraint
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import UserFactory, credentialed_clinician
from tests.personas import client_of

PASSWORD = "correct horse battery"


@pytest.fixture
def newcomer(db: None) -> User:
    """A clinician as an import leaves them: no password, never invited."""
    person = credentialed_clinician(user__email="newcomer@people.test", user__first_name="Nia").user
    person.set_unusable_password()
    person.save()
    return person


def _link() -> str:
    found = re.search(r"https://trio\.example(\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_invited_person_sets_a_password_and_lands_in_their_portal(newcomer: User, manager: User) -> None:
    assert invite(users=[newcomer], actor=manager) == 1
    assert deliver_invitations() == 1
    assert mail.outbox[-1].to == ["newcomer@people.test"]
    assert re.search(r"ends \w{3} \d+ \w{3}( \d{4})?, \d+:\d\d [ap]m PT, 14 days from now", str(mail.outbox[-1].body))
    browser = Client()
    page = browser.get(_link(), follow=True)
    assert "Welcome, Nia" in page.content.decode()
    assert "choose-password" in page.redirect_chain[-1][0]
    answer = browser.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert answer["Location"] == reverse("landing")
    assert browser.get(reverse("landing"))["Location"] == reverse("clinician:home")
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=newcomer).verified


def test_link_works_once(newcomer: User) -> None:
    invite(users=[newcomer], actor=None)
    deliver_invitations()
    link = _link()
    newcomer.set_password("somebody was quicker")
    newcomer.save()
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "has run out" in answer.content.decode()


@pytest.mark.parametrize(("days", "lives"), [(0, True), (13, True), (15, False)])
def test_link_ends_after_two_weeks(newcomer: User, time_machine: Any, days: int, lives: bool) -> None:
    invite(users=[newcomer], actor=None)
    deliver_invitations()
    link = _link()
    time_machine.move_to(clock.now() + dt.timedelta(seconds=days * 24 * 3600))
    assert Client().get(link).status_code == (302 if lives else 410)


@pytest.mark.parametrize(
    "path",
    [
        "1/x/",
        "zz/d0-abc/",
        "zzzzzzzzzzzzzzzz/d0-abc/",
        "%C3%A9/d0-abc/",
        "1/" + "9" * 3000 + "/",
        "-1/choose-password/",
    ],
)
def test_broken_links_are_answered_like_ended_ones(newcomer: User, path: str) -> None:
    assert Client().get("/accounts/invitation/" + path).status_code == 410


def test_turned_off_account_cannot_use_its_link(newcomer: User) -> None:
    link = tokens.invitation_url(newcomer).removeprefix("https://trio.example")
    newcomer.is_active = False
    newcomer.save()
    assert Client().get(link).status_code == 410


def test_weak_password_is_refused_in_words(newcomer: User) -> None:
    browser = Client()
    page = browser.get(tokens.invitation_url(newcomer).removeprefix("https://trio.example"), follow=True)
    answer = browser.post(page.redirect_chain[-1][0], {"password1": "short", "password2": "short"})
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()


def test_link_of_somebody_else_signs_the_first_one_out(newcomer: User, nurse: User) -> None:
    browser = client_of(nurse)
    page = browser.get(tokens.invitation_url(newcomer).removeprefix("https://trio.example"), follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert browser.session["_auth_user_id"] == str(newcomer.pk)


def test_never_invited_leaves_out_who_can_sign_in(newcomer: User, manager: User) -> None:
    UserFactory.create(is_active=False, password="!")
    assert list(never_invited()) == [newcomer]
    invite(users=never_invited(), actor=manager)
    assert list(never_invited()) == []
    entry = TimelineEntry.objects.get(topic="user", topic_id=newcomer.pk, kind="invited")
    assert entry.actor == manager


def test_inviting_twice_sends_once_while_it_waits(newcomer: User) -> None:
    assert invite(users=[newcomer], actor=None) == 1
    assert invite(users=[newcomer], actor=None) == 0
    assert deliver_invitations() == 1
    assert invite(users=[newcomer], actor=None) == 1
    assert deliver_invitations() == 1
    assert len(mail.outbox) == 2


def test_waiting_invitation_is_unique_in_the_database(newcomer: User) -> None:
    Invitation.objects.create(user=newcomer, due_at=clock.now())
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Invitation.objects.create(user=newcomer, due_at=clock.now())
    assert violated_constraint(caught.value) == "accounts_invitation_waiting_once"


def test_mail_server_away_keeps_the_invitation(
    newcomer: User, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    def away(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    invite(users=[newcomer], actor=None)
    with monkeypatch.context() as patch:
        patch.setattr(invitations, "send_mail", away)
        assert deliver_invitations() == 0
    assert deliver_invitations() == 0  # not due again yet
    time_machine.move_to(clock.now() + dt.timedelta(seconds=60))
    assert deliver_invitations() == 1


def test_mail_server_away_for_good_ends_with_a_reason(
    newcomer: User, monkeypatch: pytest.MonkeyPatch, time_machine: Any
) -> None:
    def away(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", away)
    invite(users=[newcomer], actor=None)
    for _ in range(invitations.TRIES):
        deliver_invitations()
        time_machine.move_to(clock.now() + dt.timedelta(seconds=3600))
    assert "ConnectionRefusedError" in Invitation.objects.get().failed_reason


def test_claimed_invitation_comes_back_when_the_worker_died(newcomer: User, time_machine: Any) -> None:
    invite(users=[newcomer], actor=None)
    assert invitations._claim() is not None
    assert deliver_invitations() == 0
    time_machine.move_to(clock.now() + dt.timedelta(seconds=int(invitations.LEASE.total_seconds()) + 1))
    assert deliver_invitations() == 1


def test_managers_invite_from_the_clinician_page(newcomer: User, manager: User) -> None:
    browser = client_of(manager)
    address = reverse("manager:clinicians-invite", args=[newcomer.clinician.pk])
    assert "gets an email" in browser.get(address).content.decode()
    answer = browser.post(address, follow=True)
    assert "on its way" in answer.content.decode()
    assert Invitation.objects.filter(user=newcomer, asked_by=manager).count() == 1


def test_managers_invite_everybody_at_once(newcomer: User, manager: User) -> None:
    browser = client_of(manager)
    page = browser.get(reverse("manager:people-invite")).content.decode()
    assert "Invite 1 person" in page
    assert f"{newcomer.get_full_name()}." in page
    browser.post(reverse("manager:people-invite"))
    assert Invitation.objects.get().user == newcomer
    assert "Everybody has been invited" in browser.get(reverse("manager:people-invite")).content.decode()
