import datetime as dt

import pytest
import time_machine

from accounts.models import Clinician, User
from availability import tasks
from availability.enums import SubmissionStatus
from availability.events import AvailabilityReminded
from availability.selectors import awaited
from availability.services import remind_missing
from scheduling_portal.core import clock
from scheduling_portal.core.errors import NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ClinicianFactory
from tests.factories.availability import PeriodFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def reminded() -> list[int]:
    rows = TimelineEntry.objects.filter(kind=AvailabilityReminded.kind).order_by("id")
    return [row.details["clinician_id"] for row in rows]


def test_missing_are_those_without_answers_and_those_returned() -> None:
    period = PeriodFactory.create()
    sent, returned, silent = ClinicianFactory.create_batch(3)
    ClinicianFactory.create(active=False)
    SubmissionFactory.create(period=period, clinician=sent)
    SubmissionFactory.create(period=period, clinician=returned, status=SubmissionStatus.RETURNED)

    assert set(awaited(period)) == {returned, silent}


def test_remind_tells_only_those_who_are_missing(manager: User) -> None:
    period = PeriodFactory.create()
    sent, silent = ClinicianFactory.create_batch(2)
    SubmissionFactory.create(period=period, clinician=sent)

    assert remind_missing(period=period, clinicians=[sent, silent], actor=manager) == 1
    assert reminded() == [silent.pk]


def test_remind_again_at_once_tells_nobody(manager: User) -> None:
    period = PeriodFactory.create()
    silent = ClinicianFactory.create()
    remind_missing(period=period, clinicians=[silent], actor=manager)

    assert remind_missing(period=period, clinicians=[silent], actor=manager) == 0
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        assert remind_missing(period=period, clinicians=[silent], actor=manager) == 1


def test_remind_by_a_clinician_is_refused(nurse: User) -> None:
    with pytest.raises(NotAllowed):
        remind_missing(period=PeriodFactory.create(), clinicians=[nurse.clinician], actor=nurse)


@pytest.mark.parametrize("trait", ["coming", "locked"])
def test_remind_of_what_cannot_be_answered_is_refused(manager: User, nurse: User, trait: str) -> None:
    period = PeriodFactory.create(**{trait: True})

    with pytest.raises(RuleBroken):
        remind_missing(period=period, clinicians=[nurse.clinician], actor=manager)


def test_clock_reminds_once_two_days_before_due() -> None:
    silent = ClinicianFactory.create()
    period = PeriodFactory.create(due_at=clock.now() + dt.timedelta(days=3))

    assert tasks.remind_missing() == 0
    with time_machine.travel(period.due_at - dt.timedelta(hours=40)):
        assert tasks.remind_missing() == 1
        assert tasks.remind_missing() == 0
    with time_machine.travel(period.due_at - dt.timedelta(hours=10)):
        assert tasks.remind_missing() == 0
    assert reminded() == [silent.pk]
    assert Clinician.objects.count() == 1
