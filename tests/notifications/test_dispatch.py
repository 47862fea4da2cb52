"""The way out: one worker at a time, nothing lost, nothing untrue sent."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction

from notifications import dispatch, preferences
from notifications.claims import claim, record
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, Notification
from notifications.outbox import settle
from notifications.transports.base import Receipt
from notifications.troubles import Trouble
from scheduling_portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.notifications import RELEASED, fresh, lapse, make_due, notice, policy, queued, told
from tests.support.post import RecordingTransport, trouble

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2027, 3, 3, 20, 55, tzinfo=ZoneInfo("America/Los_Angeles"))


class TestSend:
    def test_message_is_sent_and_recorded(self, transport: RecordingTransport) -> None:
        delivery = queued(recipient=UserFactory.create(mobile="+15035550111"))
        assert dispatch.send_due() == 1
        (message,) = transport.sent
        assert (message.address, message.body) == ("+15035550111", delivery.body)
        row = fresh(delivery)
        assert (row.fate, row.provider_id, row.lease_until) == (Fate.SENT, f"SM{delivery.pk}", None)
        assert dispatch.send_due() == 0

    def test_worker_that_slept_past_its_lease_gives_up(self, transport: RecordingTransport) -> None:
        delivery = queued()
        (mine,) = claim(limit=1)
        lapse(delivery)
        dispatch.send(mine)
        assert transport.sent == []

    def test_worker_whose_delivery_was_taken_over_gives_up(self, transport: RecordingTransport) -> None:
        delivery = queued()
        (slow,) = claim(limit=1)
        lapse(delivery)
        dispatch.send_due()
        dispatch.send(slow)
        assert len(transport.sent) == 1
        assert not record(slow, fate=Fate.QUEUED)

    @pytest.mark.guard("a late worker looks again before it sends")
    def test_control_without_the_second_look_a_late_worker_sends_twice(
        self, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = queued()
        (slow,) = claim(limit=1)
        lapse(delivery)
        dispatch.send_due()
        monkeypatch.setattr(dispatch, "still_ours", lambda each: fresh(Delivery(pk=each.delivery_id)))
        dispatch.send(slow)
        assert len(transport.sent) == 2

    def test_uncertain_try_is_asked_about_before_it_is_repeated(self, transport: RecordingTransport) -> None:
        delivery = queued()
        claim(limit=1)
        lapse(delivery)
        transport.known = Receipt(provider_id="SMknown")
        dispatch.send_due()
        assert transport.sent == []
        assert len(transport.asked) == 1
        assert (fresh(delivery).fate, fresh(delivery).provider_id) == (Fate.SENT, "SMknown")

    def test_uncertain_try_that_nobody_knows_of_is_repeated(self, transport: RecordingTransport) -> None:
        delivery = queued()
        claim(limit=1)
        lapse(delivery)
        dispatch.send_due()
        assert len(transport.sent) == 1

    @pytest.mark.logs_errors
    def test_fault_of_our_own_loses_nothing(self, transport: RecordingTransport) -> None:
        transport.troubles = [KeyError("bug")]
        delivery = queued()
        dispatch.send_due()
        row = fresh(delivery)
        assert row.fate == Fate.UNKNOWN
        assert row.due_at > clock.now()


class TestUntrue:
    def test_question_of_a_released_clinician_is_not_sent(self, transport: RecordingTransport) -> None:
        person = UserFactory.create()
        delivery = queued(recipient=person)
        (mine,) = claim(limit=1)  # taken by a worker, so the release finds nothing to call off
        told(notice(person, RELEASED))
        dispatch.send(mine)
        assert transport.sent == []
        row = fresh(delivery)
        assert (row.fate, row.reason) == (Fate.SUPPRESSED, "Superseded by a newer message")

    def test_text_whose_time_is_over_is_not_sent(self, transport: RecordingTransport) -> None:
        delivery = queued(hours_to_day=1.0)
        Notification.objects.update(good_until=clock.now() - dt.timedelta(minutes=1))
        dispatch.send_due()
        assert transport.sent == []
        assert fresh(delivery).reason == "Too late: its time is over"

    def test_who_turned_texts_off_meanwhile_gets_an_email(self, transport: RecordingTransport) -> None:
        delivery = queued(recipient=UserFactory.create(mobile="+15035550112"))
        preferences.set_consent(number="+15035550112", allowed=False, source="Texted STOP")
        dispatch.send_due()
        assert fresh(delivery).fate == Fate.SUPPRESSED
        assert [message.address for message in transport.sent] == [delivery.notification.recipient.email]

    def test_person_who_left_gets_nothing(self, transport: RecordingTransport) -> None:
        person = UserFactory.create()
        queued(recipient=person)
        person.is_active = False
        person.save()
        dispatch.send_due()
        assert transport.sent == []

    def test_flood_to_one_number_is_stopped(
        self, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dispatch, "MOST_TEXTS_A_DAY", 2)
        person = UserFactory.create()
        for _ in range(3):
            queued(recipient=person)
            dispatch.send_due()
        assert len(transport.sent) == 2
        assert Delivery.objects.filter(reason__startswith="Too many texts").count() == 1


class TestNight:
    """A text that was due in the evening, and whose worker was away until midnight."""

    def late(self, **fields: Any) -> Delivery:
        policy(RELEASED, text=True, urgent=fields.pop("urgent", False))
        with time_machine.travel(EVENING, tick=False):
            row = told(notice(kind=RELEASED, **fields))[0]
        delivery = row.deliveries.get(channel=Channel.TEXT)
        make_due(delivery)
        with time_machine.travel(EVENING + dt.timedelta(hours=3), tick=False):
            dispatch.send_due()
        return fresh(delivery)

    def test_it_waits_for_the_morning(self, transport: RecordingTransport) -> None:
        row = self.late()
        assert transport.sent == []
        assert row.fate == Fate.QUEUED
        assert row.due_at.astimezone(EVENING.tzinfo).time() == dt.time(8)

    def test_urgent_one_goes(self, transport: RecordingTransport) -> None:
        assert self.late(urgent=True).fate == Fate.SENT

    def test_one_for_which_the_morning_is_too_late_goes(self, transport: RecordingTransport) -> None:
        assert self.late(hours_to_day=10.5).fate == Fate.SENT

    @pytest.mark.guard("a late text waits for the morning")
    def test_control_without_the_second_look_it_leaves_at_night(
        self, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dispatch, "wait_until", lambda _: None)
        assert self.late().fate == Fate.SENT


def test_without_an_account_texts_are_kept_in_the_log() -> None:
    delivery = queued()
    dispatch.send_due()
    row = fresh(delivery)
    assert (row.fate, row.reason) == (Fate.DELIVERED, "Kept in the text log")


class TestAnsweredMeanwhile:
    """The question was answered in the portal while a worker had its text, so that there was nothing to call off."""

    def answered(self, delivery: Delivery) -> None:
        row = delivery.notification
        assert row.entry is not None
        with transaction.atomic():
            settle(topic=row.entry.topic, topic_id=row.entry.topic_id, kinds=[row.kind], recipient_id=row.recipient_id)

    def later(self, delivery: Delivery) -> Delivery:
        make_due(delivery)
        dispatch.send_due()
        return fresh(delivery)

    def test_text_whose_answer_was_lost_is_not_sent_again(self, transport: RecordingTransport) -> None:
        delivery = queued()
        transport.troubles = [trouble(Trouble.AMBIGUOUS)]
        dispatch.send_due()
        assert fresh(delivery).fate == Fate.UNKNOWN
        self.answered(delivery)
        row = self.later(delivery)
        assert (row.fate, row.reason) == (
            Fate.SUPPRESSED,
            "Answered, or no longer asked. An earlier try may have arrived",
        )
        assert transport.sent == []

    @pytest.mark.parametrize("kind", [Trouble.TRANSIENT, Trouble.UNREACHED, Trouble.CHANNEL, Trouble.AMBIGUOUS])
    def test_answer_that_came_during_a_try_that_failed(self, transport: RecordingTransport, kind: Trouble) -> None:
        delivery = queued()
        transport.troubles = [trouble(kind)]
        transport.before = lambda _: self.answered(delivery)
        dispatch.send_due()
        transport.before = lambda _: None
        ChannelPause.objects.all().delete()
        assert self.later(delivery).fate == Fate.SUPPRESSED
        assert transport.sent == []
        assert not delivery.notification.deliveries.filter(channel=Channel.EMAIL).exists()

    def test_answer_that_came_between_the_claim_and_the_try(self, transport: RecordingTransport) -> None:
        delivery = queued()
        (mine,) = claim(limit=1)
        self.answered(delivery)
        dispatch.send(mine)
        assert (fresh(delivery).fate, fresh(delivery).reason) == (Fate.SUPPRESSED, "Answered, or no longer asked")
        assert transport.sent == []

    def test_who_turned_texts_off_and_answered_gets_no_email(self, transport: RecordingTransport) -> None:
        delivery = queued(recipient=UserFactory.create(mobile="+15035550113"))
        (mine,) = claim(limit=1)
        preferences.set_consent(number="+15035550113", allowed=False, source="Texted STOP")
        self.answered(delivery)
        dispatch.send(mine)
        assert not delivery.notification.deliveries.filter(channel=Channel.EMAIL).exists()

    @pytest.mark.guard("what was answered is not asked again by a retry")
    def test_control_without_the_look_the_retry_asks_again(
        self, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = queued()
        transport.troubles = [trouble(Trouble.TRANSIENT)]
        transport.before = lambda _: self.answered(delivery)
        dispatch.send_due()
        transport.before = lambda _: None
        monkeypatch.setattr(dispatch, "why_not_now", lambda _: "")
        assert self.later(delivery).fate == Fate.SENT
        assert len(transport.sent) == 1

    def test_question_that_stands_is_tried_again(self, transport: RecordingTransport) -> None:
        delivery = queued()
        transport.troubles = [trouble(Trouble.TRANSIENT)]
        dispatch.send_due()
        assert self.later(delivery).fate == Fate.SENT
