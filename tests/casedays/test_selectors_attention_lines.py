"""The folded groups of the manager's first screen, in a line each."""

import datetime as dt

import pytest
import time_machine

from casedays.selectors.attention.counts import Group
from casedays.selectors.attention.lines import lines
from tests.factories.accounts import ClinicianFactory, ManagerFactory
from tests.factories.availability import PeriodFactory

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
