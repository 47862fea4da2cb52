"""Status reports: repeated, out of order, early, late, or about an earlier attempt."""

import itertools

import pytest

from notifications import dispatch, outcomes, reports
from notifications.claims import claim
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, ProviderReport
from tests.factories.accounts import ManagerFactory
from tests.factories.notifications import queued
from tests.support.post import RecordingTransport

pytestmark = pytest.mark.django_db
RANK = {Fate.QUEUED: 0, Fate.SENDING: 1, Fate.UNKNOWN: 1, Fate.SENT: 2, Fate.DELIVERED: 3, Fate.FAILED: 3}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Delivery:
    monkeypatch.setattr(dispatch, "transport_of", lambda _: RecordingTransport())
    delivery = queued()
    dispatch.send_due()
    return Delivery.objects.get(pk=delivery.pk)


def report(delivery: Delivery, status: str, code: str = "", *, attempt: int = 1, sid: str = "") -> bool:
    return reports.apply(
        delivery_id=delivery.pk,
        attempt=attempt,
        provider_id=sid or f"SM{delivery.pk}",
        status=status,
        code=code,
    )


def fate(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).fate


def test_delivered_is_final(sent: Delivery) -> None:
    assert report(sent, "delivered")
    row = Delivery.objects.get(pk=sent.pk)
    assert (row.fate, row.final_at is not None) == (Fate.DELIVERED, True)
    assert not report(sent, "failed", "30004")
    assert fate(sent) == Fate.DELIVERED


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sending", "sent", "delivered"])))
def test_fate_never_goes_backwards_whatever_the_order(sent: Delivery, order: tuple[str, ...]) -> None:
    ranks = []
    for status in order:
        report(sent, status)
        ranks.append(RANK[Fate(fate(sent))])
    assert ranks == sorted(ranks)
    assert fate(sent) == Fate.DELIVERED


def test_repeated_report_has_no_second_effect(sent: Delivery) -> None:
    ManagerFactory.create()
    report(sent, "undelivered", "30004")
    emails = Delivery.objects.filter(channel=Channel.EMAIL).count()
    for _ in range(3):
        assert not report(sent, "undelivered", "30004")
    assert ProviderReport.objects.count() == 1
    assert Delivery.objects.filter(channel=Channel.EMAIL).count() == emails


def test_report_before_our_own_record_is_taken_and_its_id_adopted() -> None:
    delivery = queued()
    claim(limit=1)
    assert report(delivery, "delivered", sid="SMearly")
    row = Delivery.objects.get(pk=delivery.pk)
    assert (row.fate, row.provider_id) == (Fate.DELIVERED, "SMearly")


def test_report_of_an_earlier_message_changes_nothing(sent: Delivery) -> None:
    Delivery.objects.filter(pk=sent.pk).update(attempts=2, provider_id="SMsecond")
    assert not report(sent, "failed", "30004", attempt=1)
    assert fate(sent) == Fate.SENT


def test_message_of_an_earlier_attempt_that_was_adopted_becomes_final(sent: Delivery) -> None:
    """An uncertain try had gone through: its callbacks name the first attempt for ever."""
    manager = ManagerFactory.create()
    Delivery.objects.filter(pk=sent.pk).update(attempts=2)
    assert report(sent, "undelivered", "30005", attempt=1)
    row = Delivery.objects.get(pk=sent.pk)
    assert (row.fate, row.final_at is not None) == (Fate.FAILED, True)
    assert row.notification.urgent
    assert row.notification.deliveries.filter(channel=Channel.EMAIL).exists()
    assert manager.notifications.filter(kind="notifications.undelivered").exists()


def test_report_that_came_before_the_adoption_is_taken_when_it_is_asked_for(sent: Delivery) -> None:
    Delivery.objects.filter(pk=sent.pk).update(attempts=2, provider_id="", fate=Fate.SENDING)
    assert not report(sent, "delivered", attempt=1)  # kept, but no row has this message yet
    Delivery.objects.filter(pk=sent.pk).update(provider_id=f"SM{sent.pk}", fate=Fate.SENT)
    assert report(sent, "delivered", attempt=2)
    assert fate(sent) == Fate.DELIVERED


def test_old_report_repeated_during_a_new_try_is_not_taken_for_its_own(sent: Delivery) -> None:
    report(sent, "undelivered", "30004")
    Delivery.objects.filter(pk=sent.pk).update(fate=Fate.SENDING, attempts=1, provider_id="", final_at=None)
    assert not report(sent, "undelivered", "30004")
    assert fate(sent) == Fate.SENDING


def test_report_with_another_message_id_changes_nothing(sent: Delivery) -> None:
    assert not report(sent, "failed", "30004", sid="SMother")


def test_unknown_status_is_kept_and_changes_nothing(sent: Delivery) -> None:
    assert not report(sent, "partially_delivered")
    assert ProviderReport.objects.filter(status="partially_deliver").exists() is False
    assert ProviderReport.objects.count() == 1


def test_phone_that_is_off_is_tried_again_later(sent: Delivery) -> None:
    assert report(sent, "undelivered", "30003")
    row = Delivery.objects.get(pk=sent.pk)
    assert (row.fate, row.provider_id) == (Fate.QUEUED, "")
    assert not report(sent, "sent")  # late news of the first attempt
    assert fate(sent) == Fate.QUEUED


def test_phone_that_stays_off_is_given_up_and_goes_by_email(sent: Delivery) -> None:
    Delivery.objects.filter(pk=sent.pk).update(attempts=outcomes.MOST_TRIES_UNREACHED)
    assert report(sent, "undelivered", "30003", attempt=outcomes.MOST_TRIES_UNREACHED)
    row = Delivery.objects.get(pk=sent.pk)
    assert row.fate == Fate.FAILED
    assert row.reason.startswith("Not reached.")
    assert sent.notification.deliveries.filter(channel=Channel.EMAIL).exists()


def test_filtered_texts_hold_the_channel(sent: Delivery) -> None:
    assert report(sent, "undelivered", "30007")
    assert fate(sent) == Fate.QUEUED
    assert ChannelPause.objects.get().channel == Channel.TEXT
