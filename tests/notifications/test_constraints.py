"""What the database refuses of messages, whatever path the writing takes."""

import pytest

from notifications.enums import Channel
from notifications.models import ChannelPause, InboundText, NoticePolicyRow, ProviderReport
from scheduling_portal.core import clock
from tests.factories.notifications import queued
from tests.support.constraints import copied, refused, update

pytestmark = pytest.mark.django_db


def test_an_unknown_audience() -> None:
    assert refused(update(queued().notification, audience="patients")) == "notifications_audience_known"
    assert (
        refused(update(NoticePolicyRow.objects.first(), audience="patients")) == "notifications_policy_audience_known"
    )


def test_impossible_deliveries() -> None:
    delivery = queued()
    assert refused(update(delivery, channel="fax")) == "notifications_channel_known"
    assert refused(update(delivery, fate="lost")) == "notifications_fate_known"
    assert refused(update(delivery, fate="failed")) == "notifications_failure_has_reason"


def test_a_notice_and_a_delivery_are_written_once() -> None:
    delivery = queued()
    assert refused(copied(delivery)).startswith("notifications_delivery_dedupe_key")
    assert refused(copied(delivery.notification)).startswith("notifications_notification_dedupe_key")


def test_an_inbound_text_means_something_known_and_is_kept_once() -> None:
    text = InboundText.objects.create(provider_id="SM1", number="+15035550142", body="hello")
    assert refused(update(text, meaning="perhaps")) == "notifications_meaning_known"
    assert refused(copied(text)).startswith("notifications_inboundtext_provider_id")


def test_a_repeated_report_is_one_row() -> None:
    report = ProviderReport.objects.create(provider_id="SM1", status="sent")
    assert refused(copied(report)) == "notifications_report_once"


def test_only_known_channels_are_paused() -> None:
    pause = ChannelPause(channel="fax", reason="x", until=clock.now())
    assert refused(pause.save) == "notifications_pause_channel_known"
    assert Channel.TEXT in Channel
