"""What the database refuses of periods and answers, whatever path the writing takes."""

import datetime as dt
from typing import Any

import pytest

from tests.factories.availability import AvailabilityFactory, PeriodFactory, SubmissionFactory
from tests.support.constraints import copied, refused, update

pytestmark = pytest.mark.django_db


def test_periods_end_after_they_start() -> None:
    period = PeriodFactory.create()
    before = period.starts_on - dt.timedelta(days=1)
    assert refused(update(period, ends_on=before)) == "availability_period_ends_after_start"


def test_periods_open_then_are_due_then_lock() -> None:
    period = PeriodFactory.create()
    assert (
        refused(update(period, due_at=period.locks_at + dt.timedelta(days=1))) == "availability_period_opens_due_locks"
    )


def test_periods_do_not_overlap() -> None:
    period = PeriodFactory.create()
    assert (
        refused(copied(period, starts_on=period.ends_on, ends_on=period.ends_on + dt.timedelta(days=6)))
        == "availability_periods_apart"
    )


def test_one_answer_per_date() -> None:
    answer = AvailabilityFactory.create()
    assert refused(copied(answer)) == "availability_one_answer_per_date"
    assert refused(update(answer, answer="maybe")) == "availability_answer_known"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "lost"}, "availability_submission_status_known"),
        ({"max_days_per_week": 8}, "availability_submission_limits_sane"),
        ({"max_days_per_period": 0}, "availability_submission_limits_sane"),
    ],
)
def test_impossible_submissions(fields: dict[str, Any], name: str) -> None:
    assert refused(update(SubmissionFactory.create(), **fields)) == name


def test_one_submission_per_period() -> None:
    assert refused(copied(SubmissionFactory.create())) == "availability_submission_once"
