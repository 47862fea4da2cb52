"""What the provider says became of a text. Reports may repeat, come out of order, or before our own record."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from notifications import outcomes
from notifications.enums import Channel, Fate
from notifications.models import Delivery, ProviderReport
from notifications.troubles import Trouble
from notifications.twilio_codes import STATUSES, trouble_of
from scheduling_portal.core import clock

FIRST_ASK = dt.timedelta(minutes=10)
ASK_AGAIN = dt.timedelta(hours=3)
#: No receipt comes after so long; a text in the provider's queue is dropped after four hours.
GIVE_UP_ASKING = dt.timedelta(days=3)
NO_RECEIPT = "The carrier gave no receipt"
#: Fates that a report may still change: nothing that is final, nothing that waits for its next try.
OPEN = (Fate.SENDING, Fate.UNKNOWN, Fate.SENT)


@transaction.atomic
def apply(*, delivery_id: int, attempt: int, provider_id: str, status: str, code: str) -> bool:
    """Take over what a report says; whether it changed anything.

    It finds its row by the message's id, which an earlier attempt may have brought, or by the attempt while the row
    has no id yet. A repeated report, one of another message, one for a row that is final, or one that would lead
    backwards changes nothing. The report itself is kept, once.
    """
    _, fresh = ProviderReport.objects.get_or_create(
        provider_id=provider_id[:64], status=status[:20], defaults={"error_code": code[:10]}
    )
    fate = STATUSES.get(status)
    if fate is None:
        return False
    which = Q(provider_id=provider_id)
    if fresh:
        which |= Q(attempts=attempt, provider_id="")
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notification__recipient")
        .filter(which, pk=delivery_id, fate__in=OPEN, final_at__isnull=True)
        .first()
    )
    if row is None or (row.fate, row.provider_id) == (fate, provider_id):
        return False
    if fate == Fate.FAILED:
        _failed(row, provider_id, int(code) if code.isdecimal() and len(code) < 8 else 0)
        return True
    now = clock.now()
    row.provider_id, row.fate, row.reason, row.lease_until = provider_id, fate, "", None
    row.sent_at = row.sent_at or now
    row.due_at = now + FIRST_ASK
    row.final_at = now if fate == Fate.DELIVERED else None
    row.save(update_fields=["provider_id", "fate", "reason", "lease_until", "sent_at", "due_at", "final_at"])
    return True


def _failed(row: Delivery, provider_id: str, code: int) -> None:
    """It was taken and then did not arrive: tried again later, or the end of it."""
    trouble, reason = trouble_of(code) if code else (Trouble.UNREACHED, "The carrier did not deliver it")
    now = clock.now()
    row.lease_until = None
    if trouble is Trouble.CHANNEL:
        until = now + outcomes.CHANNEL_WAIT
        row.fate, row.provider_id, row.due_at, row.reason = Fate.QUEUED, "", until, reason
        outcomes.hold(Channel(row.channel), reason=reason, until=until)
    elif trouble is Trouble.UNREACHED and row.attempts < outcomes.MOST_TRIES_UNREACHED:
        row.fate, row.provider_id, row.reason = Fate.QUEUED, "", reason
        row.due_at = now + outcomes.UNREACHED_WAIT
    else:
        ended = Fate.SUPPRESSED if trouble is Trouble.OPTED_OUT else Fate.FAILED
        row.fate, row.provider_id, row.final_at = ended, provider_id, now
        row.reason = f"Not reached. {reason}" if trouble is Trouble.UNREACHED else reason
    row.save(update_fields=["fate", "provider_id", "due_at", "reason", "final_at", "lease_until"])
    if row.final_at is not None:
        outcomes.ended_badly(row, trouble, row.reason)
