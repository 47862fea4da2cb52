"""What managers read of a message that is still queued: what it waits for."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from notifications.enums import Channel, Fate
from notifications.selectors import fate_words
from tests.factories.accounts import UserFactory
from tests.factories.notifications import queued
from tests.personas import client_of

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=PACIFIC)
NIGHT = dt.datetime(2027, 3, 3, 22, tzinfo=PACIFIC)
MORNING = dt.datetime(2027, 3, 4, 8, tzinfo=PACIFIC)


def waiting(due_at: dt.datetime, channel: Channel = Channel.TEXT, **fields: object) -> str:
    delivery = queued(channel, UserFactory.create(time_zone="America/Los_Angeles"))
    delivery.due_at, delivery.fate = due_at, Fate.QUEUED
    for name, value in fields.items():
        setattr(delivery, name, value)
    return fate_words(delivery)


@time_machine.travel(NIGHT, tick=False)
def test_at_night_says_until_when_on_the_recipients_clock() -> None:
    assert waiting(MORNING) == "Queued: night there until Thu 4 Mar, 8:00 am PT"


@time_machine.travel(NOON, tick=False)
def test_while_edits_may_follow_says_so() -> None:
    assert waiting(NOON + dt.timedelta(minutes=3)) == "Queued: waits for more edits until 12:03 pm PT"


def test_while_edits_may_follow_past_midnight_names_the_date() -> None:
    with time_machine.travel(NIGHT + dt.timedelta(hours=1, minutes=59), tick=False):
        words = waiting(NIGHT + dt.timedelta(hours=2, minutes=2), Channel.EMAIL)
    assert words == "Queued: waits for more edits until Thu 4 Mar, 12:02 am PT"


@time_machine.travel(NOON, tick=False)
def test_after_a_try_says_why_and_when_the_next_one_is() -> None:
    words = waiting(NOON + dt.timedelta(minutes=5), attempts=1, reason="Provider is busy")
    assert words == "Queued: provider is busy. Tried again at 12:05 pm PT"


@time_machine.travel(NOON, tick=False)
def test_due_now_leaves_at_once_unless_nobody_sends() -> None:
    assert waiting(NOON) == "Queued: leaves at once"
    assert waiting(NOON - dt.timedelta(hours=3)) == "Queued: waits for the worker that sends"


@time_machine.travel(NIGHT, tick=False)
def test_messages_page_says_it(manager: User) -> None:
    delivery = queued(Channel.TEXT, UserFactory.create(time_zone="America/Los_Angeles"))
    delivery.due_at = MORNING
    delivery.save()
    html = client_of(manager).get("/manager/messages/").content.decode()
    assert "Queued: night there until Thu 4 Mar, 8:00 am PT" in html
