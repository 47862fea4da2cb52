"""A link that is opened too late: what became of its question, and nothing that its person did not know."""

import pytest
from django.test import Client

from accounts.models import User
from casedays import staffing
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus
from tests.casedays.test_links import about, link_in_text_to, status
from tests.factories.casedays import active, confirmed_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(boss: User) -> Assignment:
    """An assignment that waits for an answer."""
    return active(confirmed_day(manager=boss))[1]


class TestOver:
    """A link that comes too late says what became of its question, and nothing that its person did not know."""

    def test_declined(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        client.post(link, {"answer": "decline", "reason": "My car broke down"})
        again = client.get(link)
        assert again.status_code == 410
        assert f"You said that you can&#x27;t make {about(question)}." in again.content.decode()
        assert "My car broke down" not in again.content.decode()

    def test_accepted(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        client.post(link, {"answer": "accept"})
        assert f"You accepted {about(question)}." in client.get(link).content.decode()

    def test_released_without_why(self, question: Assignment, client: Client, boss: User) -> None:
        link = link_in_text_to(question.clinician.user)
        staffing.release_clinician(assignment=question, actor=boss, reason="Not wanted by the practice")
        assert "Not wanted" not in client.get(link).content.decode()

    def test_offer_passed_on(self, offers: list[Offer], client: Client) -> None:
        link = link_in_text_to(offers[0].clinician.user)
        client.post(link, {"answer": "decline"})
        assert "You said that you can&#x27;t make it" in client.get(link).content.decode()

    @pytest.mark.parametrize(
        ("fate", "said"),
        [
            (OfferStatus.FILLED, "Filled by someone else"),
            (OfferStatus.EXPIRED, "The time to answer has run out"),
            (OfferStatus.WITHDRAWN, "No longer open, as the day was moved or changed"),
        ],
    )
    def test_offer_that_closed(self, offers: list[Offer], client: Client, fate: OfferStatus, said: str) -> None:
        link = link_in_text_to(offers[0].clinician.user)
        Offer.objects.filter(pk=offers[0].pk).update(status=fate, answer_code=None)
        assert said in client.get(link).content.decode()

    def test_code_that_is_another_question_by_now(self, question: Assignment, client: Client, boss: User) -> None:
        link, code = link_in_text_to(question.clinician.user), question.answer_code
        mate = active(question.case_day)[0]
        staffing.release_clinician(assignment=question, actor=boss, reason="A better fit")
        Assignment.objects.filter(pk=mate.pk).update(answer_code=code)
        assert client.post(link, {"answer": "accept"}).status_code == 410
        assert status(mate) == AssignmentStatus.ASKED

    def test_question_with_a_newer_code(self, question: Assignment, client: Client) -> None:
        link = link_in_text_to(question.clinician.user)
        Assignment.objects.filter(pk=question.pk).update(answer_code="ZZZZ")
        assert "You were asked anew since." in client.post(link, {"answer": "accept"}).content.decode()
        assert status(question) == AssignmentStatus.ASKED


def test_both_answers_stand_side_by_side_and_no_asks_once(question: Assignment, client: Client) -> None:
    link = link_in_text_to(question.clinician.user)
    html = client.get(link).content.decode()
    assert '<a class="btn" href="?no">' in html
    assert "Reason, seen by managers" not in html
    asked = client.get(f"{link}?no").content.decode()
    assert "Reason, seen by managers" in asked
    assert "You may not get it back." in asked
    assert status(question) == AssignmentStatus.ASKED
