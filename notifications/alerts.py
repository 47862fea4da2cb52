"""What the post office itself tells managers."""

from django.urls import reverse

from accounts.models import User
from notifications import notices
from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery, Notification
from notifications.notice import Notice
from notifications.notices import NoticeKind
from notifications.outbox import enqueue_all
from scheduling_portal.core import clock

UNDELIVERED, CHANNEL_HELD, UNSEEN = (
    "notifications.undelivered",
    "notifications.channel_held",
    "notifications.unseen",
)


def register() -> None:
    """Make our own kinds known; called at start-up."""
    notices.register(
        NoticeKind(
            name=UNDELIVERED,
            audience=Audience.MANAGER,
            fields=frozenset({"person", "about", "why"}),
            label="Text not delivered",
        ),
        NoticeKind(
            name=CHANNEL_HELD,
            audience=Audience.MANAGER,
            fields=frozenset({"channel", "why"}),
            label="Channel on hold",
        ),
        NoticeKind(
            name=UNSEEN,
            audience=Audience.MANAGER,
            fields=frozenset({"person", "about"}),
            label="Not seen yet",
        ),
    )


def managers() -> list[User]:
    """Everybody who acts as a clinical manager. One query."""
    return list(User.objects.filter(is_manager=True, is_active=True).order_by("pk"))


def undelivered(delivery: Delivery, reason: str) -> None:
    """An urgent text did not arrive."""
    row = delivery.notification
    context = {"person": row.recipient.get_full_name(), "about": row.subject, "why": reason}
    path = f"{reverse('manager:messages')}?fate={Fate.FAILED.value}"
    _tell(UNDELIVERED, context, path, key=f"{delivery.pk}-{delivery.attempts}")


def channel_held(channel: Channel, reason: str) -> None:
    """A provider refuses everything. Told once a day, however many messages wait."""
    word = {Channel.TEXT: "Texts", Channel.EMAIL: "Emails"}.get(channel, "Messages")
    context = {"channel": word, "why": reason}
    _tell(CHANNEL_HELD, context, reverse("manager:messages"), key=f"{channel.value}-{clock.now():%Y%m%d}")


def unseen(row: Notification) -> None:
    """Something that must be acknowledged has not been."""
    context = {"person": row.recipient.get_full_name(), "about": row.subject}
    _tell(UNSEEN, context, reverse("manager:messages"), key=str(row.pk))


def _tell(kind: str, context: dict[str, str], path: str, *, key: str) -> None:
    enqueue_all(Notice(kind=kind, recipient=manager, context=context, path=path, key=key) for manager in managers())
