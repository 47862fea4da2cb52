"""The one-time link of a text: it answers one question of one person, once, and nothing else."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user
from django.test import Client
from time_machine import travel

from accounts.models import User
from casedays import lifecycle, links, staffing
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus
from notifications.enums import Channel
from notifications.models import Delivery
from scheduling_portal.core import clock, wording
from tests.factories.casedays import active, confirmed_day
from tests.factories.practices import PatientFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(boss: User) -> Assignment:
    """An assignment that waits for an answer."""
    return active(confirmed_day(manager=boss))[1]


def link_in_text_to(person: User) -> str:
    """The path of the link in the last text that the person was sent."""
    last = Delivery.objects.filter(channel=Channel.TEXT, notification__recipient=person).latest("pk")
    found = re.search(r"https://trio\.example(/answer/\S+)$", last.body)
    assert found is not None, last.body
    return found.group(1)


def without_the_look(decline: Callable[..., None]) -> Callable[..., None]:
    """Declining as it would be if it did not look, under the lock, at what the question has become."""
    return lambda **given: decline(**{**given, "only_if": None})


def about(question: Assignment) -> str:
    """The day as the text named it."""
    return f"{wording.day(question.date)}, {question.case_day.practice.name}"


def status(question: Assignment) -> str:
    return Assignment.objects.get(pk=question.pk).status


def test_text_leads_to_a_page_that_needs_no_sign_in(question: Assignment, client: Client) -> None:
    page = client.get(link_in_text_to(question.clinician.user))

    html = page.content.decode()
    assert page.status_code == 200
    assert f"Can you come, {question.clinician.user.first_name}?" in html
    assert question.case_day.practice.name in html
    assert ">Accept<" in html.replace("</svg>", ">").replace("\n", "")
    assert "I can't make it" in html
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert status(question) == AssignmentStatus.ASKED  # a preview of the link has answered nothing


def test_email_and_portal_do_not_carry_the_link(question: Assignment) -> None:
    notice = question.clinician.user.notifications.get(kind="casedays.asked")
    others = Delivery.objects.filter(notification=notice).exclude(channel=Channel.TEXT)
    assert "/answer/" not in "".join([notice.body, notice.subject, notice.path, str(notice.context)])
    assert not any("/answer/" in delivery.body for delivery in others)


def test_accept(question: Assignment, client: Client) -> None:
    response = client.post(link_in_text_to(question.clinician.user), {"answer": "accept"}, follow=True)

    assert status(question) == AssignmentStatus.ACCEPTED
    assert "Accepted: " in response.content.decode()
    assert not get_user(client).is_authenticated  # it opens nothing else


def test_cannot_make_it_with_a_reason_as_in_the_portal(question: Assignment, client: Client, boss: User) -> None:
    link = link_in_text_to(question.clinician.user)
    kept = client.post(link, {"answer": "decline", "reason": "x" * 501})
    assert "At most 500 characters; this has " in kept.content.decode()

    client.post(link, {"answer": "decline", "reason": "My car broke down"})

    ended = Assignment.objects.get(pk=question.pk)
    assert (ended.status, ended.ended_reason) == (AssignmentStatus.DECLINED, "My car broke down")
    assert boss.notifications.filter(kind="casedays.declined").exists()
    mate = active(question.case_day)[0]
    asked = client.post(link_in_text_to(mate.clinician.user), {"answer": "decline", "reason": " "})
    assert asked.content.decode().count("Say why, in a few words.") == 2  # on top, and at the field
    assert status(mate) == AssignmentStatus.ASKED


@pytest.mark.parametrize("fields", [{}, {"answer": "maybe"}, {"answer": ""}])
def test_unclear_answer_is_asked_again(question: Assignment, client: Client, fields: dict[str, str]) -> None:
    page = client.post(link_in_text_to(question.clinician.user), fields)
    assert "Choose an answer." in page.content.decode()
    assert status(question) == AssignmentStatus.ASKED


class TestGuards:
    def test_used_twice(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        client.post(link, {"answer": "accept"})

        again = client.post(link, {"answer": "decline", "reason": "No"})

        assert again.status_code == 410
        assert "You have answered this already." in again.content.decode()
        assert status(question) == AssignmentStatus.ACCEPTED

    @pytest.mark.guard("a link that was used answers nothing more")
    def test_control_without_both_looks_it_answers_twice(
        self, question: Assignment, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without the look at the link, and the one at the answer under the lock."""
        monkeypatch.setattr(links, "_is_open", lambda _: True)
        monkeypatch.setattr(staffing, "decline_assignment", without_the_look(staffing.decline_assignment))
        link = link_in_text_to(question.clinician.user)
        client.post(link, {"answer": "accept"})
        client.post(link, {"answer": "decline", "reason": "No"})
        assert status(question) == AssignmentStatus.DECLINED

    def test_either_look_suffices(self, question: Assignment, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(links, "_is_open", lambda _: True)
        link = link_in_text_to(question.clinician.user)
        client.post(link, {"answer": "accept"})
        again = client.post(link, {"answer": "decline", "reason": "No"})
        assert "You have answered this already." in again.content.decode()
        assert status(question) == AssignmentStatus.ACCEPTED

    def test_expired(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        with travel(clock.now() + links.VALID + dt.timedelta(minutes=1), tick=False):
            late = client.post(link, {"answer": "accept"})
        assert late.status_code == 410
        assert "This link is too old." in late.content.decode()
        assert status(question) == AssignmentStatus.ASKED

    def test_control_with_a_longer_life_it_is_good(
        self, question: Assignment, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = link_in_text_to(question.clinician.user)
        monkeypatch.setattr(links, "VALID", links.VALID * 2)
        with travel(clock.now() + links.VALID / 2 + dt.timedelta(minutes=1), tick=False):
            assert client.get(link).status_code == 200

    @pytest.mark.parametrize("turn", ["last", "time", "cut", "code alone", "code doubled", "long"])
    def test_tampered(self, question: Assignment, client: Client, turn: str) -> None:
        token = link_in_text_to(question.clinician.user).split("/")[2]
        code, time, signature = token.split(".")
        other = "A" if signature[-2] != "A" else "B"
        bad = {
            "last": f"{code}.{time}.{signature[:-2]}{other}{signature[-1]}",
            "time": f"{code}.{time[:-1]}{'a' if time[-1] != 'a' else 'b'}.{signature}",
            "cut": token[:-9],
            "code alone": code,
            "code doubled": f"{code}.{code}",
            "long": token + "A" * 200,
        }[turn]

        answer = client.post(f"/answer/{bad}/", {"answer": "accept"})

        assert answer.status_code == 404
        assert status(question) == AssignmentStatus.ASKED

    def test_other_persons_question_with_the_own_signature(self, question: Assignment, client: Client) -> None:
        """Two on one team: the code of the one does not go with the signature of the other."""
        mate = active(question.case_day)[0]
        _, time, signature = link_in_text_to(mate.clinician.user).split("/")[2].split(".")
        assert (
            client.post(f"/answer/{question.answer_code}.{time}.{signature}/", {"answer": "accept"}).status_code == 404
        )
        assert status(question) == AssignmentStatus.ASKED

    def test_somebody_else_is_signed_in(self, question: Assignment, boss: User) -> None:
        link = link_in_text_to(question.clinician.user)
        answer = client_of(boss).post(link, {"answer": "accept"})
        assert answer.status_code == 404
        assert "This link was sent to somebody else." in answer.content.decode()
        assert status(question) == AssignmentStatus.ASKED
        assert client_of(question.clinician.user).get(link).status_code == 200

    def test_number_has_changed_hands(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        User.objects.filter(pk=question.clinician.user.pk).update(mobile="+15035550177")
        assert client.get(link).status_code == 404

    def test_released_since(self, question: Assignment, client: Client, boss: User) -> None:
        link = link_in_text_to(question.clinician.user)
        staffing.release_clinician(assignment=question, actor=boss, reason="A better fit")
        late = client.post(link, {"answer": "accept"})
        assert late.status_code == 410
        assert f"You are released from {about(question)}." in late.content.decode()
        assert status(question) == AssignmentStatus.RELEASED

    def test_cancelled_since(self, question: Assignment, client: Client, boss: User) -> None:
        link = link_in_text_to(question.clinician.user)
        lifecycle.cancel_case_day(case_day=question.case_day, actor=boss, reason="Water damage")
        late = client.post(link, {"answer": "accept"})
        assert late.status_code == 410
        assert f"The day was cancelled: {about(question)}." in late.content.decode()
        assert status(question) == AssignmentStatus.RELEASED

    def test_person_who_left(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        User.objects.filter(pk=question.clinician.user.pk).update(is_active=False)
        page = client.post(link, {"answer": "accept"})
        assert "This is not yours to answer." in page.content.decode()
        assert status(question) == AssignmentStatus.ASKED

    @pytest.mark.parametrize(
        "token",
        [
            "x",
            "..",
            "%00",
            "a" * 5000,
            "AB12.é.ü",
            "AB12-a1.x.y",
            "AB12-azzzzzzzzzzzzz.x.y",
            "AB12-o.x.y",
            "AB12-a²",
            "' OR 1=1",
        ],
    )
    def test_nonsense(self, client: Client, token: str) -> None:
        assert client.get(f"/answer/{token}/").status_code in (400, 404)


class TestOffers:
    def test_first_takes_it_and_the_second_learns_so(self, offers: list[Offer], client: Client) -> None:
        first, second = (link_in_text_to(offer.clinician.user) for offer in offers)
        assert "First to accept takes the slot." in client.get(first).content.decode()

        client.post(first, {"answer": "accept"})

        assert Offer.objects.get(pk=offers[0].pk).status == OfferStatus.ACCEPTED
        late = client.post(second, {"answer": "accept"})
        assert late.status_code == 410
        assert "Filled by someone else: the nurse slot at" in late.content.decode()
        assert Assignment.objects.filter(clinician=offers[1].clinician).count() == 0

    def test_passed_on(self, offers: list[Offer], client: Client) -> None:
        page = client.post(link_in_text_to(offers[0].clinician.user), {"answer": "decline"}, follow=True)
        day = offers[0].case_day
        said = f"The manager knows that you can&#x27;t make {wording.day(day.date)}, {day.practice.name}."
        assert said in page.content.decode()
        assert Offer.objects.get(pk=offers[0].pk).status == OfferStatus.DECLINED
        assert Offer.objects.get(pk=offers[1].pk).status == OfferStatus.SENT


def test_link_and_page_tell_nothing_of_patients(question: Assignment, client: Client) -> None:
    patient = PatientFactory.create(practice=question.case_day.practice, last_name="Zorander")
    link = link_in_text_to(question.clinician.user)
    assert re.fullmatch(r"/answer/[0-9A-Z]{4}-a[0-9a-z]+\.[0-9A-Za-z]{6}\.[\w-]{43}/", link)
    assert patient.last_name not in client.get(link).content.decode()
