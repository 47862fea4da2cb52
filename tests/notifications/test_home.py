"""A restored copy of the database sends nothing until somebody says what is to become of what waits in it."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import dispatch, home
from notifications.claims import claim
from notifications.enums import Channel, Fate
from notifications.escalation import escalate_unseen
from notifications.models import Delivery, Notification, OutboxHome
from notifications.tasks import sweep
from notifications.transports.base import Receipt
from scheduling_portal import health
from scheduling_portal.core import clock
from tests.factories.notifications import fresh, lapse, queued
from tests.personas import client_of
from tests.support.post import RecordingTransport

pytestmark = pytest.mark.django_db
ORIGINAL = "7000000000000000001/16384"


@pytest.fixture
def delivery(transport: RecordingTransport) -> Delivery:
    """A text that waits."""
    return queued()


@pytest.fixture
def restored(delivery: Delivery) -> Delivery:
    """A text that waited in another database than this one is."""
    OutboxHome.objects.create(pk=1, identity=ORIGINAL)
    return delivery


def test_first_database_that_sends_is_the_home(delivery: Delivery, transport: RecordingTransport) -> None:
    assert dispatch.send_due() == 1
    assert OutboxHome.objects.get().identity == home.identity()
    queued()
    assert dispatch.send_due() == 1
    assert len(transport.sent) == 2
    assert home.held_since() is None


def test_identity_is_read_without_any_rights_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
        cursor.execute("CREATE ROLE trio_nobody NOLOGIN")
        cursor.execute("SET LOCAL ROLE trio_nobody")
        found = home.identity()
        cursor.execute("RESET ROLE")
    assert found == home.identity()
    system, _, database = found.partition("/")
    assert system.isdecimal()
    assert int(system) > 10**17
    assert database == str(oid)


def test_where_the_server_does_not_say_nothing_is_held(restored: Delivery, transport: RecordingTransport) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE trio_nobody NOLOGIN")
        cursor.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
        cursor.execute("SET LOCAL ROLE trio_nobody")
        assert home.identity() == ""
        assert home.may_send()
        cursor.execute("RESET ROLE")
    assert OutboxHome.objects.get().held_since is None


class TestHeld:
    def test_nothing_leaves(self, restored: Delivery, transport: RecordingTransport) -> None:
        assert dispatch.send_due() == 0
        assert dispatch.send_due(notification_ids=[restored.notification_id]) == 0
        sweep()
        assert transport.sent == []
        assert (fresh(restored).fate, fresh(restored).attempts) == (Fate.QUEUED, 0)

    @pytest.mark.guard("a restored copy sends nothing")
    def test_control_without_the_look_it_leaves(
        self, restored: Delivery, transport: RecordingTransport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(home, "may_send", lambda: True)
        dispatch.send_due()
        assert len(transport.sent) == 1

    def test_log_says_why_in_plain_words(self, restored: Delivery, caplog: pytest.LogCaptureFixture) -> None:
        dispatch.send_due()
        assert "this database is a copy of the one they wait in; see manage.py release_outbox" in caplog.text

    def test_moment_it_was_found_is_kept(self, restored: Delivery) -> None:
        dispatch.send_due()
        first = home.held_since()
        dispatch.send_due()
        assert first is not None
        assert home.held_since() == first

    def test_load_balancer_is_told_and_goes_on(self, restored: Delivery, client: Client) -> None:
        assert client.get("/readyz").json()["messages"] == "ok"
        dispatch.send_due()
        response = client.get("/readyz")
        assert (response.status_code, response.json()["messages"]) == (200, "held")

    def test_load_balancer_is_answered_before_the_table_is_there(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_table() -> dt.datetime:
            raise DatabaseError

        monkeypatch.setattr(health.home, "held_since", no_table)
        assert client.get("/readyz").json()["messages"] == "ok"

    @pytest.mark.parametrize("name", ["manager:messages", "manager:messages-texts", "manager:messages-replies"])
    def test_managers_read_why(self, restored: Delivery, manager: User, name: str) -> None:
        client = client_of(manager)
        words = "No text and no email leaves: this is a restored copy of the database"
        assert words not in client.get(reverse(name)).content.decode()
        dispatch.send_due()
        page = client.get(reverse(name)).content.decode()
        assert words in page
        assert "Found just now. What waited in it may have been sent from the original already." in page
        assert "manage.py release_outbox" in page


class TestRelease:
    def test_one_has_to_say_which(self) -> None:
        for wrong in ([], ["--send", "--call-off"]):
            with pytest.raises(CommandError):
                call_command("release_outbox", *wrong)

    def test_send(self, restored: Delivery, transport: RecordingTransport, capsys: pytest.CaptureFixture[str]) -> None:
        dispatch.send_due()
        call_command("release_outbox", "--send")
        assert "Messages leave from here from now on. 1 message that waited: to be sent." in capsys.readouterr().out
        assert home.held_since() is None
        dispatch.send_due()
        assert [message.delivery_id for message in transport.sent] == [restored.pk]

    def test_text_that_the_original_sent_already_is_not_sent_twice(
        self, restored: Delivery, transport: RecordingTransport
    ) -> None:
        transport.known = Receipt(provider_id="SMoriginal")
        home.release(send=True)
        dispatch.send_due()
        assert transport.sent == []
        assert (fresh(restored).fate, fresh(restored).provider_id) == (Fate.SENT, "SMoriginal")

    def test_email_is_sent(self, transport: RecordingTransport) -> None:
        OutboxHome.objects.create(pk=1, identity=ORIGINAL)
        email = queued(Channel.EMAIL)
        home.release(send=True)
        dispatch.send_due()
        assert [message.delivery_id for message in transport.sent] == [email.pk]

    def test_call_off(
        self, restored: Delivery, transport: RecordingTransport, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (taken,) = claim(limit=1)
        lapse(restored)
        queued()
        Delivery.objects.filter(pk=queued().pk).update(fate=Fate.UNKNOWN)
        Notification.objects.filter(pk=restored.notification_id).update(escalate_at=clock.now())

        call_command("release_outbox", "--call-off")

        assert "3 messages that waited: called off." in capsys.readouterr().out
        assert escalate_unseen() == 0
        dispatch.send_due()
        dispatch.send(taken)
        assert transport.sent == []
        waited = Delivery.objects.filter(channel=Channel.TEXT)
        assert {(row.fate, row.reason) for row in waited} == {
            (Fate.SUPPRESSED, "It waited in the database that this one is a copy of")
        }

    def test_what_is_queued_afterwards_leaves(self, restored: Delivery, transport: RecordingTransport) -> None:
        home.release(send=False)
        later = queued()
        dispatch.send_due()
        assert [message.delivery_id for message in transport.sent] == [later.pk]

    def test_what_is_over_stays_as_it_was(self, restored: Delivery) -> None:
        Delivery.objects.filter(pk=restored.pk).update(fate=Fate.SENT, provider_id="SM1")
        home.release(send=False)
        assert fresh(restored).fate == Fate.SENT


def test_there_is_one_home() -> None:
    OutboxHome.objects.create(pk=1, identity=ORIGINAL)
    with pytest.raises(IntegrityError, match="notifications_home_only_one"):
        OutboxHome.objects.create(pk=2, identity=ORIGINAL)
