"""Reading single values of a problem file; each refusal names the place."""

import datetime as dt
import math
from typing import Any

from casedays.matching.solver.problem import ProblemError

# Ids are those of a database. Costs are added up a hundred thousand times and must still fit a 64-bit number.
LARGEST = 2**63 - 1
LARGEST_COST = 10**9
LONGEST_TEXT = 100


def said(value: Any) -> str:
    """The value for a message, cut short."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def object_at(data: Any, place: str) -> dict[str, Any]:
    """The value as an object."""
    if type(data) is not dict:
        raise ProblemError(place or "the file", f"is {said(data)}, not an object")
    return data


def list_at(data: Any, place: str) -> list[Any]:
    """The value as a list."""
    if type(data) is not list:
        raise ProblemError(place, f"is {said(data)}, not a list")
    return data


def member(data: dict[str, Any], key: str, place: str) -> Any:
    """The member of that name, which must be there."""
    if key not in data:
        raise ProblemError(f"{place}.{key}" if place else key, "is missing")
    return data[key]


def known(data: dict[str, Any], keys: set[str], place: str) -> None:
    """Refuse members of other names: a misspelt limit must not go unnoticed."""
    for key in data:
        if key not in keys:
            raise ProblemError(f"{place}.{key}" if place else str(key), "is not part of the format")


def whole_at(value: Any, place: str, least: int = -LARGEST, most: int = LARGEST) -> int:
    """The value as a whole number from `least` to `most`. True and False are none, nor is 1.0."""
    if type(value) is not int:
        raise ProblemError(place, f"is {said(value)}, not a whole number")
    if not least <= value <= most:
        raise ProblemError(place, f"is {said(value)}, not from {least} to {most}")
    return value


def text_at(value: Any, place: str) -> str:
    """The value as a short text that is not empty."""
    if type(value) is not str or not value.strip() or len(value) > LONGEST_TEXT:
        raise ProblemError(place, f"is {said(value)}, not a name of a provider type")
    return value


def date_at(value: Any, place: str) -> dt.date:
    """The value as a date, written 2027-03-11."""
    if type(value) is str and len(value) == 10:
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise ProblemError(place, f"is {said(value)}, not a date such as 2027-03-11")


def seconds_at(value: Any, place: str) -> float:
    """The value as a time limit in seconds, more than nothing."""
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 < value <= 86_400:
        raise ProblemError(place, f"is {said(value)}, not a number of seconds from more than 0 to 86400")
    return float(value)
