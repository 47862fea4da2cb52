"""When the time for an answer ends, and what the steps of a day know of messages."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, messages, staffing
from casedays.models import Offer
from casedays.notices.answering import time_ends
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, active, confirmed_day, in_slot
from tests.support.told import last

PACIFIC = ZoneInfo("America/Los_Angeles")
ZONE = "America/Los_Angeles"


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=PACIFIC)


@pytest.mark.parametrize(
    ("leaves", "hours", "begins", "ends"),
    [
        (at(2, 8), 48, at(20, 7, 30), at(4, 8)),
        (at(2, 14, 37), 48, at(20, 7, 30), at(4, 15)),  # on the half hour
        (at(2, 14, 30), 48, at(20, 7, 30), at(4, 14, 30)),
        (at(2, 15), 8, at(6, 7, 30), at(3, 8)),  # not at eleven at night
        (at(2, 17), 4, at(4, 7, 30), at(2, 21)),  # nine in the evening is no night yet
        (at(2, 22, 10), 1, at(3, 7, 30), at(2, 23, 30)),  # the morning would be too late
        (at(2, 22, 10), 1, at(3, 16), at(3, 8)),
        (at(2, 10), 48, at(3, 7, 30), at(3, 7, 30)),  # never after the day begins
    ],
)
def test_time_for_an_answer_ends(leaves: dt.datetime, hours: int, begins: dt.datetime, ends: dt.datetime) -> None:
    assert time_ends(leaves, dt.timedelta(hours=hours), ZONE, begins) == ends


@pytest.mark.django_db
class TestFromThePressAtNight:
    """The text leaves in the morning, and the time for the answer begins then."""

    @pytest.fixture
    def boss(self) -> User:
        return ManagerFactory.create()

    def test_question(self, boss: User) -> None:
        with time_machine.travel(at(2, 22, 44), tick=False):
            one = active(confirmed_day(manager=boss, date=dt.date(2027, 3, 29)))[0]
        assert one.answer_by == at(5, 8)
        assert "by Fri 5 Mar, 8:00 am PT" in last(one.clinician.user).body

    def test_urgent_question_leaves_at_once_and_counts_from_now(self, boss: User) -> None:
        with time_machine.travel(at(2, 22, 44), tick=False):
            one = active(confirmed_day(manager=boss, date=dt.date(2027, 3, 5)))[0]
        assert one.answer_by == at(4, 23)

    def test_offer(self, boss: User) -> None:
        with time_machine.travel(at(2, 1, 36), tick=False):
            day = accepted_day(manager=boss, date=dt.date(2027, 3, 12))
            spare = credentialed_clinician(ProviderType.NURSE)
            willing(spare, day.date)
            nurse = in_slot(day, ProviderType.NURSE)
            staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        offer = Offer.objects.get(clinician=spare)
        assert backfill.time_box(24 * 10) == dt.timedelta(hours=24)
        assert offer.closes_at == at(3, 8)
        assert "Wed 3 Mar, 8:00 am PT" in last(spare.user).body


@pytest.mark.django_db
def test_before_anybody_answers_texts_leave_at_once_and_all_have_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(at(2, 22, 44), tick=False):
        day = confirmed_day(date=dt.date(2027, 3, 29))
        assert len(messages.unaware_of(day, active(day))) == 3
        monkeypatch.setattr(messages, "_answering", [messages._Nobody()])
        person = active(day)[0].clinician.user
        assert messages.unaware_of(day, active(day)) == {}
        assert messages.answer_until(day, person, dt.timedelta(hours=48)) == at(4, 22, 44)
