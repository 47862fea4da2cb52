"""The way out: one worker at a time, nothing lost, nothing untrue sent."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections

from notifications import claims, dispatch, outcomes, preferences
from notifications.claims import claim, record, still_ours
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, Notification
from notifications.transports.base import Receipt
from notifications.troubles import Trouble
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.notifications import ASKED, RELEASED, notice, policy, queued, told
from tests.support.post import RecordingTransport, trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> RecordingTransport:
    recording = RecordingTransport()
    monkeypatch.setattr(dispatch, "transport_of", lambda _: recording)
    return recording


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_related("notification").get(pk=delivery.pk)


def lapse(delivery: Delivery) -> None:
    """The lease of this delivery ran out."""
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=clock.now() - dt.timedelta(minutes=5))


def make_due(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() - dt.timedelta(seconds=5))


class TestClaim:
    def test_due_delivery_is_claimed_once(self) -> None:
        delivery = queued()
        (mine,) = claim(limit=5)
        assert (mine.delivery_id, mine.attempt, mine.uncertain) == (delivery.pk, 1, False)
        assert claim(limit=5) == []
        assert fresh(delivery).fate == Fate.SENDING

    def test_what_is_not_due_waits(self) -> None:
        delivery = queued()
        Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() + dt.timedelta(minutes=1))
        assert claim(limit=5) == []

    def test_urgent_goes_before_what_has_waited_longer(self) -> None:
        calm, urgent = queued(), queued()
        Notification.objects.filter(pk=calm.notification_id).update(urgent=False)
        make_due(calm)
        assert [each.delivery_id for each in claim(limit=2)] == [urgent.pk, calm.pk]

    def test_dead_workers_delivery_is_claimed_again_as_uncertain(self) -> None:
        delivery = queued()
        claim(limit=5)
        lapse(delivery)
        (again,) = claim(limit=5)
        assert (again.attempt, again.uncertain) == (2, True)

    def test_channel_on_hold_is_left_alone(self) -> None:
        queued()
        ChannelPause.objects.create(channel=Channel.TEXT, until=clock.now() + dt.timedelta(minutes=5), reason="no")
        assert claim(limit=5) == []

    def test_ring_takes_only_its_own(self) -> None:
        one, _other = queued(), queued()
        assert [each.delivery_id for each in claim(limit=5, notification_ids=[one.notification_id])] == [one.pk]

    @pytest.mark.django_db(transaction=True)
    def test_row_that_another_worker_is_taking_is_passed_over(self) -> None:
        one, two = queued(), queued()
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM notifications_delivery WHERE id = %s FOR UPDATE", [one.pk])
                assert [each.delivery_id for each in claim(limit=5)] == [two.pk]
                cursor.execute("ROLLBACK")
        finally:
            other.close()

    def test_lease_is_on_the_databases_clock(self) -> None:
        delivery = queued()
        claim(limit=1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lease_until - clock_timestamp() FROM notifications_delivery WHERE id = %s", [delivery.pk]
            )
            (left,) = cursor.fetchone()
        assert dt.timedelta(seconds=110) < left <= claims.LEASE


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

    def test_text_after_the_day_has_begun_is_not_sent(self, transport: RecordingTransport) -> None:
        delivery = queued(hours_to_day=1.0)
        Notification.objects.update(good_until=clock.now() - dt.timedelta(minutes=1))
        dispatch.send_due()
        assert transport.sent == []
        assert fresh(delivery).reason == "Too late: the day has begun"

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


class TestEmail:
    def test_email_has_subject_words_and_link(self) -> None:
        person = UserFactory.create(first_name="Nora", email="nora@people.test")
        delivery = queued(Channel.EMAIL, person, context={"day": "Thu 11 Mar", "site": "Lakeview"})
        dispatch.send_due()
        (sent,) = mail.outbox
        assert sent.to == ["nora@people.test"]
        assert sent.subject == "Thu 11 Mar, Lakeview: can you come?"
        assert "Hello Nora" in sent.body
        assert "https://trio.example/clinician/case-days/12/" in sent.body
        assert sent.extra_headers["Message-ID"] == f"<delivery-{delivery.pk}@trio.example>"
        row = fresh(delivery)
        assert (row.fate, row.final_at is not None) == (Fate.SENT, True)

    @pytest.mark.parametrize(
        ("error", "fate", "reason"),
        [
            (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), Fate.FAILED, "The mail server refused the address"),
            (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), Fate.QUEUED, "The mail server refused"),
            (smtplib.SMTPDataError(554, b"spam"), Fate.FAILED, "The mail server refused the message"),
            (smtplib.SMTPDataError(421, b"busy"), Fate.QUEUED, "The mail server refused the message"),
            (smtplib.SMTPServerDisconnected("gone"), Fate.QUEUED, "The mail server could not be reached"),
            (TimeoutError(), Fate.QUEUED, "The mail server could not be reached"),
            (ConnectionRefusedError(), Fate.QUEUED, "The mail server could not be reached"),
        ],
    )
    def test_faults_of_the_mail_server(
        self, error: Exception, fate: Fate, reason: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
        delivery = queued(Channel.EMAIL)
        dispatch.send_due()
        row = fresh(delivery)
        assert row.fate == fate
        assert reason in row.reason

    def test_refused_login_holds_all_emails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise smtplib.SMTPAuthenticationError(535, b"no")

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
        queued(Channel.EMAIL)
        dispatch.send_due()
        assert ChannelPause.objects.get().channel == Channel.EMAIL


def test_without_an_account_texts_are_kept_in_the_log() -> None:
    delivery = queued()
    dispatch.send_due()
    row = fresh(delivery)
    assert (row.fate, row.reason) == (Fate.DELIVERED, "Kept in the text log")


def test_still_ours_says_no_to_an_old_attempt() -> None:
    queued()
    (mine,) = claim(limit=1)
    assert still_ours(mine) is not None
    assert still_ours(claims.Claim(mine.delivery_id, mine.attempt + 1, uncertain=False)) is None


def test_policy_row_of_a_kind_stays_alone() -> None:
    row = policy(ASKED, text=True)
    assert list(type(row).objects.filter(event=ASKED)) == [row]
