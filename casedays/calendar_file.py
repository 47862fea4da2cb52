"""A calendar as a file, in the form of RFC 5545."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from icalendar import Calendar, Event

from casedays.selectors.calendar import Entry

#: How often calendars should look.
EVERY = dt.timedelta(hours=1)


def write(name: str, entries: Iterable[Entry]) -> bytes:
    """The file of these entries; times are UTC, so that every calendar shows them on its reader's own clock."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//Case days//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("summary", entry.summary)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("dtstamp", entry.stamp)
    for name in ("location", "description", "url"):
        value = getattr(entry, name)
        if value:
            event.add(name, value)
    if entry.status == "CANCELLED":
        event.add("transp", "TRANSPARENT")  # the time is free again
    return event
