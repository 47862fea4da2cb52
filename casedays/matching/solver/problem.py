"""What is to be matched and what came of it, as plain values."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class ProblemError(ValueError):
    """A problem that cannot be read. `place` names the spot, as in `pairs[17][1]`; "" is the whole."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


@dataclass(frozen=True)
class OpenDay:
    """A day and the provider types that it still needs, one person of each."""

    id: int
    date: dt.date
    open: tuple[str, ...]


@dataclass(frozen=True)
class Worker:
    """Somebody who can be assigned. `busy` are dates on which they work already; each is a day worked.

    `fairness` holds the added cost of the 1st, 2nd, ... day worked; its last value holds beyond its end, and it never
    decreases. `max_week` is per ISO week, `max_period` over everything (None: no limit).
    """

    id: int
    type: str
    max_week: int
    max_period: int | None = None
    busy: frozenset[dt.date] = frozenset()
    fairness: tuple[int, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Who can do which day at what cost, as three arrays of one length: positions in `days` and in `clinicians`."""

    day: npt.NDArray[np.int32]
    clinician: npt.NDArray[np.int32]
    cost: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rows: list[tuple[int, int, int]]) -> "Pairs":
        """The pairs from rows of (position of the day, position of the clinician, cost)."""
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2].copy())

    def __len__(self) -> int:
        return len(self.cost)


@dataclass(frozen=True)
class Problem:
    """Everything that is to be decided at once. `seconds` is the time limit.

    `current` holds (day id, clinician id) of an earlier proposal: then as few of those as possible are changed.
    """

    days: tuple[OpenDay, ...]
    clinicians: tuple[Worker, ...]
    pairs: Pairs
    seconds: float = 60.0
    current: tuple[tuple[int, int], ...] = ()


class Progress(NamedTuple):
    """How far a run has come. Costs are those of the best proposal so far; None while nothing is known of them."""

    phase: str
    days_filled: int
    bound_days: int
    cost: int | None
    bound_cost: int | None
    seconds: float


Watch = Callable[[Progress], bool]


@dataclass(frozen=True)
class Why:
    """Why a slot stays open.

    `kind` is one of
    - `nobody`: no clinician of the type is eligible for the day at all;
    - `busy`: everybody eligible works already on that date (`clinicians`);
    - `limit`: `clinicians` would be free on that date if their limit per week or period gave way;
    - `elsewhere`: the eligible ones who could are on other days of the proposal on that date (`clinicians`);
    - `other_type`: this slot could be filled, by `clinicians`; what the day lacks are `types`;
    - `together`: each type has somebody free; the run was ended before it had tried.
    `at_limit`, `elsewhere` and `busy` are all eligible ones by what holds them, whichever the kind is.
    """

    kind: str
    date: dt.date
    clinicians: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    at_limit: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    busy: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class OpenSlot:
    """A slot that the proposal leaves open: the id of the day, the provider type and the reason."""

    day: int
    type: str
    why: Why


@dataclass(frozen=True)
class Change:
    """A day and type whose person differs from `current`: ids, None for nobody."""

    day: int
    type: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Proposal:
    """The best found: (day id, clinician id) by day, with proof.

    `complete` days are filled and no more than `bound_complete` can be. `cost` is theirs, and no proposal with
    `complete` days costs less than `bound_cost`. `proven` says that nothing is better: with `current` in the problem,
    that also no fewer assignments could be changed. `changed` compares with `current`, None when there was none.
    """

    assignments: tuple[tuple[int, int], ...]
    complete: int
    cost: int
    bound_complete: int
    bound_cost: int
    proven: bool
    open: tuple[OpenSlot, ...] = ()
    seconds: float = 0.0
    changed: tuple[Change, ...] | None = field(default=None)
