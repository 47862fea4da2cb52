"""Short ways to write down a problem."""

import datetime as dt
from typing import Any

from casedays.matching.solver import OpenDay, Pairs, Problem, Worker

MONDAY = dt.date(2027, 3, 1)


def day(key: int, offset: int = 0, *types: str) -> OpenDay:
    """A day so many days after Monday; it needs a nurse unless other types are named."""
    return OpenDay(key, MONDAY + dt.timedelta(days=offset), types or ("nurse",))


def worker(key: int, kind: str = "nurse", **other: Any) -> Worker:
    """Somebody with five days a week."""
    return Worker(**{"id": key, "type": kind, "max_week": 5, **other})


def problem(
    days: list[OpenDay],
    people: list[Worker],
    pairs: list[tuple[int, int, int]],
    **other: Any,
) -> Problem:
    """The problem with pairs as (day id, clinician id, cost)."""
    at_day = {one.id: number for number, one in enumerate(days)}
    at_person = {one.id: number for number, one in enumerate(people)}
    rows = [(at_day[first], at_person[second], cost) for first, second, cost in pairs]
    return Problem(tuple(days), tuple(people), Pairs.of(rows), **other)
