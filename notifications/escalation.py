"""What must be acknowledged and is not, after the hours the policy grants.

What asks for an answer, or for a word that it was seen, is over when that is given (`outbox.settle`): opening it is
not enough. Anything else counts as acknowledged once it was read.
"""

from django.db import transaction

from notifications import alerts, notices, outcomes
from notifications.models import Notification
from scheduling_portal.core import clock

BATCH = 50


@transaction.atomic
def escalate_unseen() -> int:
    """Send each overdue one again on a second channel and tell managers, once; returns how many."""
    now = clock.now()
    rows = (
        Notification.objects.filter(escalate_at__lte=now)
        .select_related("recipient")
        .order_by("escalate_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    due = list(rows)
    acts = [kind.name for kind in notices.all_kinds() if kind.wants_an_act]
    open_ones = [
        row
        for row in due
        if (row.read_at is None or row.kind in acts) and (row.good_until is None or row.good_until > now)
    ]
    for row in open_ones:
        outcomes.by_email(row)
        alerts.unseen(row)
    Notification.objects.filter(pk__in=[row.pk for row in due]).update(escalate_at=None)
    return len(open_ones)
