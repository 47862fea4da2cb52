"""Dates, times, distances and names as people read them, the same on pages and in messages."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils import timezone

from scheduling_portal.core import clock

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_LONG = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MINUTE, HOUR, DAY = 60, 3600, 86400
ZONES = {
    "EST": "ET", "EDT": "ET", "CST": "CT", "CDT": "CT", "MST": "MT", "MDT": "MT", "PST": "PT", "PDT": "PT",
    "AKST": "AKT", "AKDT": "AKT", "HST": "HT", "HDT": "HT",
}  # fmt: skip


def local_date(value: dt.date | dt.datetime, zone: str | None = None) -> dt.date:
    """The date of a date or of an instant, on the wall in `zone` (the current time zone without one)."""
    if isinstance(value, dt.datetime):
        return _local(value, zone).date()
    return value


def _local(value: dt.datetime, zone: str | None) -> dt.datetime:
    if timezone.is_naive(value):
        return value
    return value.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())


def day(value: dt.date | dt.datetime, zone: str | None = None) -> str:
    """A date as "Thu 11 Mar"; with the year when it is not this year's."""
    date = local_date(value, zone)
    text = f"{DAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}"
    return text if date.year == clock.now().year else f"{text} {date.year}"


def grid_day(date: dt.date) -> str:
    """A date in a column of dates: "Tue 30"; Mondays and the first of a month name the month too."""
    text = f"{DAYS[date.weekday()]} {date.day}"
    return f"{text} {MONTHS[date.month - 1]}" if date.weekday() == 0 or date.day == 1 else text


def day_long(value: dt.date | dt.datetime, zone: str | None = None) -> str:
    """A date in full: "Thursday 11 March 2027"."""
    date = local_date(value, zone)
    return f"{DAYS_LONG[date.weekday()]} {date.day} {MONTHS_LONG[date.month - 1]} {date.year}"


def day_span(first: dt.date, last: dt.date, *, long: bool = False) -> str:
    """Two dates as a range: "29 Mar to 25 Apr", "1 to 28 Mar"; with the year when it is not this year's."""
    names = MONTHS_LONG if long else MONTHS
    end = f"{last.day} {names[last.month - 1]}"
    year = "" if last.year == clock.now().year else f" {last.year}"
    if first == last:
        return f"{end}{year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}{year}"
    start = f"{first.day} {names[first.month - 1]}"
    if first.year != last.year:
        return f"{start} {first.year} to {end} {last.year}"
    return f"{start} to {end}{year}"


def time_of_day(value: dt.time | dt.datetime, zone: str | None = None) -> str:
    """A clock time as "7:30 am"; an instant is shown as the wall clock in `zone` shows it."""
    time = _local(value, zone).time() if isinstance(value, dt.datetime) else value
    return f"{time.hour % 12 or 12}:{time.minute:02} {'am' if time.hour < 12 else 'pm'}"


def on_clock(moment: dt.datetime, zone: str, beside: str = "") -> str:
    """An instant on the reader's own clock, with its zone wherever the times beside it are in another: "11:00 am ET".

    `beside` is the IANA zone of those times, a site's; without one the zone is always said.
    """
    date = local_date(moment, zone)
    name, time = zone_name(zone, date), time_of_day(moment, zone)
    return time if beside and zone_name(beside, date) == name else f"{time} {name}"


def zone_name(zone: str, date: dt.date | None = None) -> str:
    """An IANA zone in short, "PT" or "MT", as it is called on `date` (today without one)."""
    moment = dt.datetime.combine(date or clock.today_in(zone), dt.time(12), tzinfo=ZoneInfo(zone))
    short = moment.tzname() or zone
    return ZONES.get(short, short)


def zone_if_other(zone: str, readers: str) -> str:
    """The short name of `zone` to put behind its times, where the reader's clock shows others; else nothing."""
    name = zone_name(zone)
    return "" if name == zone_name(readers) else name


def age(moment: dt.datetime) -> str:
    """How long ago an instant was, in one unit: "5 min", "2 h", "3 days"."""
    seconds = max(0, int((clock.now() - moment).total_seconds()))
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h"
    days = seconds // DAY
    return f"{days} day{'' if days == 1 else 's'}"


def ago(moment: dt.datetime) -> str:
    """The same as a phrase: "just now", "2 h ago"."""
    text = age(moment)
    return "just now" if text == "0 min" else f"{text} ago"


def until(value: dt.date | dt.datetime, zone: str | None = None) -> str:
    """How far a date is: "today", "tomorrow", "in 8 days", "yesterday", "3 days ago"."""
    today = clock.today_in(zone or str(timezone.get_current_timezone()))
    days = (local_date(value, zone) - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return near or (f"in {days} days" if days > 0 else f"{-days} days ago")


def listed(words: Sequence[str], last: str = "and", *, most: int | None = None) -> str:
    """Words one after the other: "nurse", "nurse and medic", "anesthesiologist, nurse and medic".

    Beyond `most` it says how many more: "Nora Quinn, Mateo Silva and 4 more".
    """
    shown = list(words[:most])
    if more := len(words) - len(shown):
        shown.append(f"{more} more")
    return f" {last} ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: "1 session", "1,204 sessions"; `many` where an s does not do."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def in_sentence(text: str) -> str:
    """A sentence as a part of another: first letter small, unless its first word is an abbreviation such as PALS."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def either(words: Sequence[str]) -> str:
    """Words as alternatives: "nurse", "nurse or medic", "anesthesiologist, nurse or medic"."""
    return listed(words, "or")


def phone(value: object) -> str:
    """A phone number as Americans write it on a card, "503 555 0142"; others in international form."""
    number = parsed_phone(value)
    if number is None:
        return str(value or "")
    national = str(number.national_number)
    if number.country_code == 1 and len(national) == 10:
        return f"{national[:3]} {national[3:6]} {national[6:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def phone_address(value: object) -> str:
    """The address of a `tel:` link for a number; empty when it is no number."""
    number = parsed_phone(value)
    return "" if number is None else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def parsed_phone(value: object) -> phonenumbers.PhoneNumber | None:
    """The number behind a stored or typed one, read as American without a country code."""
    if not value:
        return None
    if isinstance(value, phonenumbers.PhoneNumber) and value.national_number:
        return value
    try:
        return phonenumbers.parse(str(value), "US")
    except phonenumbers.NumberParseException:
        return None


def initials(name: str) -> str:
    """At most two letters for a person: "Rosa Delgado" gives "RD"; titles do not count."""
    parts = [part for part in name.replace("Dr. ", "").split() if part[0].isalnum()]
    if not parts:
        return ""
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


def miles(value: float) -> str:
    """A distance in whole miles: "14 miles", "1 mile", "under 1 mile"."""
    whole = round(value)
    if whole < 1:
        return "under 1 mile"
    return f"{whole} mile{'' if whole == 1 else 's'}"
