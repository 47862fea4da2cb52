"""What follows when a message does not go: another try, another channel, somebody told."""

import datetime as dt
import random

from django.db import transaction

from notifications import alerts, preferences
from notifications.claims import Claim, record
from notifications.deliveries import fallback_email
from notifications.doorbell import ring_on_commit
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, Notification
from notifications.troubles import Trouble
from scheduling_portal.core import clock

MOST_TRIES = 8
MOST_TRIES_UNREACHED = 3
FIRST_WAIT = 20.0  # seconds; doubled with each try
LONGEST_WAIT = 15 * 60.0
UNREACHED_WAIT = dt.timedelta(minutes=30)
#: An uncertain try waits at least this long for the provider's own report before it is asked about.
UNCERTAIN_WAIT = dt.timedelta(seconds=90)
CHANNEL_WAIT = dt.timedelta(minutes=15)


def backoff(attempt: int) -> dt.timedelta:
    """How long to wait after a failed try: doubling up to 15 minutes, at least half of it, the rest by chance."""
    full = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1))
    return dt.timedelta(seconds=full / 2 + random.uniform(0, full / 2))  # noqa: S311  jitter, not a secret


@transaction.atomic
def failed(claim: Claim, delivery: Delivery, trouble: Trouble, reason: str) -> None:
    """Record that a try failed, and start what follows from it. Does nothing when the claim is no longer ours."""
    now = clock.now()
    if trouble is Trouble.CHANNEL:
        until = now + CHANNEL_WAIT
        if record(claim, fate=Fate.QUEUED, due_at=until, reason=reason):
            hold(Channel(delivery.channel), reason=reason, until=until)
        return
    later = _next_try(claim.attempt, trouble, now)
    if later is not None:
        fate = Fate.UNKNOWN if trouble is Trouble.AMBIGUOUS else Fate.QUEUED
        record(claim, fate=fate, due_at=later, reason=reason)
        return
    fate = Fate.SUPPRESSED if trouble is Trouble.OPTED_OUT else Fate.FAILED
    if record(claim, fate=fate, reason=_final_reason(claim.attempt, trouble, reason), final_at=now):
        ended_badly(delivery, trouble, reason)


def ended_badly(delivery: Delivery, trouble: Trouble, reason: str) -> None:
    """A text that will not arrive goes by email; managers hear of it when it was urgent. Inside a transaction.

    Nothing follows of what was answered or replaced meanwhile.
    """
    if delivery.channel != Channel.TEXT:
        return
    _remember(delivery, trouble, reason)
    if Notification.objects.filter(pk=delivery.notification_id, settled_at__isnull=False).exists():
        return
    by_email(delivery.notification)
    if trouble is not Trouble.OPTED_OUT and delivery.notification.urgent:
        alerts.undelivered(delivery, reason)


def _remember(delivery: Delivery, trouble: Trouble, reason: str) -> None:
    """What the trouble says of the number itself."""
    if trouble is Trouble.OPTED_OUT:
        preferences.set_consent(number=delivery.address, allowed=False, source="The provider says: opted out")
    elif trouble is Trouble.BAD_NUMBER:
        preferences.set_consent(number=delivery.address, allowed=False, source=f"{preferences.FLAGGED}: {reason}")


def by_email(row: Notification) -> None:
    """Send it by email as well, unless that was done. Inside a transaction."""
    email = fallback_email(row)
    if email is not None:
        ring_on_commit([email.notification_id])


def hold(channel: Channel, *, reason: str, until: dt.datetime) -> None:
    """Stop sending by this channel for a while and tell managers, once a day. Inside a transaction."""
    ChannelPause.objects.update_or_create(channel=channel, defaults={"until": until, "reason": reason})
    alerts.channel_held(channel, reason)


def _next_try(attempt: int, trouble: Trouble, now: dt.datetime) -> dt.datetime | None:
    """When to try again; None when this was the last try."""
    if trouble is Trouble.TRANSIENT and attempt < MOST_TRIES:
        return now + backoff(attempt)
    if trouble is Trouble.AMBIGUOUS and attempt < MOST_TRIES:
        return now + max(UNCERTAIN_WAIT, backoff(attempt))
    if trouble is Trouble.UNREACHED and attempt < MOST_TRIES_UNREACHED:
        return now + UNREACHED_WAIT
    return None


def _final_reason(attempt: int, trouble: Trouble, reason: str) -> str:
    if trouble is Trouble.OPTED_OUT:
        return preferences.TEXTS_OFF
    tried = trouble in {Trouble.TRANSIENT, Trouble.AMBIGUOUS, Trouble.UNREACHED}
    return f"Gave up after {attempt} tries. {reason}" if tried else reason
