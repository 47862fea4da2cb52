"""One cell as a value, however people write it. Each reader raises BadCell with the reason in a few words."""

import datetime as dt
import decimal
import re
from collections.abc import Callable, Iterable
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from scheduling_portal.core import clock
from scheduling_portal.core.geo import place_of_zip
from scheduling_portal.core.states import US_STATES
from scheduling_portal.core.zones import known_zones
from scheduling_portal.roster.reading import tidy

Reader = Callable[[Any], Any]

YES = {"yes", "y", "true", "t", "1", "x"}
NO = {"no", "n", "false", "f", "0"}
DATE_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S")
TIME_FORMS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p")
OLDEST = dt.date(1900, 1, 1)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,12})?")


class BadCell(Exception):
    """A cell that cannot be taken, with the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def plain(cell: Any) -> str:
    """A cell as trimmed text: whole numbers without a point, dates and times as ISO, truth as yes or no."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time(0):
        return cell.date().isoformat()
    return str(cell).strip()


def text(limit: int, *, lines: bool = False) -> Reader:
    """Text of at most `limit` letters; on one line unless `lines`."""

    def read(cell: Any) -> str:
        words = plain(cell).replace("\r\n", "\n").replace("\r", "\n")
        if CONTROL.search(words):
            raise BadCell("holds a character that cannot be shown")
        if not lines:
            words = " ".join(words.split())
        if len(words) > limit:
            raise BadCell(f"longer than {limit} letters")
        return words

    return read


def email(cell: Any) -> str:
    """An address in lower case."""
    address = plain(cell).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadCell("not an email address") from error
    if len(address) > 254:
        raise BadCell("not an email address")
    return address


def phone(cell: Any) -> str:
    """A number as E.164; read as American without a country code."""
    typed = plain(cell)
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException as error:
        raise BadCell("not a phone number") from error
    if len(typed) > 40 or not phonenumbers.is_valid_number(number):
        raise BadCell("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zip_code(cell: Any) -> str:
    """A ZIP code that exists; a spreadsheet that dropped its leading zeros is forgiven."""
    typed = plain(cell)
    code = typed.zfill(5) if typed.isdecimal() and len(typed) >= 3 else typed
    if place_of_zip(code) is None:
        raise BadCell("not a US ZIP code")
    return code


def state(cell: Any) -> str:
    """A state's two letters, from these or its name."""
    typed = plain(cell).upper()
    if not typed or typed in US_STATES:
        return typed
    for code, name in US_STATES.items():
        if name.upper() == typed:
            return code
    raise BadCell("not a state")


def zone(cell: Any) -> str:
    """An IANA time zone, empty when none is given."""
    typed = plain(cell)
    if typed and typed not in known_zones():
        raise BadCell("not an IANA time zone")
    return typed


def yes_no(cell: Any) -> bool:
    """Yes or no in any usual form."""
    word = plain(cell).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell("not yes or no")


def whole(low: int, high: int) -> Reader:
    """A whole number from `low` to `high`; None when empty."""

    def read(cell: Any) -> int | None:
        number = _number(cell)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise BadCell("not a whole number")
        return int(_within(number, low, high))

    return read


def measure(low: int, high: int) -> Reader:
    """A measure with one decimal from `low` to `high`; None when empty."""

    def read(cell: Any) -> decimal.Decimal | None:
        number = _number(cell)
        return None if number is None else _within(number, low, high).quantize(decimal.Decimal("0.1"))

    return read


def _number(cell: Any) -> decimal.Decimal | None:
    typed = plain(cell).replace(",", "")
    if not typed:
        return None
    if not NUMBER.fullmatch(typed):
        raise BadCell("not a number")
    return decimal.Decimal(typed)


def _within(number: decimal.Decimal, low: int, high: int) -> decimal.Decimal:
    if number < low:
        raise BadCell(f"below {low}")
    if number > high:
        raise BadCell(f"above {high}")
    return number


def date(*, oldest: dt.date = OLDEST) -> Reader:
    """A date, ISO or American; None when empty."""

    def read(cell: Any) -> dt.date | None:
        found = _date(cell)
        if found is not None and not oldest <= found <= clock.LATEST_DATE:
            raise BadCell("not a date of this century" if oldest > OLDEST else "not a date")
        return found

    return read


def dates(cell: Any) -> list[dt.date]:
    """Dates in a row, by ; or , or a new line."""
    read = date(oldest=clock.EARLIEST_DATE)
    return [read(part) for part in _parts(cell)]


def _date(cell: Any) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    typed = plain(cell)
    if not typed:
        return None
    for form in DATE_FORMS:
        try:
            return dt.datetime.strptime(typed, form).date()  # noqa: DTZ007  (a local date)
        except ValueError:
            continue
    raise BadCell("not a date")


def time(cell: Any) -> dt.time | None:
    """A clock time of 12 or 24 hours; None when empty."""
    if isinstance(cell, dt.datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, dt.time):
        return cell.replace(second=0, microsecond=0)
    typed = plain(cell).upper().replace(".", "")
    if not typed:
        return None
    for form in TIME_FORMS:
        try:
            return dt.datetime.strptime(typed, form).time().replace(second=0)  # noqa: DTZ007  (a clock time)
        except ValueError:
            continue
    raise BadCell("not a time")


def words(cell: Any) -> list[str]:
    """Words in a row, by ; or , or a new line, in lower case."""
    return [part.lower() for part in _parts(cell)]


def _parts(cell: Any) -> list[Any]:
    if isinstance(cell, dt.date):
        return [cell]
    return [part.strip() for part in re.split(r"[;,\n]", plain(cell)) if part.strip()]


def one_of(options: dict[str, str], why: str) -> Reader:
    """One of fixed words, whatever its case, spaces and dashes; `options` maps the word to the stored value."""
    known = {tidy(word): value for word, value in options.items()}

    def read(cell: Any) -> str:
        word = tidy(plain(cell))
        if word not in known:
            raise BadCell(why)
        return known[word]

    return read


def spelled(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Fixed choices by value and by label, for `one_of`."""
    return {word: str(value) for value, label in choices for word in (str(value), str(label))}
