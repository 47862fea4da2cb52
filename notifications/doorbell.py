"""Wakes a worker after the commit. Redis may be dead: nothing is lost then, the sweep finds what waits."""

import logging
import time
from collections.abc import Sequence
from functools import partial

from celery import signature
from django.db import transaction

log = logging.getLogger(__name__)

#: By name: the task sends, and what sends rings again for what it wrote.
DELIVER = "notifications.tasks.deliver"
#: After a failed ring nobody tries again for this long, so that a bulk act does not pay for each message.
SILENCE = 5.0  # seconds
_quiet_until = 0.0


def ring_on_commit(notification_ids: Sequence[int]) -> None:
    """Have a worker look at the deliveries of these notifications once this transaction is committed."""
    if notification_ids:
        transaction.on_commit(partial(ring, list(notification_ids)), robust=True)


def ring(notification_ids: list[int]) -> None:
    """Wake a worker now. Never raises, and never takes longer than the broker's short timeouts."""
    global _quiet_until  # noqa: PLW0603  one switch per process
    if time.monotonic() < _quiet_until:
        return
    try:
        signature(DELIVER, args=(notification_ids,)).apply_async(retry=False)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the broker, what was told is saved
        _quiet_until = time.monotonic() + SILENCE
        log.warning("No worker could be woken (%s); the sweep will send what waits", type(error).__name__)
