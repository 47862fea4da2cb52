"""What a run of the matcher is about: which days and slots, what may be moved, what is only tried."""

import datetime as dt
import enum
from dataclasses import dataclass, field
from typing import Any


class Moves(enum.StrEnum):
    """Which assignments the matcher may free. Accepted ones always stay, and what a manager overrode."""

    NOTHING = "nothing"
    HELD = "held"
    ASKED = "asked"


@dataclass(frozen=True)
class Scope:
    """Dates from `first` to `last`, both inclusive; empty tuples narrow nothing.

    `requests` are ids of days not yet accepted, tried as if they were on their best date. With `stable` the matcher
    changes as few of the assignments it may move as it can; without, it looks for the lowest cost. `weights` replaces
    some of the weights in force, by name.
    """

    first: dt.date
    last: dt.date
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    requests: tuple[int, ...] = ()
    moves: Moves = Moves.NOTHING
    stable: bool = True
    weights: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names the dates: no two runs over the same ones at a time."""
        return f"{self.first}:{self.last}"

    def stored(self) -> dict[str, Any]:
        """As JSON holds it; `restored` gives it back."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "states": list(self.states),
            "types": list(self.types),
            "days": list(self.days),
            "requests": list(self.requests),
            "moves": self.moves.value,
            "stable": self.stable,
            "weights": self.weights,
        }


def restored(data: dict[str, Any]) -> Scope:
    """The scope that was stored."""
    return Scope(
        first=dt.date.fromisoformat(data["first"]),
        last=dt.date.fromisoformat(data["last"]),
        states=tuple(data["states"]),
        types=tuple(data["types"]),
        days=tuple(data["days"]),
        requests=tuple(data["requests"]),
        moves=Moves(data["moves"]),
        stable=data["stable"],
        weights=dict(data["weights"]),
    )
