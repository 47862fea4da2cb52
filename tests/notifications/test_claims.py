"""Who sends a delivery: exactly one worker at a time."""

import datetime as dt

import pytest
from django.db import connection, connections

from notifications import claims
from notifications.claims import claim, still_ours
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause, Delivery, Notification
from scheduling_portal.core import clock
from tests.factories.notifications import fresh, lapse, make_due, queued

pytestmark = pytest.mark.django_db


class TestClaim:
    def test_due_delivery_is_claimed_once(self) -> None:
        delivery = queued()
        (mine,) = claim(limit=5)
        assert (mine.delivery_id, mine.attempt, mine.uncertain) == (delivery.pk, 1, False)
        assert claim(limit=5) == []
        assert fresh(delivery).fate == Fate.SENDING

    def test_what_is_not_due_waits(self) -> None:
        delivery = queued()
        Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() + dt.timedelta(minutes=1))
        assert claim(limit=5) == []

    def test_urgent_goes_before_what_has_waited_longer(self) -> None:
        calm, urgent = queued(), queued()
        Notification.objects.filter(pk=calm.notification_id).update(urgent=False)
        make_due(calm)
        assert [each.delivery_id for each in claim(limit=2)] == [urgent.pk, calm.pk]

    def test_dead_workers_delivery_is_claimed_again_as_uncertain(self) -> None:
        delivery = queued()
        claim(limit=5)
        lapse(delivery)
        (again,) = claim(limit=5)
        assert (again.attempt, again.uncertain) == (2, True)

    def test_channel_on_hold_is_left_alone(self) -> None:
        queued()
        ChannelPause.objects.create(channel=Channel.TEXT, until=clock.now() + dt.timedelta(minutes=5), reason="no")
        assert claim(limit=5) == []

    def test_ring_takes_only_its_own(self) -> None:
        one, _other = queued(), queued()
        assert [each.delivery_id for each in claim(limit=5, notification_ids=[one.notification_id])] == [one.pk]

    @pytest.mark.django_db(transaction=True)
    def test_row_that_another_worker_is_taking_is_passed_over(self) -> None:
        one, two = queued(), queued()
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM notifications_delivery WHERE id = %s FOR UPDATE", [one.pk])
                assert [each.delivery_id for each in claim(limit=5)] == [two.pk]
                cursor.execute("ROLLBACK")
        finally:
            other.close()

    def test_lease_is_on_the_databases_clock(self) -> None:
        delivery = queued()
        claim(limit=1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lease_until - clock_timestamp() FROM notifications_delivery WHERE id = %s", [delivery.pk]
            )
            (left,) = cursor.fetchone()
        assert dt.timedelta(seconds=110) < left <= claims.LEASE


def test_still_ours_says_no_to_an_old_attempt() -> None:
    queued()
    (mine,) = claim(limit=1)
    assert still_ours(mine) is not None
    assert still_ours(claims.Claim(mine.delivery_id, mine.attempt + 1, uncertain=False)) is None
