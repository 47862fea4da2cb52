"""What people were told, for tests of who hears what."""

from accounts.models import User
from notifications.models import Delivery, Notification


def kinds_of(person: User) -> list[str]:
    """What somebody was told of case days, oldest first."""
    return [
        kind.removeprefix("casedays.") for kind in person.notifications.order_by("pk").values_list("kind", flat=True)
    ]


def last(person: User) -> Notification:
    """The newest thing somebody was told."""
    return person.notifications.order_by("-pk")[0]


def forget() -> None:
    """Begin to look from here."""
    Delivery.objects.all().delete()
    Notification.objects.all().delete()


def channels(row: Notification) -> set[str]:
    """By which channels a notice travels."""
    return set(row.deliveries.values_list("channel", flat=True))
