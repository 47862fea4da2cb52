"""The rows by which one notification travels: one per channel."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from django.conf import settings

from accounts.models import User
from notifications import notices, policy, preferences
from notifications.enums import Channel, Fate
from notifications.models import Delivery, Notification, TextConsent
from notifications.notices import NoticeKind
from notifications.rendering import Words, outside_body
from scheduling_portal.core import clock


class Ready(Protocol):
    """What is needed of a prepared notice."""

    @property
    def kind(self) -> NoticeKind: ...
    @property
    def decision(self) -> policy.Decision: ...
    @property
    def words(self) -> Words: ...
    @property
    def row(self) -> Notification: ...


def deliveries_for(prepared: Sequence[Ready]) -> list[Delivery]:
    """Deliveries of saved notifications, not saved yet. At most one query, for consent."""
    numbers = {
        ready.row.pk: preferences.e164(ready.row.recipient.mobile)
        for ready in prepared
        if Channel.TEXT in ready.decision.channels
    }
    consents = preferences.consents_of(number for number in numbers.values() if number) if numbers else {}
    return [
        delivery for ready in prepared for delivery in _of(ready, ready.row, numbers.get(ready.row.pk, ""), consents)
    ]


def _of(ready: Ready, row: Notification, number: str, consents: Mapping[str, TextConsent]) -> list[Delivery]:
    channels = set(ready.decision.channels)
    blocked = preferences.why_not_text(number, consents) if Channel.TEXT in channels else ""
    if blocked:
        channels.add(Channel.EMAIL)
    rows = []
    for channel in sorted(channels, key=list(Channel).index):
        due = policy.due_at(
            now=clock.now(),
            zone=row.recipient.time_zone,
            channel=channel,
            urgent=row.urgent,
            pause=ready.kind.lists_changes,
        )
        delivery = _new(row, channel, due)
        if channel == Channel.TEXT:
            delivery.address, delivery.body = number, ready.words.text
            if blocked:
                delivery.fate, delivery.reason, delivery.final_at = Fate.SUPPRESSED, blocked, clock.now()
        rows.append(delivery)
    return rows


def _new(row: Notification, channel: Channel, due: dt.datetime) -> Delivery:
    delivery = Delivery(notification=row, channel=channel, due_at=due, dedupe_key=f"{row.dedupe_key}:{channel.value}")
    if channel == Channel.EMAIL:
        delivery.address, delivery.body = row.recipient.email, email_body(row, row.recipient)
    elif channel == Channel.PORTAL:
        delivery.fate, delivery.sent_at, delivery.final_at = Fate.DELIVERED, due, due
    return delivery


def email_body(row: Notification, recipient: User) -> str:
    """The notice as an email: greeting, words, where to act, and why they get it."""
    link = settings.PUBLIC_BASE_URL.rstrip("/") + row.path
    body = outside_body(notices.find(row.kind), row.context) or row.body
    return (
        f"Hello {recipient.first_name},\n\n{body}\n\nOpen it in {settings.PRODUCT_NAME}:\n{link}\n\n--\n"
        f"You get this because it concerns you. Replies to this address are not read.\n"
    )


def fallback_email(row: Notification) -> Delivery | None:
    """The email for a notification whose text did not go; saved, due at once. None when it has one already."""
    delivery = _new(row, Channel.EMAIL, clock.now())
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    return Delivery.objects.filter(dedupe_key=delivery.dedupe_key, fate=Fate.QUEUED).first()
