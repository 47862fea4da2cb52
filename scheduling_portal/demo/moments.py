"""Going back in time, so that the demo world's past is told by the same services that will tell its future."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone

from scheduling_portal.core import clock

HOME_ZONE = "America/Los_Angeles"


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Inside, this process believes that it is `moment`."""
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


class Calendar:
    """The demo's dates. Day 0 is the Monday of this week; three periods of four weeks lie around it."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.today = clock.today_in(HOME_ZONE)
        self.monday = clock.monday_of(self.today)

    def date(self, offset: int) -> dt.date:
        """The date so many days after this week's Monday."""
        return self.monday + dt.timedelta(days=offset)

    def moment(self, offset: int, hour: int = 9, minute: int = 0) -> dt.datetime:
        """An instant on that date by the clock at home; never later than a minute ago."""
        wanted = clock.local_instant(self.date(offset), dt.time(hour, minute), HOME_ZONE)
        return min(wanted, self.now - dt.timedelta(minutes=1))

    def yesterday(self, hour: int, minute: int = 0) -> dt.datetime:
        """An instant of yesterday by the clock at home."""
        return clock.local_instant(self.today - dt.timedelta(days=1), dt.time(hour, minute), HOME_ZONE)

    def ago(self, *, hours: float) -> dt.datetime:
        """So many hours before now."""
        return self.now - dt.timedelta(hours=hours)
