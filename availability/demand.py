"""What days want of clinicians.

Days live higher up: they register here how to look, so that this room need not know them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """Case days wanted on one date, and how many of them are still requests."""

    days: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Commitment:
    """A clinician in a slot on a date. While only held (`told` is False) the clinician must not learn of it.

    `willing` says whether they answered that they can work that date: an override may have put them there.
    """

    clinician_id: int
    provider_type: str
    date: dt.date
    told: bool
    willing: bool = True


@dataclass(frozen=True)
class Demand:
    """What a span of dates wants, and who is already taken on it."""

    wanted: Mapping[dt.date, Wanted] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()

    def on(self, date: dt.date) -> Wanted:
        """What one date wants."""
        return self.wanted.get(date, Wanted())


Source = Callable[[dt.date, dt.date, int | None], Demand]
_sources: list[Source] = []


def register_demand(source: Source) -> None:
    """Make known who tells the demand between two dates; a clinician's id narrows the commitments."""
    _sources[:] = [source]


def demand_between(first: dt.date, last: dt.date, clinician_id: int | None = None) -> Demand:
    """The demand on the dates from `first` to `last`; empty while nobody has registered."""
    return _sources[0](first, last, clinician_id) if _sources else Demand()
