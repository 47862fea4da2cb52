"""What must be acknowledged and is not."""

import datetime as dt

import pytest

from notifications.enums import Audience, Channel
from notifications.escalation import escalate_unseen
from notifications.models import Notification
from notifications.outbox import settle
from notifications.services import mark_all_read, mark_read
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.notifications import CHANGED, RELEASED, entry, notice, policy, told

pytestmark = pytest.mark.django_db
LINE = {"date": ("Date", "Thu 11 Mar", "Fri 12 Mar")}


def overdue() -> Notification:
    policy(CHANGED, text=True, acknowledge=True, escalate_after_hours=24)
    row = told(notice(UserFactory.create(), CHANGED, changes=LINE))[0]
    assert row.escalate_at is not None
    Notification.objects.filter(pk=row.pk).update(escalate_at=clock.now() - dt.timedelta(minutes=1))
    return row


def test_goes_out_again_by_email_and_managers_hear_once() -> None:
    manager = ManagerFactory.create()
    row = overdue()
    assert escalate_unseen() == 1
    assert escalate_unseen() == 0
    assert row.deliveries.filter(channel=Channel.EMAIL).count() == 1
    told_manager = Notification.objects.get(recipient=manager)
    assert told_manager.kind == "notifications.unseen"
    assert row.recipient.get_full_name() in told_manager.subject


def test_what_was_acknowledged_is_left_alone() -> None:
    row = overdue()
    assert row.entry is not None
    settle(topic=row.entry.topic, topic_id=row.entry.topic_id, kinds=[CHANGED], recipient_id=row.recipient_id)
    assert escalate_unseen() == 0


def test_opening_it_is_not_acknowledging_it() -> None:
    row = overdue()
    mark_all_read(actor=row.recipient, audience=Audience.CLINICIAN)
    assert escalate_unseen() == 1


def test_what_was_opened_first_and_acknowledged_then_is_left_alone() -> None:
    row = overdue()
    mark_all_read(actor=row.recipient, audience=Audience.CLINICIAN)
    assert row.entry is not None
    settle(topic=row.entry.topic, topic_id=row.entry.topic_id, kinds=[CHANGED])
    assert escalate_unseen() == 0


def test_reading_is_enough_where_nothing_else_can_be_done() -> None:
    policy(RELEASED, acknowledge=True, escalate_after_hours=24)
    read, unread = told(notice(kind=RELEASED), notice(kind=RELEASED, entry=entry(topic_id=13)))
    Notification.objects.update(escalate_at=clock.now() - dt.timedelta(minutes=1))
    mark_read(notification=read, actor=read.recipient)
    assert escalate_unseen() == 1
    assert unread.deliveries.filter(channel=Channel.EMAIL).exists()


def test_what_is_over_is_escalated_no_more() -> None:
    row = overdue()
    Notification.objects.filter(pk=row.pk).update(good_until=clock.now() - dt.timedelta(minutes=1))
    assert escalate_unseen() == 0


def test_what_needs_no_word_is_never_escalated() -> None:
    policy(CHANGED, text=True)
    assert told(notice(kind=CHANGED, changes=LINE))[0].escalate_at is None
