"""Who hears what of availability."""

import pytest

from accounts.models import User
from availability.enums import Answer
from availability.services import comment, remind_missing, return_submission, submit_availability
from notifications.enums import Channel
from tests.factories.accounts import ManagerFactory
from tests.factories.availability import PeriodFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def kinds_of(person: User) -> list[str]:
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def test_returned_submission_is_told_with_the_comment(nurse: User, manager: User) -> None:
    submission = SubmissionFactory.create(clinician=nurse.clinician)
    return_submission(submission=submission, actor=manager, comment="Could you take Fridays?")
    row = nurse.notifications.get()
    assert row.kind == "availability.returned"
    assert "Could you take Fridays?" in row.body
    assert "Fridays" not in row.subject
    assert row.path == f"/clinician/availability/{submission.period.pk}/"
    assert kinds_of(manager) == []


def test_word_of_a_manager_goes_to_the_clinician_and_the_answer_to_managers(nurse: User, manager: User) -> None:
    other = ManagerFactory.create()
    period = SubmissionFactory.create(clinician=nurse.clinician).period
    comment(period=period, clinician=nurse.clinician, actor=manager, text="Is Friday right?")
    assert kinds_of(nurse) == ["availability.commented"]
    comment(period=period, clinician=nurse.clinician, actor=nurse, text="Yes, it is")
    assert kinds_of(manager) == kinds_of(other) == ["availability.answered"]
    assert nurse.get_full_name() in manager.notifications.get().subject


def test_reminder_goes_by_every_channel_and_an_answer_settles_it(nurse: User, manager: User) -> None:
    period = PeriodFactory.create()
    remind_missing(period=period, clinicians=[nurse.clinician], actor=manager)
    row = nurse.notifications.get()
    assert set(row.deliveries.values_list("channel", flat=True)) == set(Channel.values)
    answers = {period.starts_on: Answer.AVAILABLE}
    submit_availability(period=period, clinician=nurse.clinician, actor=nurse, answers=answers)
    row.refresh_from_db()
    assert row.read_at is not None
