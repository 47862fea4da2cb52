"""What the notice policy says: by which channels somebody hears of something, and how urgently."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from notifications.enums import Audience, Channel
from notifications.models import NoticePolicyRow
from scheduling_portal.core.zones import known_zones

NIGHT_STARTS = dt.time(21)
NIGHT_ENDS = dt.time(8)
#: Several edits in these minutes become one message.
EDIT_PAUSE = dt.timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The row that fits, as plain values."""

    channels: frozenset[Channel]
    urgent: bool
    acknowledge: bool
    escalate_after: dt.timedelta | None


def rows_for(events: Iterable[str]) -> list[NoticePolicyRow]:
    """The policy rows of these events, in the order in which they are tried. One query."""
    return list(NoticePolicyRow.objects.filter(event__in=set(events)).order_by("order", "pk"))


def decide(
    rows: Iterable[NoticePolicyRow],
    *,
    event: str,
    audience: Audience,
    hours_to_day: float | None,
    changed_fields: Collection[str],
) -> Decision | None:
    """What the first row that fits says; None when no row fits or the row names no channel.

    `hours_to_day` is the distance to the first case; without it only rows for any distance fit.
    """
    for row in rows:
        if (row.event, row.audience) == (event, audience) and _fits(row, hours_to_day, changed_fields):
            return _decision(row)
    return None


def _fits(row: NoticePolicyRow, hours: float | None, fields: Collection[str]) -> bool:
    if row.changed_field and row.changed_field not in fields:
        return False
    return row.within_hours is None or (hours is not None and hours <= row.within_hours)


def _decision(row: NoticePolicyRow) -> Decision | None:
    ways = {Channel.PORTAL: row.portal, Channel.TEXT: row.text, Channel.EMAIL: row.email}
    channels = frozenset(channel for channel, on in ways.items() if on)
    if not channels:
        return None
    after = row.escalate_after_hours
    return Decision(
        channels=channels,
        urgent=row.urgent,
        acknowledge=row.acknowledge,
        escalate_after=dt.timedelta(hours=after) if row.acknowledge and after else None,
    )


def due_at(*, now: dt.datetime, zone: str, channel: Channel, urgent: bool, pause: bool) -> dt.datetime:
    """When a message may leave: urgent ones at once; texts never at night on the recipient's clock.

    `pause` holds a non-urgent one back for the minutes in which more edits may follow.
    """
    if urgent or channel == Channel.PORTAL:
        return now
    moment = now + EDIT_PAUSE if pause else now
    return after_night(moment, zone) if channel == Channel.TEXT else moment


def morning_is_too_late(now: dt.datetime, zone: str, good_until: dt.datetime | None) -> bool:
    """Whether a text that waits for the morning would come too late, so that it has to go now."""
    return good_until is not None and after_night(now, zone) >= good_until


def after_night(moment: dt.datetime, zone: str) -> dt.datetime:
    """`moment`, or the next morning at 8 in `zone` when it falls between 9 pm and 8 am there."""
    local = on_the_clock(moment, zone)
    if NIGHT_ENDS <= local.time() < NIGHT_STARTS:
        return moment
    date = local.date() + dt.timedelta(days=1) if local.time() >= NIGHT_STARTS else local.date()
    return dt.datetime.combine(date, NIGHT_ENDS, tzinfo=local.tzinfo).astimezone(dt.UTC)


def on_the_clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """`moment` as a clock in `zone` shows it; an unknown zone is California's."""
    return moment.astimezone(ZoneInfo(zone if zone in known_zones() else "America/Los_Angeles"))
