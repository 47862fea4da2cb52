"""Notices, deliveries and texts for tests. Notices go through the outbox, as real ones do."""

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from notifications import notices
from notifications.enums import Channel, Fate
from notifications.models import Delivery, InboundText, NoticePolicyRow, Notification
from notifications.notice import Notice
from notifications.outbox import enqueue_all
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import UserFactory

_numbers = itertools.count(1)
#: An instant at which it is noon in California: nobody's night there.
NOON = dt.datetime(2027, 3, 3, 20, 0, tzinfo=dt.UTC)
ASKED, RELEASED, CHANGED = "casedays.asked", "casedays.released", "casedays.changed"


def entry(topic_id: int = 12, kind: str = "confirmed") -> TimelineEntry:
    """A step in the life of case day `topic_id`."""
    return TimelineEntry.objects.create(topic="case_day", topic_id=topic_id, kind=kind)


def context_of(kind: str, **given: str) -> dict[str, Any]:
    """A value for every field that the kind may bind, its name unless given."""
    found = notices.get(kind)
    return {**{name: name for name in found.fields | found.private}, **given}


def notice(recipient: User | None = None, kind: str = ASKED, **fields: Any) -> Notice:
    """A notice ready to be told, of a fresh step of day 12 unless an `entry` is given."""
    given: Mapping[str, str] = fields.pop("context", {})
    values: dict[str, Any] = {"path": "/clinician/case-days/12/", "hours_to_day": 24.0 * 14}
    if not fields.get("key"):
        values["entry"] = fields.pop("entry", None) or entry()
    return Notice(
        kind=kind,
        recipient=recipient or UserFactory.create(),
        context=context_of(kind, **given),
        **{**values, **fields},
    )


def told(*wanted: Notice) -> list[Notification]:
    """Tell these in one transaction."""
    with transaction.atomic():
        return enqueue_all(wanted)


def queued(channel: Channel = Channel.TEXT, recipient: User | None = None, **fields: Any) -> Delivery:
    """An urgent delivery that is due, alone of its notification."""
    policy(ASKED, text=channel == Channel.TEXT, email=channel == Channel.EMAIL, urgent=True)
    row = told(notice(recipient, **fields))[0]
    return row.deliveries.get(channel=channel)


def policy(event: str, **fields: Any) -> NoticePolicyRow:
    """The only policy row of this event from now on; portal unless said otherwise."""
    NoticePolicyRow.objects.filter(event=event).delete()
    return NoticePolicyRow.objects.create(event=event, audience=notices.get(event).audience, **fields)


def inbound(body: str = "hello?", *, number: str = "+15035550177", **fields: Any) -> InboundText:
    """A text that came in."""
    values = {"provider_id": f"SMin{next(_numbers)}", "number": number, "body": body}
    return InboundText.objects.create(**{**values, **fields})


def failed(recipient: User | None = None, reason: str = "Not a mobile number") -> Delivery:
    """A text that did not go."""
    delivery = queued(recipient=recipient)
    Delivery.objects.filter(pk=delivery.pk).update(fate=Fate.FAILED, reason=reason, final_at=clock.now())
    delivery.refresh_from_db()
    return delivery


def fresh(delivery: Delivery) -> Delivery:
    """The delivery as the database has it now."""
    return Delivery.objects.select_related("notification").get(pk=delivery.pk)


def lapse(delivery: Delivery) -> None:
    """The lease of this delivery ran out."""
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=clock.now() - dt.timedelta(minutes=5))


def make_due(delivery: Delivery) -> None:
    """The delivery's time has come."""
    Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() - dt.timedelta(seconds=5))
