"""The folded groups of the manager's first screen, in a line each."""

import datetime as dt

import pytest
import time_machine

from accounts.models import User
from casedays import changes
from casedays.details import Edit
from casedays.selectors.attention.counts import Group
from casedays.selectors.attention.items import unseen_items
from casedays.selectors.attention.lines import lines
from tests.factories.accounts import ClinicianFactory, ManagerFactory
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import accepted_day, active, details

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("zone", "day"), [("America/Los_Angeles", "Fri 12 Mar"), ("America/New_York", "Sat 13 Mar")])
def test_availability_is_due_by_the_viewers_clock(zone: str, day: str) -> None:
    with time_machine.travel("2027-03-08 17:00:00+00:00", tick=False):
        manager = ManagerFactory.create(time_zone=zone)
        due = dt.datetime(2027, 3, 13, 6, 0, tzinfo=dt.UTC)
        period = PeriodFactory.create(due_at=due, locks_at=due + dt.timedelta(days=2))
        ClinicianFactory.create()
        line = lines(manager, {Group.AVAILABILITY: 1})[Group.AVAILABILITY]
    assert line.words.endswith(f"1 of 1 clinicians has not answered, due {day}")
    assert line.period == period.pk


def test_a_change_not_seen_by_several_says_how_many(manager: User) -> None:
    day = accepted_day()
    edit = Edit(site=day.site, date=day.date, details=details(first_case_time=dt.time(9)))
    changes.edit_case_day(case_day=day, edit=edit, actor=manager, version=day.version)
    first = active(day)[0].clinician.user
    assert lines(manager, {Group.UNSEEN: 1})[Group.UNSEEN].words.endswith(f"{first.get_full_name()} and 2 more")
    assert len(unseen_items(slice(0, 9))[0].why.split(",")) == 3
