"""The way out: claims what is due, sends it, writes down what became of it."""

import datetime as dt
import logging
import time
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q

from notifications import home, notices, outcomes, policy, preferences, reports
from notifications.claims import Claim, DatabaseNow, claim, record, still_ours
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, Notification
from notifications.provider import text_account
from notifications.transports.base import Message, Receipt, Transport
from notifications.transports.email import EmailTransport
from notifications.transports.sms import LogTransport, TwilioTransport
from notifications.troubles import MAY_HAVE_GONE, SETTLED, SUPERSEDED, TransportError, Trouble
from scheduling_portal.core import clock

log = logging.getLogger(__name__)

BATCH = 5  # so few that the last of them is sent well within the lease
PATIENCE = 60.0  # seconds for one round; the next ring or sweep goes on
MOST_TEXTS_A_DAY = 60  # to one number; more is a fault, or somebody's mischief


def send_due(*, notification_ids: Collection[int] | None = None) -> int:
    """Send what is due, of these notifications or of all, for about a minute; returns how many were tried.

    From a restored copy of a database nothing leaves: see `notifications.home`.
    """
    if not home.may_send():
        return 0
    done, deadline = 0, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        claims = claim(limit=BATCH, notification_ids=notification_ids)
        if not claims:
            break
        for each in claims:
            send(each)
        done += len(claims)
    return done


def send(each: Claim) -> None:
    """Send one claimed delivery. A fault of our own is written down like one of the provider's."""
    delivery = still_ours(each)
    if delivery is None:
        return
    why = why_not_now(delivery)
    if why:
        _suppress(each, delivery, why)
        return
    morning = wait_until(delivery)
    if morning is not None:
        record(each, fate=_waiting(each), due_at=morning)
        return
    if ChannelPause.objects.filter(channel=delivery.channel, until__gt=DatabaseNow()).exists():
        record(each, fate=_waiting(each))
        return
    try:
        receipt = _through(transport_of(Channel(delivery.channel)), each, delivery)
    except TransportError as error:
        outcomes.failed(each, delivery, error.trouble, error.reason)
    except Exception:
        log.exception("Delivery %s could not be sent", each.delivery_id)
        outcomes.failed(each, delivery, Trouble.AMBIGUOUS, "A fault in the program; it is in the server's log")
    else:
        _sent(each, receipt)


def transport_of(channel: Channel) -> Transport:
    """The transport in force for a channel. Portal notices need none."""
    if channel == Channel.EMAIL:
        return EmailTransport()
    account = text_account()
    return TwilioTransport(account) if account else LogTransport()


def why_not_now(delivery: Delivery) -> str:
    """Why a message that is due must not go any more; empty when it may."""
    row = delivery.notification
    if not row.recipient.is_active:
        return "No longer with us"
    if row.good_until is not None and row.good_until <= clock.now():
        return "Too late: its time is over"
    if _superseded(row):
        return SUPERSEDED
    if row.settled_at is not None:  # while a worker had it, so that there was nothing to call off
        return SETTLED
    if delivery.channel == Channel.TEXT:
        return _why_not_text(delivery)
    return ""


def wait_until(delivery: Delivery) -> dt.datetime | None:
    """The next morning for a text that is late and would come at night, unless it is urgent or the morning too late."""
    row, now = delivery.notification, clock.now()
    zone = row.recipient.time_zone
    if delivery.channel != Channel.TEXT or row.urgent or policy.morning_is_too_late(now, zone, row.good_until):
        return None
    morning = policy.after_night(now, zone)
    return morning if morning > now else None


def reconcile(*, most: int = 20) -> int:
    """Ask what became of texts that were sent and not heard of since; returns how many were asked about.

    One that stays without an answer for days counts as sent, and is not asked about again.
    """
    asked = _ask_provider(most)
    silent = Delivery.objects.filter(
        fate=Fate.SENT, final_at__isnull=True, sent_at__lte=clock.now() - reports.GIVE_UP_ASKING
    )
    if text_account() is not None:
        silent = silent.filter(due_at__gt=DatabaseNow())  # asked about once more just now, or lately
    silent.update(final_at=clock.now(), reason=reports.NO_RECEIPT)
    return asked


def _ask_provider(most: int) -> int:
    account = text_account()
    if account is None:
        return 0
    silent = Delivery.objects.filter(
        ~Q(provider_id=""),
        fate=Fate.SENT,
        channel=Channel.TEXT,
        final_at__isnull=True,
        due_at__lte=DatabaseNow(),
    )
    rows = list(silent.order_by("due_at")[:most])
    transport = TwilioTransport(account)
    for row in rows:
        found = transport.fetch(row.provider_id)
        Delivery.objects.filter(pk=row.pk, fate=Fate.SENT).update(due_at=clock.now() + reports.ASK_AGAIN)
        if found is not None:
            status, code = found
            reports.apply(
                delivery_id=row.pk, attempt=row.attempts, provider_id=row.provider_id, status=status, code=code
            )
    return len(rows)


def _through(transport: Transport, each: Claim, delivery: Delivery) -> Receipt:
    message = Message(
        delivery_id=delivery.pk,
        attempt=each.attempt,
        address=delivery.address,
        subject=delivery.notification.subject,
        body=delivery.body,
        created_at=delivery.created_at,
        good_until=delivery.notification.good_until,
    )
    found = transport.look_up(message) if each.uncertain else None
    return found or transport.send(message)


def _waiting(each: Claim) -> Fate:
    return Fate.UNKNOWN if each.uncertain else Fate.QUEUED


def _sent(each: Claim, receipt: Receipt) -> None:
    now = clock.now()
    fields: dict[str, Any] = {
        "fate": receipt.fate,
        "reason": receipt.note,
        "provider_id": receipt.provider_id,
        "sent_at": now,
        "final_at": now if receipt.final else None,
        "due_at": now + reports.FIRST_ASK,
    }
    record(each, **fields)


@transaction.atomic
def _suppress(each: Claim, delivery: Delivery, why: str) -> None:
    reason = f"{why}. {MAY_HAVE_GONE}" if each.uncertain else why
    if record(each, fate=Fate.SUPPRESSED, reason=reason, final_at=clock.now()) and why in _GO_BY_EMAIL:
        outcomes.by_email(delivery.notification)


_GO_BY_EMAIL = {preferences.TEXTS_OFF, preferences.UNREACHABLE, preferences.NO_MOBILE, preferences.NOT_US}


def _why_not_text(delivery: Delivery) -> str:
    blocked = preferences.why_not_text(
        delivery.address, preferences.consents_of([delivery.address] if delivery.address else [])
    )
    if blocked:
        return blocked
    since = clock.now() - dt.timedelta(days=1)
    sent = Delivery.objects.filter(channel=Channel.TEXT, address=delivery.address, sent_at__gte=since).count()
    return "Too many texts to this number in a day" if sent >= MOST_TEXTS_A_DAY else ""


def _superseded(row: Notification) -> bool:
    """Whether a newer notice to the same person about the same thing makes this one untrue."""
    by = [kind.name for kind in notices.all_kinds() if row.kind in kind.replaces]
    if not by or row.entry is None:
        return False
    return Notification.objects.filter(
        recipient_id=row.recipient_id,
        kind__in=by,
        entry__topic=row.entry.topic,
        entry__topic_id=row.entry.topic_id,
        pk__gt=row.pk,
    ).exists()
