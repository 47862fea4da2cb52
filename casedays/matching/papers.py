"""Until when people's credentials count, for many people and dates at once."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from casedays.matching.problem import Person, Requirement

Days = npt.NDArray[np.int32]


class Papers:
    """Rows are people, columns dates. Days are ordinals, 0 where nothing valid is held."""

    def __init__(self, people: Sequence[Person], dates: Sequence[dt.date], lapse_days: int) -> None:
        self.size = (len(people), len(dates))
        self.dates = list(dates)
        self.ordinals = np.array([date.toordinal() for date in dates], dtype=np.int32)
        self.lapse_days = lapse_days
        self.held: dict[int, list[tuple[int, str, int, int, int]]] = defaultdict(list)
        for row, person in enumerate(people):
            for paper in person.credentials:
                first, last = bisect_left(self.dates, paper.issued), bisect_right(self.dates, paper.expires)
                if first < last:
                    self.held[paper.kind_id].append((row, paper.state, first, last, paper.expires.toordinal()))
        self.known: dict[tuple[int, str | None], Days] = {}

    def last_day(self, row: Requirement, state: str) -> Days:
        """The last day of what meets the requirement in `state`, for each person on each date."""
        key = (row.kind_id, state if row.by_state else None)
        if key not in self.known:
            until = np.zeros(self.size, dtype=np.int32)
            for person, held_for, first, last, expires in self.held[row.kind_id]:
                if key[1] in (None, held_for):
                    mine = until[person, first:last]
                    np.maximum(mine, expires, out=mine)
            self.known[key] = until
        return self.known[key]

    def lapsing(self, row: Requirement, state: str) -> npt.NDArray[np.bool_]:
        """Whether what meets it on a date ends soon after."""
        until = self.last_day(row, state)
        return (until > 0) & (until < self.ordinals + self.lapse_days)
