"""The way in: what somebody is told becomes rows, in the transaction of what it tells of.

Only `*/notices.py` call this. Nothing is sent here: on commit the doorbell wakes a worker, and what it misses the
sweep finds.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from notifications import merging, notices, policy, rendering
from notifications.deliveries import deliveries_for
from notifications.doorbell import ring_on_commit
from notifications.enums import Channel, Fate
from notifications.models import Delivery, NoticePolicyRow, Notification
from notifications.notice import Notice
from notifications.notices import NoticeKind
from notifications.troubles import SETTLED, SUPERSEDED
from scheduling_portal.core import clock, quiet
from scheduling_portal.core.events import PublishedOutsideTransaction


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A notice with what the policy decided and how it reads, not saved yet."""

    notice: Notice
    kind: NoticeKind
    decision: policy.Decision
    words: rendering.Words
    row: Notification


def enqueue_all(wanted: Iterable[Notice]) -> list[Notification]:
    """Write notifications and one delivery per channel, in a fixed number of queries however many people hear of it.

    Left out: the actor, people who no longer sign in, kinds the policy is silent on, what was told already, and all
    that happens in `core.quiet`.
    Raises PublishedOutsideTransaction outside a transaction, FieldNotAllowedError for a field that is not the kind's.
    """
    if not transaction.get_connection().in_atomic_block:
        raise PublishedOutsideTransaction("A notice must be written in the transaction of what it tells of")
    concerned = [] if quiet.is_on() else _concerned(wanted)
    if not concerned:
        return []
    rows = policy.rows_for(notice.kind for notice in concerned)
    merged = merging.merge(concerned)
    prepared = [ready for notice in merged if (ready := _prepare(notice, rows)) is not None]
    return _save(prepared)


def settle(*, topic: str, topic_id: int, kinds: Collection[str], recipient_id: int | None = None) -> None:
    """What these notices ask for is done: mark them read, and send none of them any more.

    What waits is called off here, what a worker has at this moment is not tried again (`dispatch.why_not_now`), and
    what had failed is no longer a manager's to repeat. For one person, or for everybody who got them.
    """
    open_ones = Notification.objects.filter(
        settled_at__isnull=True, kind__in=kinds, entry__topic=topic, entry__topic_id=topic_id
    )
    if recipient_id is not None:
        open_ones = open_ones.filter(recipient_id=recipient_id)
    ids = list(open_ones.values_list("pk", flat=True))
    if ids:
        _call_off(Q(notification_id__in=ids), SETTLED)
        _put_away(ids)


def unsent_to(*, topic: str, topic_id: int, kinds: Collection[str]) -> set[int]:
    """Ids of the people for whom a text or an email of these kinds still waits. One query."""
    waiting = Delivery.objects.filter(
        fate=Fate.QUEUED,
        notification__kind__in=kinds,
        notification__entry__topic=topic,
        notification__entry__topic_id=topic_id,
    )
    return set(waiting.values_list("notification__recipient_id", flat=True))


def _concerned(wanted: Iterable[Notice]) -> list[Notice]:
    """Those worth writing: not the actor, not somebody who left, not told already. At most one query."""
    by_key = {
        notice.dedupe_key: notice
        for notice in wanted
        if notice.recipient.is_active and notice.recipient.pk != notice.actor_id
    }
    if not by_key:
        return []
    told = Notification.objects.filter(dedupe_key__in=by_key).values_list("dedupe_key", flat=True)
    for key in told:
        del by_key[key]
    return list(by_key.values())


def _prepare(notice: Notice, rows: list[NoticePolicyRow]) -> Prepared | None:
    kind = notices.get(notice.kind)
    rendering.check_fields(kind, notice.context)
    decision = policy.decide(
        rows,
        event=kind.name,
        audience=kind.audience,
        hours_to_day=notice.hours_to_day,
        changed_fields={*notice.changed_fields, *notice.changes},
    )
    if decision is not None and notice.portal_only:
        decision = replace(decision, channels=decision.channels & {Channel.PORTAL})
    if decision is None or not decision.channels:
        return None
    words = rendering.render(
        kind,
        notice.context,
        changes=notice.changes,
        link=settings.PUBLIC_BASE_URL.rstrip("/") + notice.path,
        text_link=settings.PUBLIC_BASE_URL.rstrip("/") + (notice.text_path or notice.path),
        product=settings.PRODUCT_NAME,
    )
    return Prepared(notice=notice, kind=kind, decision=decision, words=words, row=_row(notice, kind, decision, words))


def _row(notice: Notice, kind: NoticeKind, decision: policy.Decision, words: rendering.Words) -> Notification:
    now = clock.now()
    context: dict[str, object] = dict(notice.context)
    if kind.lists_changes:
        context["changes"] = {name: list(line) for name, line in notice.changes.items()}
    good_until = _good_until(notice, now)
    return Notification(
        recipient=notice.recipient,
        audience=kind.audience,
        kind=kind.name,
        entry=notice.entry,
        subject=words.subject,
        body=words.body,
        context=context,
        path=notice.path,
        urgent=decision.urgent or policy.morning_is_too_late(now, notice.recipient.time_zone, good_until),
        in_portal=Channel.PORTAL in decision.channels,
        good_until=good_until,
        escalate_at=now + decision.escalate_after if decision.escalate_after and _wants_a_word(notice, kind) else None,
        dedupe_key=notice.dedupe_key,
    )


def _wants_a_word(notice: Notice, kind: NoticeKind) -> bool:
    """Whether silence on it would be one: of a kind to be seen only what this person has to see."""
    return not kind.to_see or bool(notice.context.get("to_see"))


def _good_until(notice: Notice, now: dt.datetime) -> dt.datetime | None:
    """The first of its deadline and the day's beginning."""
    hours = notice.hours_to_day if notice.starts_in is None else notice.starts_in
    day = now + dt.timedelta(hours=hours) if hours is not None and hours > 0 else None
    return min((moment for moment in (notice.deadline, day) if moment), default=None)


def _save(prepared: list[Prepared]) -> list[Notification]:
    """Write the rows. Another transaction that told the same at this moment wins silently by the unique key."""
    if not prepared:
        return []
    rows = [ready.row for ready in prepared]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    ids = dict(
        Notification.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list("dedupe_key", "pk")
    )
    for row in rows:
        row.pk = ids[row.dedupe_key]
    deliveries = deliveries_for(prepared)
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    _replace_older([(ready.kind, ready.row) for ready in prepared])
    now = clock.now()
    ring_on_commit(sorted({row.notification.pk for row in deliveries if row.fate == Fate.QUEUED and row.due_at <= now}))
    return rows


def _replace_older(pairs: list[tuple[NoticeKind, Notification]]) -> None:
    """Unsent messages that these make untrue are called off, and their notices count as read."""
    older = Q()
    for kind, row in pairs:
        if kind.replaces and row.entry is not None:
            older |= Q(
                recipient_id=row.recipient_id,
                kind__in=kind.replaces,
                entry__topic=row.entry.topic,
                entry__topic_id=row.entry.topic_id,
                pk__lt=row.pk,
            )
    if not older:
        return
    ids = list(Notification.objects.filter(older, settled_at__isnull=True).values_list("pk", flat=True))
    if ids:
        _call_off(Q(notification_id__in=ids), SUPERSEDED)
        _put_away(ids)


def _put_away(ids: Collection[int]) -> None:
    """Nothing is wanted of these any more: they count as read, and nobody is called because of them."""
    now = clock.now()
    Notification.objects.filter(pk__in=ids).update(read_at=Coalesce("read_at", now), settled_at=now, escalate_at=None)


def _call_off(which: Q, reason: str) -> None:
    Delivery.objects.filter(which, fate=Fate.QUEUED).update(fate=Fate.SUPPRESSED, reason=reason, final_at=clock.now())
