"""Both buttons of a link are pressed at once: the answer that comes second changes nothing."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.models import User
from casedays import links, replies, staffing
from casedays.links import Question
from casedays.models import Assignment, Offer
from casedays.states import AssignmentStatus
from scheduling_portal.core.errors import DomainError
from tests.casedays.test_links import link_in_text_to, without_the_look
from tests.factories.casedays import active, confirmed_day

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10.0  # seconds


@pytest.fixture
def question(boss: User) -> Assignment:
    """An assignment that waits for an answer."""
    return active(confirmed_day(manager=boss))[1]


def wait_until_somebody_waits() -> None:
    """Until another connection stands at a lock that this transaction holds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody came to the lock")


def second_tap(question: Question, *, accept: bool) -> str:
    """What the tap that comes second is told; empty when it counted."""
    try:
        replies.answer_by_link(question=question, accept=accept)
    except DomainError as error:
        return error.message
    finally:
        connection.close()
    return ""


def press_both(question: Question, first: Callable[[], object], *, accept: bool) -> str:
    """Do `first`, and press the link's other button before that is committed; returns what the other was told.

    The page of the other button has looked at the question already, and found it open.
    """
    held = links.question_of(link_in_text_to(question.clinician.user).split("/")[2], visitor=None)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            told = pool.submit(second_tap, held, accept=accept)
            wait_until_somebody_waits()
        return told.result(PATIENCE)


def standing(question: Assignment) -> tuple[str, int]:
    """Where the question stands, and how many offers are out for its slot."""
    return Assignment.objects.get(pk=question.pk).status, Offer.objects.filter(case_day=question.case_day).count()


def accept_first(question: Assignment) -> str:
    return press_both(
        question,
        lambda: staffing.accept_assignment(assignment=question, actor=question.clinician.user),
        accept=False,
    )


def test_who_has_just_accepted_stays_on_the_team(question: Assignment) -> None:
    assert accept_first(question) == "You have answered this already."
    assert standing(question) == (AssignmentStatus.ACCEPTED, 0)


@pytest.mark.guard("of two answers by one link at once, the second changes nothing")
def test_control_without_the_look_under_the_lock_they_are_dropped(
    question: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staffing, "decline_assignment", without_the_look(staffing.decline_assignment))
    assert accept_first(question) == ""
    assert standing(question)[0] == AssignmentStatus.DECLINED


def test_who_has_just_declined_is_not_back_on_the_team(question: Assignment) -> None:
    person = question.clinician.user
    told = press_both(
        question, lambda: staffing.decline_assignment(assignment=question, actor=person, reason="Ill"), accept=True
    )
    assert told == "It was already answered: can't make it."
    assert standing(question)[0] == AssignmentStatus.DECLINED
