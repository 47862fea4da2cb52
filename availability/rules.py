"""What holds for availability: where a period stands, who may still change what, what a limit may be."""

import datetime as dt
from typing import TYPE_CHECKING

from availability.enums import Phase, SubmissionStatus
from scheduling_portal.core import clock

if TYPE_CHECKING:
    from availability.models import Period, Submission

#: A reminder goes out by itself this long before a period is due, once.
REMIND_BEFORE_DUE = dt.timedelta(hours=48)
#: Nobody is reminded twice within this time.
REMIND_AGAIN_AFTER = dt.timedelta(hours=1)
LONGEST_NOTE = 200
LONGEST_TEXT = 500


def phase_of(period: "Period", now: dt.datetime | None = None) -> Phase:
    """Where the period stands at `now` (the present instant without one)."""
    moment = now or clock.now()
    if moment < period.opens_at:
        return Phase.COMING
    if moment >= period.locks_at:
        return Phase.LOCKED
    return Phase.LATE if moment >= period.due_at else Phase.OPEN


def may_edit(period: "Period", submission: "Submission | None", now: dt.datetime | None = None) -> bool:
    """Whether answers can be sent: until the lock, and after it only those that a manager gave back."""
    moment = now or clock.now()
    phase = phase_of(period, moment)
    if phase in {Phase.OPEN, Phase.LATE}:
        return True
    given_back = submission is not None and submission.status == SubmissionStatus.RETURNED
    return phase == Phase.LOCKED and given_back and period.ends_on >= moment.date()
