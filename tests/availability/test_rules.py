import datetime as dt

import pytest

from availability.enums import Phase, SubmissionStatus
from availability.models import Period, Submission
from availability.rules import may_edit, phase_of

UTC = dt.UTC
PERIOD = Period(
    starts_on=dt.date(2027, 3, 29),
    ends_on=dt.date(2027, 4, 25),
    opens_at=dt.datetime(2027, 2, 20, tzinfo=UTC),
    due_at=dt.datetime(2027, 3, 12, tzinfo=UTC),
    locks_at=dt.datetime(2027, 3, 15, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (dt.datetime(2027, 2, 19, 23, tzinfo=UTC), Phase.COMING),
        (dt.datetime(2027, 2, 20, tzinfo=UTC), Phase.OPEN),
        (dt.datetime(2027, 3, 11, 23, tzinfo=UTC), Phase.OPEN),
        (dt.datetime(2027, 3, 12, tzinfo=UTC), Phase.LATE),
        (dt.datetime(2027, 3, 15, tzinfo=UTC), Phase.LOCKED),
    ],
)
def test_phase_of_follows_the_dates(moment: dt.datetime, phase: Phase) -> None:
    assert phase_of(PERIOD, moment) == phase


def test_may_edit_until_the_lock() -> None:
    assert may_edit(PERIOD, None, dt.datetime(2027, 3, 14, 23, tzinfo=UTC))
    assert not may_edit(PERIOD, None, dt.datetime(2027, 3, 15, tzinfo=UTC))
    assert not may_edit(PERIOD, None, dt.datetime(2027, 2, 1, tzinfo=UTC))


def test_may_edit_after_the_lock_only_what_was_given_back() -> None:
    returned = Submission(status=SubmissionStatus.RETURNED)
    sent = Submission(status=SubmissionStatus.SUBMITTED)
    after = dt.datetime(2027, 3, 20, tzinfo=UTC)

    assert may_edit(PERIOD, returned, after)
    assert not may_edit(PERIOD, sent, after)
    assert not may_edit(PERIOD, returned, dt.datetime(2027, 4, 26, tzinfo=UTC))
