"""What people do with notices: open them, and deal with messages that failed."""

from accounts import badges
from accounts.enums import Portal
from accounts.models import User
from notifications import preferences
from notifications.doorbell import ring_on_commit
from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery, InboundText, Notification
from notifications.selectors import inbox
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, NotAllowed


def mark_read(*, notification: Notification, actor: User) -> None:
    """The person has opened it. Twice is the same as once. Raises NotAllowed for somebody else's."""
    if notification.recipient_id != actor.pk:
        raise NotAllowed("This notice is not yours.")
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=clock.now())
    badges.forget(notification.audience, actor.pk)


def mark_all_read(*, actor: User, audience: Audience) -> int:
    """Everything in one of the person's inboxes counts as read; returns how many were not."""
    count = inbox(actor, audience).unread().order_by().update(read_at=clock.now())
    badges.forget(audience, actor.pk)  # afterwards, so that no page in between keeps the old number
    return count


@in_transaction
def send_again(*, delivery: Delivery, actor: User) -> None:
    """Put a failed message back in the queue, to the address the person has now.

    Raises NotAllowed for who is no manager, Conflict when it did not fail, or was answered or replaced since.
    """
    _require_manager(actor)
    row = Delivery.objects.select_for_update(of=("self",)).select_related("notification__recipient").get(pk=delivery.pk)
    if row.fate != Fate.FAILED:
        raise Conflict(f"This message is {row.get_fate_display().lower()}; there is nothing to send again.")
    person = row.notification.recipient
    if row.notification.settled_at is not None:
        raise Conflict(
            f"What this message asks of {person.get_full_name()} was answered or replaced since. It is not sent again."
        )
    row.address = preferences.e164(person.mobile) if row.channel == Channel.TEXT else person.email
    row.fate, row.reason, row.attempts, row.provider_id = Fate.QUEUED, "", 0, ""
    row.due_at, row.final_at, row.dealt_with_at = clock.now(), None, None
    row.save()
    badges.forget(Portal.MANAGER)
    ring_on_commit([row.notification_id])


def deal_with_delivery(*, delivery: Delivery, actor: User) -> None:
    """A manager has seen to a failed message by other means. Raises NotAllowed."""
    _require_manager(actor)
    Delivery.objects.filter(pk=delivery.pk, fate=Fate.FAILED, dealt_with_at__isnull=True).update(
        dealt_with_at=clock.now()
    )
    badges.forget(Portal.MANAGER)


def deal_with_reply(*, inbound: InboundText, actor: User) -> None:
    """A manager has read an unclear reply and seen to it. Raises NotAllowed."""
    _require_manager(actor)
    InboundText.objects.filter(pk=inbound.pk, dealt_with_at__isnull=True).update(dealt_with_at=clock.now())
    badges.forget(Portal.MANAGER)


def _require_manager(actor: User) -> None:
    if not (actor.is_active and actor.is_manager):
        raise NotAllowed("This is not yours to do.")
