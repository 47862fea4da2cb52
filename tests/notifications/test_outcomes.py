"""What follows when a message does not go."""

import pytest
import time_machine

from notifications import dispatch, outcomes, preferences
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Notification
from notifications.troubles import Trouble
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.notifications import fresh, make_due, queued
from tests.support.post import RecordingTransport, trouble

pytestmark = pytest.mark.django_db


class TestTrouble:
    def test_busy_provider_is_tried_again_later_and_then_given_up(self, transport: RecordingTransport) -> None:
        transport.troubles = [trouble(Trouble.TRANSIENT, "Busy") for _ in range(20)]
        delivery = queued()
        for attempt in range(1, outcomes.MOST_TRIES):
            dispatch.send_due()
            row = fresh(delivery)
            assert (row.fate, row.attempts) == (Fate.QUEUED, attempt)
            assert row.due_at > clock.now()
            make_due(delivery)
        dispatch.send_due()
        row = fresh(delivery)
        assert (row.fate, row.reason) == (Fate.FAILED, "Gave up after 8 tries. Busy")
        assert row.final_at is not None

    @pytest.mark.parametrize("attempt", range(1, 9))
    def test_backoff_doubles_up_to_a_quarter_of_an_hour(self, attempt: int) -> None:
        full = min(900, 20 * 2 ** (attempt - 1))
        for _ in range(50):
            assert full / 2 <= outcomes.backoff(attempt).total_seconds() <= full

    def test_phone_out_of_reach_is_tried_twice_more(self, transport: RecordingTransport) -> None:
        transport.troubles = [trouble(Trouble.UNREACHED, "The phone is off") for _ in range(5)]
        delivery = queued()
        for _ in range(5):
            dispatch.send_due()
            make_due(delivery)
        row = fresh(delivery)
        assert (row.fate, row.attempts) == (Fate.FAILED, 3)

    def test_failed_urgent_text_goes_by_email_and_managers_hear(self, transport: RecordingTransport) -> None:
        manager = ManagerFactory.create()
        transport.troubles = [trouble(Trouble.PERMANENT, "Blocked")]
        delivery = queued()
        dispatch.send_due()
        assert fresh(delivery).fate == Fate.FAILED
        assert delivery.notification.deliveries.filter(channel=Channel.EMAIL).exists()
        alert = Notification.objects.get(recipient=manager, kind="notifications.undelivered")
        assert delivery.notification.recipient.get_full_name() in alert.subject
        assert "Blocked" in alert.body

    def test_failed_text_that_is_not_urgent_alerts_nobody(self, transport: RecordingTransport) -> None:
        ManagerFactory.create()
        transport.troubles = [trouble(Trouble.PERMANENT)]
        delivery = queued()
        Notification.objects.update(urgent=False)
        with time_machine.travel(clock.now().replace(hour=20)):  # nobody's night in California
            dispatch.send_due()
        assert not Notification.objects.filter(kind="notifications.undelivered").exists()
        assert delivery.notification.deliveries.filter(channel=Channel.EMAIL).exists()

    def test_opted_out_is_written_down_and_never_retried(self, transport: RecordingTransport) -> None:
        transport.troubles = [trouble(Trouble.OPTED_OUT, "Texts off")]
        delivery = queued(recipient=UserFactory.create(mobile="+15035550113"))
        dispatch.send_due()
        row = fresh(delivery)
        assert (row.fate, row.reason, row.attempts) == (Fate.SUPPRESSED, "Texts off", 1)
        assert preferences.texts_state("+15035550113") == "Texts off"

    def test_landline_is_flagged(self, transport: RecordingTransport) -> None:
        transport.troubles = [trouble(Trouble.BAD_NUMBER, "A landline")]
        delivery = queued(recipient=UserFactory.create(mobile="+15035550114"))
        dispatch.send_due()
        assert fresh(delivery).fate == Fate.FAILED
        assert preferences.texts_state("+15035550114") == "This number cannot get texts"

    def test_refused_credentials_hold_the_channel_with_one_alert(self, transport: RecordingTransport) -> None:
        manager = ManagerFactory.create()
        rows = [queued() for _ in range(3)]
        transport.troubles = [trouble(Trouble.CHANNEL, "Twilio refused our credentials")]
        dispatch.send_due()
        assert [message.address for message in transport.sent] == [manager.email]  # the alert
        assert {fresh(row).fate for row in rows} == {Fate.QUEUED}
        assert Notification.objects.filter(recipient=manager, kind="notifications.channel_held").count() == 1
        ChannelPause.objects.all().delete()
        for row in rows:
            make_due(row)
        dispatch.send_due()
        assert len([message for message in transport.sent if message.address.startswith("+")]) == 3
