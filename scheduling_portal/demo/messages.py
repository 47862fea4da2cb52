"""What became of the messages that the story wrote: nothing has left this machine."""

import datetime as dt

from django.db.models import F

from notifications.enums import Channel, Fate
from notifications.models import Delivery, InboundText, Notification
from scheduling_portal.demo.world import World

FAILED = "30003: the phone is off or out of reach"
#: Younger messages than this are still on their way.
FRESH = dt.timedelta(minutes=20)


def send_due(moment: dt.datetime) -> None:
    """What was due by `moment` has gone out: texts have arrived, emails were handed over."""
    due = Delivery.objects.filter(fate=Fate.QUEUED, due_at__lte=moment)
    arrived = F("due_at") + dt.timedelta(seconds=9)
    due.filter(channel=Channel.TEXT).update(fate=Fate.DELIVERED, attempts=1, sent_at=F("due_at"), final_at=arrived)
    due.update(fate=Fate.SENT, attempts=1, sent_at=F("due_at"), final_at=F("due_at"))


def settle_messages(world: World) -> None:
    """The last hours: one text has failed, one waits for the morning, one answer is not understood."""
    send_due(world.calendar.now - FRESH)
    _fail_one(world)
    _keep_one_queued(world)
    old = world.calendar.now - dt.timedelta(days=2)
    Notification.objects.filter(created_at__lt=old, read_at__isnull=True).update(
        read_at=F("created_at") + dt.timedelta(hours=3), escalate_at=None
    )
    _unclear_reply(world)


def _fail_one(world: World) -> None:
    """The newest text to Joanne Park did not arrive."""
    text = _newest_text(world, "Joanne Park")
    text.fate, text.reason, text.attempts = Fate.FAILED, FAILED, 3
    text.final_at = text.due_at + dt.timedelta(minutes=4)
    text.save()


def _keep_one_queued(world: World) -> None:
    """One text waits for the morning."""
    text = _newest_text(world, "Marcus Bell")
    text.fate, text.attempts, text.sent_at, text.final_at = Fate.QUEUED, 0, None, None
    text.due_at = world.calendar.now + dt.timedelta(hours=9)
    text.save()


def _newest_text(world: World, name: str) -> Delivery:
    user = world.clinicians[name].user
    texts = Delivery.objects.filter(channel=Channel.TEXT, notification__recipient=user)
    return texts.exclude(fate=Fate.SUPPRESSED).order_by("-created_at", "-pk")[0]


def _unclear_reply(world: World) -> None:
    number = world.clinicians["Ben Lindqvist"].user.mobile
    reply = InboundText.objects.create(
        provider_id="demo-reply-1",
        number=number.as_e164,
        body="should be fine, will know for sure on thursday",
        outcome="Not understood; answered with help",
    )
    InboundText.objects.filter(pk=reply.pk).update(received_at=world.calendar.ago(hours=7))
