"""What days want of clinicians.

Days live higher up: they register here how to look, so that this room need not know them.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

#: A date, and a provider type's value.
Slot = tuple[dt.date, str]
#: Per `place` of a day, how many could take each of its open slots, by provider type.
Chances = Mapping[str, Mapping[str, int]]


def place(day_id: int, date: dt.date) -> str:
    """A day on a date, its own or another that is wanted for it, as `Chances` names it."""
    return f"{day_id} {date}"


@dataclass(frozen=True)
class Wanted:
    """Case days wanted on one date, and how many of them are still requests."""

    days: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Commitment:
    """A clinician in a slot on a date. While only held (`told` is False) the clinician must not learn of it.

    `practice` names whose day it is.
    """

    clinician_id: int
    date: dt.date
    told: bool
    practice: str = ""


@dataclass(frozen=True)
class Reach:
    """What eligible clinicians can do on one date on which days still lack somebody, by provider type.

    `lacking` are open slots for which nobody is left when as many as possible are filled, `spare` those who could take
    one of them and are left over; a type without an open slot is in neither. `teamless` are days that get no full team.
    `chances` hold each of these days alone, requests on their other wanted dates as well.
    """

    lacking: Mapping[str, int] = field(default_factory=dict)
    spare: Mapping[str, int] = field(default_factory=dict)
    teamless: int = 0
    chances: Chances = field(default_factory=dict, compare=False)


class Source(Protocol):
    """Who knows the days. Dates are inclusive."""

    def wanted(self, first: dt.date, last: dt.date) -> Mapping[dt.date, Wanted]:
        """The days wanted on each date, requests by their best date."""

    def commitments(self, first: dt.date, last: dt.date, clinicians: Collection[int]) -> list[Commitment]:
        """On which dates these clinicians are in a slot."""

    def unasked(self, first: dt.date, last: dt.date) -> Mapping[Slot, int]:
        """How many are in a slot without having answered that they can."""

    def reach(self, first: dt.date, last: dt.date) -> Mapping[dt.date, Reach]:
        """The dates ahead on which a day lacks somebody."""


class _Nobody:
    """No days at all."""

    def wanted(self, first: dt.date, last: dt.date) -> Mapping[dt.date, Wanted]:
        return {}

    def commitments(self, first: dt.date, last: dt.date, clinicians: Collection[int]) -> list[Commitment]:
        return []

    def unasked(self, first: dt.date, last: dt.date) -> Mapping[Slot, int]:
        return {}

    def reach(self, first: dt.date, last: dt.date) -> Mapping[dt.date, Reach]:
        return {}


_source: list[Source] = [_Nobody()]


def register_demand(source: Source) -> None:
    """Make known who tells what days want."""
    _source[:] = [source]


def demand() -> Source:
    """Who tells what days want; without anybody nothing is wanted."""
    return _source[0]
