import datetime as dt

import pytest
import time_machine

from accounts.models import User
from availability import events
from availability.enums import SubmissionStatus
from availability.models import Comment
from availability.services import comment, return_submission
from scheduling_portal.core.errors import InvalidFields, NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.availability import PeriodFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def test_return_gives_it_back_with_the_comment(nurse: User, manager: User) -> None:
    submission = SubmissionFactory.create(clinician=nurse.clinician)
    date = submission.period.starts_on

    return_submission(submission=submission, actor=manager, comment="Could you take this one?", date=date)

    submission.refresh_from_db()
    assert submission.status == SubmissionStatus.RETURNED
    written = Comment.objects.get()
    assert (written.text, written.date, written.author) == ("Could you take this one?", date, manager)
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.actor) == (events.SubmissionReturned.kind, manager)


def test_return_by_the_clinician_is_refused(nurse: User) -> None:
    submission = SubmissionFactory.create(clinician=nurse.clinician)

    with pytest.raises(NotAllowed):
        return_submission(submission=submission, actor=nurse, comment="Mine")


def test_return_twice_is_refused(nurse: User, manager: User) -> None:
    submission = SubmissionFactory.create(clinician=nurse.clinician)
    return_submission(submission=submission, actor=manager, comment="One")

    with pytest.raises(RuleBroken, match="already"):
        return_submission(submission=submission, actor=manager, comment="Two")

    assert Comment.objects.count() == 1


def test_return_after_the_period_is_refused(nurse: User, manager: User) -> None:
    submission = SubmissionFactory.create(clinician=nurse.clinician)
    after = submission.period.ends_on + dt.timedelta(days=2)

    with time_machine.travel(dt.datetime.combine(after, dt.time(), tzinfo=dt.UTC)), pytest.raises(RuleBroken):
        return_submission(submission=submission, actor=manager, comment="Late")


def test_comment_goes_both_ways(nurse: User, manager: User) -> None:
    period = PeriodFactory.create(locked=True)

    comment(period=period, clinician=nurse.clinician, actor=nurse, text="Can I drop the 3rd?")
    comment(period=period, clinician=nurse.clinician, actor=manager, text="Yes")

    assert [entry.details["by_manager"] for entry in TimelineEntry.objects.order_by("id")] == [False, True]


def test_comment_by_a_stranger_is_refused(nurse: User, other_clinician: User, practice_user: User) -> None:
    period = PeriodFactory.create()

    for stranger in (other_clinician, practice_user):
        with pytest.raises(NotAllowed):
            comment(period=period, clinician=nurse.clinician, actor=stranger, text="Hello")


def test_comment_on_a_coming_period_is_for_managers(nurse: User, manager: User) -> None:
    period = PeriodFactory.create(coming=True)

    with pytest.raises(NotAllowed):
        comment(period=period, clinician=nurse.clinician, actor=nurse, text="Hello")
    comment(period=period, clinician=nurse.clinician, actor=manager, text="Hello")


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_comment_needs_a_text_that_fits(nurse: User, text: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        comment(period=PeriodFactory.create(), clinician=nurse.clinician, actor=nurse, text=text)

    assert list(refused.value.errors) == ["text"]


def test_comment_on_a_date_outside_is_refused(nurse: User) -> None:
    period = PeriodFactory.create()

    with pytest.raises(InvalidFields, match="not in this period"):
        comment(
            period=period,
            clinician=nurse.clinician,
            actor=nurse,
            text="Then",
            date=period.starts_on - dt.timedelta(days=1),
        )
