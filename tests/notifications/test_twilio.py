"""Texts through Twilio: what is asked of it, and what each of its answers means."""

import datetime as dt
from typing import Any

import pytest
import requests
from pytest_django import Settings

from notifications import dispatch, reports, twilio_codes
from notifications.enums import Fate
from notifications.models import Delivery, ProviderReport
from notifications.provider import text_account
from notifications.transports import sms
from notifications.troubles import Trouble
from scheduling_portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.notifications import fresh, make_due, queued
from tests.support.post import FakeTwilio

pytestmark = pytest.mark.django_db
TOKEN = "token-of-the-tests"


@pytest.fixture
def twilio(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC" + "0" * 32, TOKEN
    settings.TWILIO_MESSAGING_SERVICE_SID, settings.TWILIO_FROM_NUMBER = "", "+15035550000"
    fake = FakeTwilio()
    monkeypatch.setattr(sms, "TwilioHttpClient", lambda **_: fake)
    return fake


def test_text_goes_with_our_number_and_callback(twilio: FakeTwilio) -> None:
    delivery = queued(recipient=UserFactory.create(mobile="+15035550121"), hours_to_day=2.0)
    dispatch.send_due()
    (request,) = twilio.requests
    data = request["data"]
    assert (data["To"], data["From"], data["Body"]) == ("+15035550121", "+15035550000", delivery.body)
    address = f"https://trio.example/webhooks/twilio/status/{delivery.pk}/?attempt=1#rc=3&rp=all"
    assert data["StatusCallback"] == address
    assert 7000 < int(data["ValidityPeriod"]) <= 7200  # the two hours to the day
    assert (fresh(delivery).fate, fresh(delivery).provider_id) == (Fate.SENT, twilio.posts[0].sid)


def test_validity_is_never_longer_than_twilio_takes(twilio: FakeTwilio) -> None:
    queued(hours_to_day=400.0)
    dispatch.send_due()
    assert int(twilio.requests[0]["data"]["ValidityPeriod"]) == sms.LONGEST_VALIDITY


def test_messaging_service_stands_before_the_number(twilio: FakeTwilio, settings: Settings) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG1"
    queued()
    dispatch.send_due()
    assert twilio.requests[0]["data"]["MessagingServiceSid"] == "MG1"
    assert "From" not in twilio.requests[0]["data"]


def test_requests_time_out() -> None:
    transport = sms.TwilioTransport(sms.TextAccount("AC1", "t", "", "+1"))
    assert transport.client.http_client.timeout == 10


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"])
def test_incomplete_account_is_none(twilio: FakeTwilio, settings: Settings, missing: str) -> None:
    assert text_account() is not None
    setattr(settings, missing, "")
    assert text_account() is None


@pytest.mark.parametrize(
    ("status", "code", "fate"),
    [
        (429, 20429, Fate.QUEUED),
        (400, 21610, Fate.SUPPRESSED),
        (400, 21211, Fate.FAILED),
        (400, 21614, Fate.FAILED),
        (401, 20003, Fate.QUEUED),
        (400, 99999, Fate.FAILED),
        (503, 0, Fate.UNKNOWN),
    ],
)
def test_refusals(twilio: FakeTwilio, status: int, code: int, fate: Fate) -> None:
    twilio.faults = [(status, code)]
    delivery = queued()
    dispatch.send_due()
    assert fresh(delivery).fate == fate
    assert len([request for request in twilio.requests if request["method"] == "POST"]) == 1


def test_answer_lost_after_it_was_taken_is_not_sent_twice(twilio: FakeTwilio) -> None:
    twilio.lost = [requests.exceptions.ReadTimeout()]
    delivery = queued()
    dispatch.send_due()
    assert fresh(delivery).fate == Fate.UNKNOWN
    make_due(delivery)
    dispatch.send_due()
    assert len(twilio.posts) == 1
    assert (fresh(delivery).fate, fresh(delivery).provider_id) == (Fate.SENT, twilio.posts[0].sid)


@pytest.mark.guard("a lost answer is asked about")
def test_control_without_the_look_up_it_is_sent_twice(twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms.TwilioTransport, "look_up", lambda *_: None)
    twilio.lost = [requests.exceptions.ReadTimeout()]
    delivery = queued()
    dispatch.send_due()
    make_due(delivery)
    dispatch.send_due()
    assert len(twilio.posts) == 2
    assert twilio.posts[0].body == twilio.posts[1].body


def test_answer_lost_before_it_was_taken_is_sent_again(twilio: FakeTwilio) -> None:
    twilio.faults = [requests.exceptions.ReadTimeout()]
    delivery = queued()
    dispatch.send_due()
    make_due(delivery)
    dispatch.send_due()
    assert len(twilio.posts) == 1
    assert fresh(delivery).fate == Fate.SENT


def test_server_that_cannot_be_reached_took_nothing(twilio: FakeTwilio) -> None:
    twilio.faults = [requests.exceptions.ConnectTimeout()]
    delivery = queued()
    dispatch.send_due()
    assert fresh(delivery).fate == Fate.QUEUED


def test_another_text_to_the_same_number_is_not_taken_for_ours(twilio: FakeTwilio) -> None:
    person = UserFactory.create(mobile="+15035550122")
    queued(recipient=person, context={"code": "2222"})
    dispatch.send_due()
    twilio.faults = [requests.exceptions.ReadTimeout()]
    second = queued(recipient=person, context={"code": "3333"})
    dispatch.send_due()
    make_due(second)
    dispatch.send_due()
    assert len(twilio.posts) == 2
    assert "3333" in twilio.posts[1].body


class TestReconcile:
    def test_asks_what_became_of_a_silent_text(self, twilio: FakeTwilio) -> None:
        delivery = queued()
        dispatch.send_due()
        assert dispatch.reconcile() == 0  # too early to ask
        make_due(delivery)
        twilio.posts[0].status = "delivered"
        assert dispatch.reconcile() == 1
        assert fresh(delivery).fate == Fate.DELIVERED
        assert dispatch.reconcile() == 0

    def test_asks_again_later_when_there_is_no_news(self, twilio: FakeTwilio) -> None:
        delivery = queued()
        dispatch.send_due()
        make_due(delivery)
        assert dispatch.reconcile() == 1
        assert fresh(delivery).fate == Fate.SENT
        assert fresh(delivery).due_at > clock.now()

    def test_news_that_came_as_a_report_before_does_not_block_it(self, twilio: FakeTwilio) -> None:
        delivery = queued()
        dispatch.send_due()
        sid = fresh(delivery).provider_id
        ProviderReport.objects.create(provider_id=sid, status="delivered")
        make_due(delivery)
        twilio.posts[0].status = "delivered"
        dispatch.reconcile()
        assert fresh(delivery).fate == Fate.DELIVERED

    def test_text_without_a_receipt_is_given_up_after_days(self, twilio: FakeTwilio) -> None:
        delivery = queued()
        dispatch.send_due()
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=clock.now() - dt.timedelta(days=4))
        make_due(delivery)
        assert dispatch.reconcile() == 1  # once more, the last time
        row = fresh(delivery)
        assert (row.fate, row.reason) == (Fate.SENT, reports.NO_RECEIPT)
        assert row.final_at is not None

    def test_recent_text_without_a_receipt_stays_open(self, twilio: FakeTwilio) -> None:
        delivery = queued()
        dispatch.send_due()
        make_due(delivery)
        dispatch.reconcile()
        assert fresh(delivery).final_at is None

    def test_without_an_account_nobody_is_asked(self) -> None:
        assert dispatch.reconcile() == 0


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (21610, Trouble.OPTED_OUT),
        (21211, Trouble.BAD_NUMBER),
        (21614, Trouble.BAD_NUMBER),
        (30006, Trouble.BAD_NUMBER),
        (30003, Trouble.UNREACHED),
        (30008, Trouble.UNREACHED),
        (30034, Trouble.CHANNEL),
        (30007, Trouble.CHANNEL),
        (20003, Trouble.CHANNEL),
        (20429, Trouble.TRANSIENT),
        (12345, Trouble.PERMANENT),
    ],
)
def test_codes(code: int, expected: Trouble) -> None:
    assert twilio_codes.trouble_of(code)[0] is expected


def test_nothing_secret_stands_in_a_reason() -> None:
    reasons: list[Any] = [words for _, words in twilio_codes.CODES.values()]
    assert not any("%" in reason or "{" in reason for reason in reasons)
