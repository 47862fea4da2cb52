"""What telling people would send, before it is told, is what the outbox then sends."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from casedays import lifecycle
from notifications.enums import Channel, Fate
from notifications.forecast import NOTHING, Reach, Told, forecast
from notifications.models import Delivery
from notifications.preferences import e164, set_consent
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.casedays import active, staffed_day

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=PACIFIC)
NIGHT = dt.datetime(2027, 3, 3, 22, tzinfo=PACIFIC)
FAR, NEAR = 24.0 * 20, 30.0


def people(count: int = 3) -> list[User]:
    return [UserFactory.create(time_zone="America/Los_Angeles") for _ in range(count)]


def of_change(team: list[User], *fields: str, starts_in: float | None = None) -> Reach:
    return forecast([Told("casedays.changed", person, FAR, starts_in, frozenset(fields)) for person in team])


def texts_off(person: User) -> None:
    set_consent(number=e164(person.mobile), allowed=False, source="STOP")


def asked(team: list[User], hours: float = FAR, actor: User | None = None) -> Reach:
    return forecast([Told("casedays.asked", person, hours) for person in team], actor=actor)


@time_machine.travel(NOON, tick=False)
def test_by_day_everybody_gets_a_text_at_once() -> None:
    reach = asked(people())
    assert (reach.people, reach.texts, reach.emails) == (3, 3, 0)
    assert (reach.words, reach.when) == ("3 texts", ", now")


@time_machine.travel(NOON, tick=False)
def test_who_has_texts_off_gets_an_email_in_their_place() -> None:
    team = people()
    texts_off(team[1])
    assert asked(team).words == "2 texts, 1 email (texts off)"


@time_machine.travel(NOON, tick=False)
def test_several_reasons_are_told_as_one() -> None:
    team = people()
    texts_off(team[0])
    team[1].mobile = ""
    assert asked(team).words == "1 text, 2 emails (no texts to them)"
    assert asked(team[1:2]).words == "1 email (no mobile number)"


@time_machine.travel(NOON, tick=False)
def test_emails_that_go_besides_are_not_blamed_on_texts_off() -> None:
    team = people()
    texts_off(team[0])
    reach = of_change(team, "date")
    assert reach.words == "2 texts, 3 emails (texts off for 1)"
    with time_machine.travel(NIGHT, tick=False):
        assert of_change(team, "date").when == "; texts after 8:00 am their time"


@time_machine.travel(NIGHT, tick=False)
def test_at_night_texts_of_a_far_day_wait_on_each_ones_own_clock() -> None:
    team = people(2)
    assert asked(team).when == ", after 8:00 am their time"
    team[0].time_zone = "Asia/Tokyo"  # afternoon there
    assert asked(team).when == "; 1 of the texts after 8:00 am their time"


@time_machine.travel(NOON, tick=False)
def test_texts_that_wait_for_more_edits_are_not_promised_now() -> None:
    assert of_change(people(), "date").when == ", within 3 minutes"
    assert of_change(people(), "date", starts_in=-1).when == ", within 3 minutes"
    assert (asked(people()) + of_change(people(), "date")).when == ", within 3 minutes"


@time_machine.travel(NIGHT, tick=False)
def test_at_night_texts_of_a_near_day_go_at_once() -> None:
    assert asked(people(), NEAR).when == ", now"
    late = of_change(people(), "date", starts_in=5)
    assert late.when == ", now"  # the morning would be too late


def test_portal_alone_sends_nothing() -> None:
    reach = of_change(people(), "notes")
    assert (reach.words, reach.when) == ("a portal notice alone", "")
    assert reach.people == 3


def test_who_does_it_and_who_left_hear_nothing() -> None:
    team = people()
    team[0].is_active = False
    assert asked(team, actor=team[1]).people == 1
    assert forecast([]) == NOTHING
    assert NOTHING.words == "nothing to the team"


def test_sums_keep_everything() -> None:
    assert Reach(1, 1, 0, 1, ()) + Reach(2, 1, 1, 0, ("Texts off",)) == Reach(3, 2, 1, 1, ("Texts off",))


@pytest.mark.parametrize("now", [NOON, NIGHT])
def test_forecast_is_what_the_outbox_does(now: dt.datetime) -> None:
    with time_machine.travel(now, tick=False):
        boss = ManagerFactory.create()
        day = staffed_day(manager=boss, date=dt.date(2027, 3, 20))
        team = [assignment.clinician.user for assignment in active(day)]
        texts_off(team[2])
        hours = clock.hours_until(day.date, day.first_case_time, day.site.time_zone)
        told = asked(team, hours, actor=boss)
        lifecycle.confirm_case_day(case_day=day, actor=boss)
        sent = Delivery.objects.filter(notification__kind="casedays.asked", fate=Fate.QUEUED)
        assert sent.filter(channel=Channel.TEXT).count() == told.texts
        assert sent.filter(channel=Channel.EMAIL).count() == told.emails
        assert sent.filter(channel=Channel.TEXT, due_at__gt=clock.now()).count() == told.later


@time_machine.travel(NOON, tick=False)
def test_several_kinds_are_read_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    team = people()
    kinds = ("casedays.asked", "casedays.released", "casedays.changed")
    with django_assert_num_queries(2):
        reach = forecast(
            [Told(kind, one, FAR, None, frozenset({"date"})) for kind, one in zip(kinds, team, strict=True)]
        )
    assert reach.words == "3 texts, 1 email"
