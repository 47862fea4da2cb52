"""Whether this database is the one that its messages were queued in. A restored copy sends nothing until it may."""

import datetime as dt
import logging

from django.db import connection
from django.db.models import Q

from notifications.enums import Channel, Fate
from notifications.models import Delivery, Notification, OutboxHome
from notifications.troubles import CALLED_OFF
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction

log = logging.getLogger(__name__)

UNSENT = Q(fate__in=[Fate.QUEUED, Fate.SENDING, Fate.UNKNOWN], final_at__isnull=True)


def identity() -> str:
    """What tells this database from every copy of it; empty where PostgreSQL does not say.

    A dump that is restored gets another one. A copy of the server's files, such as a replica, keeps it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('pg_control_system()', 'EXECUTE')")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
        system, database = cursor.fetchone()
    return f"{system}/{database}"


def may_send() -> bool:
    """Whether messages may leave. The first database that asks is their home. Three queries."""
    here = identity()
    if not here:
        return True
    home = OutboxHome.objects.filter(pk=1).first()
    if home is None:
        OutboxHome.objects.bulk_create([OutboxHome(pk=1, identity=here)], ignore_conflicts=True)
        return True
    if home.identity == here:
        return True
    if home.held_since is None:
        OutboxHome.objects.filter(pk=1).update(held_since=clock.now())
    log.warning("Messages are held: this database is a copy of the one they wait in; see manage.py release_outbox")
    return False


def held_since() -> dt.datetime | None:
    """Since when messages are held, as the worker last found; None when they leave. One query."""
    return OutboxHome.objects.filter(pk=1).values_list("held_since", flat=True).first()


@in_transaction
def release(*, send: bool) -> int:
    """Make this database the home of its messages; returns how many waited.

    They are sent, texts after the provider was asked whether it has them already; or they are called off, and nobody
    is called because of what was not seen.
    """
    waiting = Delivery.objects.filter(UNSENT)
    count = waiting.count()
    if send:
        waiting.filter(fate=Fate.QUEUED, channel=Channel.TEXT).update(fate=Fate.UNKNOWN)
    else:
        waiting.update(fate=Fate.SUPPRESSED, reason=CALLED_OFF, lease_until=None, final_at=clock.now())
        Notification.objects.filter(escalate_at__isnull=False).update(escalate_at=None)
    OutboxHome.objects.update_or_create(pk=1, defaults={"identity": identity(), "held_since": None})
    return count
