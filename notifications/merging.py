"""Several edits in a few minutes become one message: from the oldest value to the newest."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from notifications import notices
from notifications.enums import Channel, Fate
from notifications.models import Delivery, Notification
from notifications.notice import Notice
from scheduling_portal.core import clock

#: How far back a message that has not left yet is joined. Texts held over night are joined in the morning's one.
REACH = dt.timedelta(hours=12)
Key = tuple[str, int, str, int]
Changes = dict[str, tuple[str, str, str]]


def merge(wanted: Sequence[Notice]) -> list[Notice]:
    """The notices, those that list changes joined with what the same person has not been sent yet about the same.

    What is joined is hidden in the portal and called off. A notice whose changes undo each other is dropped.
    """
    _sum_up(wanted)
    keys = {index: _key(notice) for index, notice in enumerate(wanted) if _joins(notice)}
    waiting = _waiting(set(keys.values())) if keys else {}
    result, joined = [], []
    for index, notice in enumerate(wanted):
        older = waiting.get(keys[index]) if index in keys else None
        if older is None:
            result.append(notice)
            continue
        joined.append(older.pk)
        changes = _join(_changes_of(older), notice.changes)
        if changes:
            result.append(replace(notice, changes=changes))
    if joined:
        _hide(joined)
    return result


def _sum_up(wanted: Sequence[Notice]) -> None:
    """Hide the unread ones of which these say all. Two queries at most."""
    keys = {_key(notice) for notice in wanted if notice.entry is not None and notices.get(notice.kind).sums_up}
    if keys:
        unread = Notification.objects.filter(_about(keys), read_at__isnull=True, in_portal=True)
        _hide(list(unread.values_list("pk", flat=True)))


def _joins(notice: Notice) -> bool:
    return notice.entry is not None and notices.get(notice.kind).lists_changes


def _key(notice: Notice) -> Key:
    entry = notice.entry
    return (notice.kind, notice.recipient.pk, entry.topic if entry else "", entry.topic_id if entry else 0)


def _waiting(keys: set[Key]) -> dict[Key, Notification]:
    """The newest unsent, unread notification for each key. One query."""
    left = Delivery.objects.filter(notification=OuterRef("pk")).exclude(channel=Channel.PORTAL)
    rows = (
        Notification.objects.filter(_about(keys), read_at__isnull=True, created_at__gte=clock.now() - REACH)
        .filter(Exists(left.filter(fate=Fate.QUEUED)))
        .exclude(Exists(left.exclude(fate__in=[Fate.QUEUED, Fate.SUPPRESSED])))
        .select_related("entry")
        .order_by("pk")
    )
    return {(row.kind, row.recipient_id, row.entry.topic, row.entry.topic_id): row for row in rows if row.entry}


def _about(keys: set[Key]) -> Q:
    wanted = Q()
    for kind, recipient_id, topic, topic_id in keys:
        wanted |= Q(kind=kind, recipient_id=recipient_id, entry__topic=topic, entry__topic_id=topic_id)
    return wanted


def _changes_of(row: Notification) -> Changes:
    return {name: (line[0], line[1], line[2]) for name, line in row.context.get("changes", {}).items()}


def _join(older: Changes, newer: Mapping[str, tuple[str, str, str]]) -> Changes:
    joined = dict(older)
    for name, (label, old, new) in newer.items():
        first = older[name][1] if name in older else old
        joined[name] = (label, first, new)
    return {name: line for name, line in joined.items() if not line[1] or line[1] != line[2]}


def _hide(ids: list[int]) -> None:
    now = clock.now()
    Delivery.objects.filter(notification_id__in=ids, fate=Fate.QUEUED).update(
        fate=Fate.SUPPRESSED, reason="Joined with a newer message", final_at=now
    )
    Notification.objects.filter(pk__in=ids).update(in_portal=False, read_at=now, settled_at=now, escalate_at=None)
