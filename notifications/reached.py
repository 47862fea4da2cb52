"""Whom messages have reached: what waited for the morning, and was called off before it came, has told nobody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, F, Q, QuerySet

from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery
from notifications.troubles import SETTLED

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


def called_off_before_read(
    *, topic: str, topic_id: int, kind: str, field: str, since: dt.datetime
) -> dict[int, tuple[str, str]]:
    """Old and new value of a changed field by the people whom it had not reached when it was settled, after `since`.

    A text or an email of it was called off, no text had left, and it was not opened in the portal. Of several changes
    the oldest old value is what they know. One query.
    """
    rows = (
        Delivery.objects.filter(
            notification__kind=kind,
            notification__entry__topic=topic,
            notification__entry__topic_id=topic_id,
            notification__settled_at__gte=since,
            notification__read_at__gte=F("notification__settled_at"),
            fate=Fate.SUPPRESSED,
            reason=SETTLED,
            final_at__gte=since,
        )
        .exclude(notification__in=_texted(topic, topic_id, kind))
        .order_by("-notification_id")
        .values_list("notification__recipient_id", "notification__context")
    )
    found: dict[int, tuple[str, str]] = {}
    for person, context in rows:
        line = context.get("changes", {}).get(field)
        if line:
            found[person] = (line[1], found[person][1] if person in found else line[2])
    return found


def _texted(topic: str, topic_id: int, kind: str) -> QuerySet[Delivery, int]:
    """Ids of the notifications of a kind whose text has left."""
    left = Delivery.objects.filter(
        channel=Channel.TEXT,
        notification__kind=kind,
        notification__entry__topic=topic,
        notification__entry__topic_id=topic_id,
    )
    return left.exclude(fate__in=STAYED).values_list("notification_id", flat=True)
