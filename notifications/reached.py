"""Whom messages have reached: what waited for the morning, and was called off before it came, has told nobody."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, F, Q

from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery

#: Fates of what has not left the house.
STAYED = (Fate.QUEUED, Fate.SUPPRESSED)


def unreached(*, topic: str, topic_id: int, audience: Audience) -> dict[int, bool]:
    """People who were to be told of this by text or email, and none of it has left, nor was it opened in the portal.

    Each with whether something still waits for them. One query.
    """
    return unreached_each(topic=topic, topic_ids=[topic_id], audience=audience).get(topic_id, {})


def unreached_each(*, topic: str, topic_ids: Collection[int], audience: Audience) -> dict[int, dict[int, bool]]:
    """The same of several topics of a kind, by id. One query, however many."""
    settled_unread = Q(notification__settled_at__isnull=True) | Q(
        notification__read_at__lt=F("notification__settled_at")
    )
    rows = (
        Delivery.objects.filter(
            notification__audience=audience,
            notification__entry__topic=topic,
            notification__entry__topic_id__in=topic_ids,
        )
        .exclude(channel=Channel.PORTAL)
        .order_by()
        .values_list("notification__entry__topic_id", "notification__recipient_id")
        .annotate(
            left=Count("pk", filter=~Q(fate__in=STAYED)),
            opened=Count("pk", filter=Q(settled_unread, notification__read_at__isnull=False)),
            waits=Count("pk", filter=Q(fate=Fate.QUEUED)),
        )
    )
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for topic_id, person, left, opened, waits in rows:
        if not left and not opened:
            found[topic_id][person] = bool(waits)
    return dict(found)
