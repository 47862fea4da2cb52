"""What an act on a day would send to clinicians, for the page that asks before it is done."""

import datetime as dt
from collections.abc import Collection, Iterable

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import kinds
from casedays.notices.day import nearer
from notifications.forecast import Reach, Told, forecast
from scheduling_portal.core import clock


def hours_until(day: CaseDay, date: dt.date | None = None) -> float:
    """Hours to the first case, on the day's date or on another."""
    return clock.hours_until(date or day.date, day.first_case_time, day.site.time_zone)


def asking(day: CaseDay, people: Iterable[User], actor: User | None, *, date: dt.date | None = None) -> Reach:
    """Asking these people to come, on the day's date or on the one it moves to."""
    return forecast(kinds.ASKED, [Told(person, hours_until(day, date)) for person in people], actor=actor)


def asking_many(teams: Iterable[tuple[CaseDay, Iterable[User]]], actor: User | None) -> Reach:
    """Asking the teams of several days."""
    told = [Told(person, hours_until(day)) for day, people in teams for person in people]
    return forecast(kinds.ASKED, told, actor=actor)


def releasing(day: CaseDay, people: Iterable[User], actor: User | None) -> Reach:
    """Telling these people that they are released."""
    return forecast(kinds.RELEASED, [Told(person, hours_until(day)) for person in people], actor=actor)


def cancelling(day: CaseDay, people: Iterable[User], actor: User | None) -> Reach:
    """Telling these people that the day is called off."""
    return forecast(kinds.CANCELLED, [Told(person, hours_until(day)) for person in people], actor=actor)


def changing(day: CaseDay, people: Iterable[User], actor: User | None, fields: Collection[str], date: dt.date) -> Reach:
    """Telling these people of a change of these fields, after which the day is on `date`."""
    after = hours_until(day, date)
    near = nearer(after, hours_until(day))
    told = [Told(person, near, starts_in=after) for person in people]
    return forecast(kinds.CHANGED, told, changed_fields=fields, actor=actor)
