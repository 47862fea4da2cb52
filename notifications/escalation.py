"""What must be acknowledged and is not, after the hours the policy grants."""

from django.db import transaction

from notifications import alerts, outcomes
from notifications.models import Notification
from scheduling_portal.core import clock

BATCH = 50


@transaction.atomic
def escalate_unseen() -> int:
    """Send each overdue one again on a second channel and tell managers, once; returns how many."""
    overdue = (
        Notification.objects.filter(escalate_at__lte=clock.now(), read_at__isnull=True)
        .select_related("recipient")
        .order_by("escalate_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)[:BATCH]
    )
    rows = list(overdue)
    for row in rows:
        outcomes.by_email(row)
        alerts.unseen(row)
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(escalate_at=None)
    return len(rows)
