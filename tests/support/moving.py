"""Moving a day whose team is told, and what is sent of it."""

import datetime as dt

from accounts.models import User
from casedays import changes, lifecycle
from casedays.details import Edit
from casedays.models import CaseDay
from notifications.enums import Channel
from notifications.models import Delivery
from tests.factories.availability import willing
from tests.factories.casedays import active, details, fresh


def said(date: dt.date) -> str:
    """A date as messages say it."""
    return f"{date:%a} {date.day} {date:%b}"


def move(day: CaseDay, boss: User, date: dt.date) -> None:
    """Move a day that the whole team can make."""
    for assignment in active(day):
        willing(assignment.clinician, date)
    lifecycle.reschedule(case_day=fresh(day), actor=boss, date=date, reason="Swap")


def later(day: CaseDay, boss: User, hour: int = 9) -> None:
    """Have the first case later."""
    edit = Edit(site=day.site, date=day.date, details=details(first_case_time=dt.time(hour), expected_end=dt.time(15)))
    changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=fresh(day).version)


def texts_to(person: User) -> list[Delivery]:
    """All texts to somebody, oldest first."""
    return list(Delivery.objects.filter(notification__recipient=person, channel=Channel.TEXT).order_by("pk"))
