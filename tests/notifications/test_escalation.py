"""What must be acknowledged and is not."""

import datetime as dt

import pytest

from notifications.enums import Channel
from notifications.escalation import escalate_unseen
from notifications.models import Notification
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.notifications import CHANGED, notice, policy, told

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


def test_what_was_seen_is_left_alone() -> None:
    row = overdue()
    Notification.objects.filter(pk=row.pk).update(read_at=clock.now())
    assert escalate_unseen() == 0


def test_what_needs_no_word_is_never_escalated() -> None:
    policy(CHANGED, text=True)
    assert told(notice(kind=CHANGED, changes=LINE))[0].escalate_at is None
