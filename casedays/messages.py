"""What the steps of a day have to know of messages, without knowing who sends them.

`casedays.notices` answers, from start-up on. Before, all have heard everything and every text leaves at once.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from accounts.models import User
from casedays.models import Assignment, CaseDay, Offer
from casedays.states import AssignmentStatus, OfferStatus
from scheduling_portal.core import clock

UNANSWERED = (AssignmentStatus.ASKED, OfferStatus.SENT)


class Messages(Protocol):
    """Who answers."""

    def unreached(self, day_ids: Collection[int]) -> Mapping[int, Mapping[int, bool]]:
        """By day the ids of people to whom nothing of it has left, though it was to; whether something still waits."""

    def answers_until(
        self, day: CaseDay, people: Sequence[User], box: dt.timedelta, *, offer: bool
    ) -> Mapping[int, dt.datetime]:
        """When the time for each one's answer to a question, or an offer, that is written now ends, by their id."""


class _Nobody:
    """Before start-up."""

    def unreached(self, day_ids: Collection[int]) -> Mapping[int, Mapping[int, bool]]:
        return {}

    def answers_until(
        self, day: CaseDay, people: Sequence[User], box: dt.timedelta, *, offer: bool
    ) -> Mapping[int, dt.datetime]:
        until = min(clock.now() + box, day.first_case_at)
        return {person.pk: until for person in people}


_answering: list[Messages] = [_Nobody()]


def answered_by(messages: Messages) -> None:
    """Have this answer from now on; called at start-up."""
    _answering[:] = [messages]


def unaware_of(day: CaseDay, questions: Iterable[Assignment | Offer]) -> dict[int, bool]:
    """Ids as users of who has not answered, and whom nothing of the day has reached; whether a text still waits.

    Of who has an open question, or an open offer, among these. One query at most.
    """
    return unaware_on(questions).get(day.pk, {})


def unaware_on(questions: Iterable[Assignment | Offer]) -> dict[int, dict[int, bool]]:
    """The same of questions and offers of several days, by day. One query at most."""
    asked = {(one.case_day_id, one.clinician.user_id) for one in questions if one.status in UNANSWERED}
    if not asked:
        return {}
    found = _answering[0].unreached({day for day, _ in asked})
    return {day: {pk: waits for pk, waits in people.items() if (day, pk) in asked} for day, people in found.items()}


def answers_until(
    day: CaseDay, people: Sequence[User], box: dt.timedelta, *, offer: bool = False
) -> Mapping[int, dt.datetime]:
    """When the time for each one's answer ends: `box` after the text may leave, not at night, before the day begins.

    By their ids as users. One query, however many.
    """
    return _answering[0].answers_until(day, people, box, offer=offer)
