"""Whom an act on a day would tell what, for the page that asks before it is done; `forecast` says what that sends."""

import datetime as dt
from collections.abc import Collection, Iterable

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import kinds
from casedays.notices.day import nearer
from notifications.forecast import Told
from scheduling_portal.core import clock


def hours_until(day: CaseDay, date: dt.date | None = None) -> float:
    """Hours to the first case, on the day's date or on another."""
    return clock.hours_until(date or day.date, day.first_case_time, day.site.time_zone)


def asking(day: CaseDay, people: Iterable[User], *, date: dt.date | None = None) -> list[Told]:
    """Asking these people to come, on the day's date or on the one it moves to."""
    return [Told(kinds.ASKED, person, hours_until(day, date)) for person in people]


def releasing(day: CaseDay, people: Iterable[User], unaware: Collection[int] = ()) -> list[Told]:
    """Telling these people that they are released; who is `unaware` of the day, by id, in the portal alone."""
    return [Told(kinds.RELEASED, person, hours_until(day), portal_only=person.pk in unaware) for person in people]


def offering(day: CaseDay, people: Iterable[User]) -> list[Told]:
    """Offering these people an open slot."""
    return [Told(kinds.OFFERED, person, hours_until(day)) for person in people]


def filling(day: CaseDay, people: Iterable[User]) -> list[Told]:
    """Telling these people that the slot which was offered to them is filled."""
    return [Told(kinds.OFFER_FILLED, person, hours_until(day)) for person in people]


def cancelling(day: CaseDay, people: Iterable[User], unaware: Collection[int] = ()) -> list[Told]:
    """Telling these people that the day is called off; who is `unaware` of it, by id, in the portal alone."""
    return [Told(kinds.CANCELLED, person, hours_until(day), portal_only=person.pk in unaware) for person in people]


def changing(day: CaseDay, people: Iterable[User], fields: Iterable[str], date: dt.date) -> list[Told]:
    """Telling these people of a change of these fields, after which the day is on `date`."""
    after, names = hours_until(day, date), frozenset(fields)
    near = nearer(after, hours_until(day))
    return [Told(kinds.CHANGED, person, near, after, names) for person in people]
