"""What the steps of a day have to know of messages, without knowing who sends them.

`casedays.notices` answers, from start-up on. Before, all have heard everything and every text leaves at once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.states import AssignmentStatus
from scheduling_portal.core import clock


class Messages(Protocol):
    """Who answers."""

    def unreached(self, day_id: int) -> Mapping[int, bool]:
        """Ids of people to whom nothing of the day has left, though it was to; whether something still waits."""

    def answer_until(self, day: CaseDay, person: User, box: dt.timedelta, *, offer: bool) -> dt.datetime:
        """When the time for the answer to a question, or an offer, that is written now ends."""


class _Nobody:
    """Before start-up."""

    def unreached(self, day_id: int) -> Mapping[int, bool]:
        return {}

    def answer_until(self, day: CaseDay, person: User, box: dt.timedelta, *, offer: bool) -> dt.datetime:
        return min(clock.now() + box, day.first_case_at)


_answering: list[Messages] = [_Nobody()]


def answered_by(messages: Messages) -> None:
    """Have this answer from now on; called at start-up."""
    _answering[:] = [messages]


def unaware_of(day: CaseDay, team: Iterable[Assignment]) -> dict[int, bool]:
    """Ids as users of who is asked and has not been reached with anything of the day; whether a text still waits.

    One query at most.
    """
    asked = {a.clinician.user_id for a in team if a.status == AssignmentStatus.ASKED}
    if not asked:
        return {}
    return {pk: waits for pk, waits in _answering[0].unreached(day.pk).items() if pk in asked}


def answer_until(day: CaseDay, person: User, box: dt.timedelta, *, offer: bool = False) -> dt.datetime:
    """When the time for an answer ends: `box` after the text may leave, not at night, before the day begins.

    One query.
    """
    return _answering[0].answer_until(day, person, box, offer=offer)
