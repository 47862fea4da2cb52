"""Who sends a delivery: exactly one worker at a time, for the length of a lease on the database's clock."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import DateTimeField, F, Func, Q

from notifications.enums import Fate
from notifications.models import ChannelPause, Delivery

LEASE = dt.timedelta(seconds=120)


class DatabaseNow(Func):
    """The database's clock, also within a long transaction."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours to send. `uncertain`: an earlier try may have gone through."""

    delivery_id: int
    attempt: int
    uncertain: bool


def claim(*, limit: int, notification_ids: Collection[int] | None = None) -> list[Claim]:
    """Take up to `limit` deliveries that are due, urgent ones first; also those whose worker died.

    Committed when this returns. Rows that another worker is taking at this moment are passed over.
    """
    with transaction.atomic():
        due = Delivery.objects.filter(
            Q(fate__in=[Fate.QUEUED, Fate.UNKNOWN], due_at__lte=DatabaseNow())
            | Q(fate=Fate.SENDING, lease_until__lt=DatabaseNow()),
            final_at__isnull=True,
        ).exclude(channel__in=ChannelPause.objects.filter(until__gt=DatabaseNow()).values("channel"))
        if notification_ids is not None:
            due = due.filter(notification_id__in=notification_ids)
        rows = list(
            due.order_by("-notification__urgent", "due_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .values_list("pk", "attempts", "fate")[:limit]
        )
        Delivery.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(
            fate=Fate.SENDING, attempts=F("attempts") + 1, lease_until=DatabaseNow() + LEASE
        )
    return [Claim(pk, attempts + 1, fate != Fate.QUEUED) for pk, attempts, fate in rows]


def still_ours(claim: Claim) -> Delivery | None:
    """The delivery, if its claim has not run out and nobody decided otherwise meanwhile."""
    return (
        Delivery.objects.filter(
            pk=claim.delivery_id,
            fate=Fate.SENDING,
            attempts=claim.attempt,
            lease_until__gt=DatabaseNow(),
        )
        .select_related("notification__recipient", "notification__entry")
        .first()
    )


def record(claim: Claim, **fields: object) -> bool:
    """Write the outcome, if the row is still ours; whether it was."""
    return bool(
        Delivery.objects.filter(pk=claim.delivery_id, fate=Fate.SENDING, attempts=claim.attempt).update(
            lease_until=None, **fields
        )
    )
