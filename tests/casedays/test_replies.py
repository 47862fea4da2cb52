"""Answers by text: the code decides, and only from the number it was sent to."""

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus, OfferStatus
from notifications import replies
from notifications.enums import Meaning
from notifications.models import InboundText
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, active, confirmed_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(boss: User) -> Assignment:
    """An assignment that waits for an answer."""
    return active(confirmed_day(manager=boss))[1]


@pytest.fixture
def offer(boss: User) -> Offer:
    """An offer of a slot that fell open, and another nurse who has one too."""
    day = accepted_day(manager=boss)
    for _ in range(2):
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
    nurse = active(day)[1]
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    return Offer.objects.filter(status=OfferStatus.SENT).order_by("pk")[0]


def text(body: str, person: User | str, sid: str = "SM1") -> InboundText:
    number = person if isinstance(person, str) else str(person.mobile)
    replies.receive(provider_id=sid, number=number, body=body)
    return InboundText.objects.get(provider_id=sid)


def status(assignment: Assignment) -> str:
    return Assignment.objects.get(pk=assignment.pk).status


def test_a_and_code_accepts(question: Assignment) -> None:
    row = text(f"A {question.answer_code}", question.clinician.user)
    assert status(question) == AssignmentStatus.ACCEPTED
    assert (row.meaning, row.understood) == (Meaning.ANSWER, True)
    assert question.clinician.user.get_full_name() in row.outcome
    assert row.answer.startswith("Thank you. You are on the team:")


def test_d_and_code_declines_with_the_words_beside_it_as_reason(question: Assignment, boss: User) -> None:
    row = text(f"D {question.answer_code} my car broke down", question.clinician.user)
    ended = Assignment.objects.get(pk=question.pk)
    assert (ended.status, ended.ended_reason) == (AssignmentStatus.DECLINED, "my car broke down")
    assert "can't make" in row.answer
    assert boss.notifications.filter(kind="casedays.declined").exists()


def test_d_without_words_still_has_a_reason(question: Assignment) -> None:
    text(f"d{question.answer_code}", question.clinician.user)
    assert Assignment.objects.get(pk=question.pk).ended_reason == "Answered by text"


def test_code_from_another_number_does_nothing(question: Assignment) -> None:
    row = text(f"A {question.answer_code}", "+15035559999")
    assert status(question) == AssignmentStatus.ASKED
    assert row.meaning == Meaning.WRONG_CODE


def test_number_alone_does_nothing(question: Assignment) -> None:
    for turn, body in enumerate(["A", "yes I accept", "ok coming"]):
        row = text(body, question.clinician.user, f"SM{turn}")
        assert not row.understood
    assert status(question) == AssignmentStatus.ASKED


def test_two_people_with_one_number_answer_each_for_themselves(boss: User) -> None:
    day = confirmed_day(manager=boss)
    first, second = active(day)[0], active(day)[1]
    User.objects.filter(pk=second.clinician.user.pk).update(mobile=first.clinician.user.mobile)
    text(f"A {second.answer_code}", first.clinician.user)
    assert status(second) == AssignmentStatus.ACCEPTED
    assert status(first) == AssignmentStatus.ASKED


def test_same_text_delivered_twice_answers_once(question: Assignment) -> None:
    first = text(f"A {question.answer_code}", question.clinician.user)
    again = text(f"A {question.answer_code}", question.clinician.user)
    assert first.answer == again.answer
    assert InboundText.objects.count() == 1


def test_saying_yes_twice_is_no_fault(question: Assignment) -> None:
    code = question.answer_code
    text(f"A {code}", question.clinician.user)
    assert text(f"A {code}", question.clinician.user, "SM2").answer.startswith("Thank you")


def test_answer_after_the_release_is_refused_politely_and_no_guess(question: Assignment, boss: User) -> None:
    staffing.release_clinician(assignment=question, actor=boss, reason="A better fit")
    rows = [text(f"A {question.answer_code}", question.clinician.user, f"SM{turn}") for turn in range(7)]
    row = rows[-1]
    assert row.meaning == Meaning.ANSWER
    assert "filled, changed or answered already" in row.answer
    assert status(question) == AssignmentStatus.RELEASED


def test_answer_after_the_day_was_cancelled_changes_nothing(question: Assignment, boss: User) -> None:
    lifecycle.cancel_case_day(case_day=question.case_day, actor=boss, reason="Water damage")
    row = text(f"A {question.answer_code}", question.clinician.user)
    assert "answered already" in row.answer
    assert status(question) == AssignmentStatus.RELEASED


def test_a_and_code_takes_an_offer_and_the_other_is_too_late(offer: Offer) -> None:
    other = Offer.objects.filter(status=OfferStatus.SENT).exclude(pk=offer.pk).get()
    row = text(f"A {offer.answer_code}", offer.clinician.user)
    assert row.answer.startswith("Thank you")
    assert Offer.objects.get(pk=offer.pk).status == OfferStatus.ACCEPTED
    late = text(f"A {other.answer_code}", other.clinician.user, "SM2")
    assert "already" in late.answer
    assert Offer.objects.get(pk=other.pk).status == OfferStatus.FILLED


def test_d_and_code_declines_an_offer(offer: Offer) -> None:
    text(f"D {offer.answer_code}", offer.clinician.user)
    assert Offer.objects.get(pk=offer.pk).status == OfferStatus.DECLINED
