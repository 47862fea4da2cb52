"""The one place that knows what time it is, and how instants and local days meet."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

EARLIEST_DATE = dt.date(2000, 1, 1)
LATEST_DATE = dt.date(2100, 12, 31)
#: The date turns at each site's own midnight; one day's slack covers all zones.
SLACK = dt.timedelta(days=1)


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def today_in(zone: str) -> dt.date:
    """Today's date on the wall in the IANA zone `zone`."""
    return now().astimezone(ZoneInfo(zone)).date()


def earliest_date() -> dt.date:
    """The earliest date that is not yet over at some site: for lists of what lies ahead, which span zones."""
    return now().date() - SLACK


def local_instant(date: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The instant at which a clock in `zone` shows `date` and `time`.

    A time skipped in spring means the instant after the gap; one that happens twice in autumn means the first.
    """
    local = dt.datetime.combine(date, time, tzinfo=ZoneInfo(zone))
    return local.astimezone(dt.UTC)


def hours_until(date: dt.date, time: dt.time, zone: str) -> float:
    """Hours from now to `time` on `date` in `zone`; negative when past."""
    return (local_instant(date, time, zone) - now()).total_seconds() / 3600


def monday_of(date: dt.date) -> dt.date:
    """The Monday of the ISO week that holds `date`."""
    return date - dt.timedelta(days=date.weekday())
