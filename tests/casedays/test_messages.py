"""When the time for an answer ends, and what the steps of a day know of messages."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, messages, staffing
from casedays.models import Offer
from casedays.notices.answering import time_ends
from casedays.staffing import slots
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, active, confirmed_day, in_slot, staffed_day
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
        (at(2, 10), 48, at(3, 13), at(3, 13)),  # never after the day begins
        (at(2, 10), 48, at(3, 7, 30), at(2, 20)),  # nor in the night before: the evening is early enough
        (at(2, 22, 44), 48, at(5, 7, 30), at(4, 20)),
        (at(2, 17, 30), 4, at(3, 7, 30), at(2, 20)),
        (at(2, 18, 30), 4, at(3, 7, 30), at(2, 22, 30)),  # the evening leaves too little time, and it is no morning's
        (at(2, 20), 4, at(3, 10), at(3, 8)),  # two hours before the day are better than midnight
        (at(2, 20, 30), 1, at(3, 8), at(2, 21, 30)),
        (at(1, 7), 25, at(3, 8, 30), at(2, 8)),  # the morning is no night any more
        (at(13, 20), 6, at(20, 7, 30), at(14, 8)),  # the night in which the clock is put forward
        (at(13, 10), 48, at(14, 7, 30), at(13, 20)),
    ],
)
def test_time_for_an_answer_ends(leaves: dt.datetime, hours: int, begins: dt.datetime, ends: dt.datetime) -> None:
    assert time_ends(leaves, dt.timedelta(hours=hours), ZONE, begins) == ends


def test_no_time_ends_at_night_where_an_evening_or_a_morning_would_do() -> None:
    """Every half hour of a day, every time box, and days that begin from the next hour to the next week."""
    for half_hours in range(48):
        leaves = at(2, 0) + half_hours * dt.timedelta(minutes=30)
        for hours in (1, 4, 8, 24, 48):
            for ahead in range(1, 170):
                begins = leaves + dt.timedelta(hours=ahead)
                end = time_ends(leaves, dt.timedelta(hours=hours), ZONE, begins).astimezone(PACIFIC)
                assert leaves < end <= begins
                if end.time() > dt.time(21) or end.time() < dt.time(8):
                    evening = end.replace(hour=20, minute=0) - (end.time() < dt.time(8)) * dt.timedelta(days=1)
                    assert evening - leaves < dt.timedelta(hours=min(hours, 4)) / 2
                    assert begins <= evening + dt.timedelta(hours=12)


@pytest.mark.django_db
def test_policy_is_read_once_for_a_whole_team(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    day = staffed_day()
    people = [a.clinician.user for a in active(day)]
    with django_assert_num_queries(1):
        until = messages.answers_until(day, people, dt.timedelta(hours=48))
    assert until.keys() == {person.pk for person in people}


@pytest.mark.django_db
def test_codes_of_one_team_differ_before_they_are_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["AAAA", "AAAA", "BBBB", "AAAA", "BBBB", "CCCC"])
    monkeypatch.setattr(slots, "new_code", lambda: next(codes))
    assert {a.answer_code for a in active(confirmed_day())} == {"AAAA", "BBBB", "CCCC"}


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

    def test_urgent_question_leaves_at_once_and_ends_in_the_evening_before(self, boss: User) -> None:
        with time_machine.travel(at(2, 22, 44), tick=False):
            one = active(confirmed_day(manager=boss, date=dt.date(2027, 3, 5)))[0]
        assert one.answer_by == at(4, 20)

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
        assert messages.answers_until(day, [person], dt.timedelta(hours=48)) == {person.pk: at(4, 22, 44)}
