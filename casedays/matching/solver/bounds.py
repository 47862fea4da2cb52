"""Bounds that hold whatever the solver's rounding did: prices are made whole numbers, and the rest is whole arithmetic.

Any prices of the rows give a bound; good prices give a good one. Candidates that were left out of the program are
priced as well: those with a reduced cost below 0 are the ones that could still help.
"""

from dataclasses import dataclass

import numpy as np

from casedays.matching.solver.model import Ints, Model
from casedays.matching.solver.program import Floats
from casedays.matching.solver.rows import Rows

FINEST = 20  # binary digits after the point of a price


@dataclass(frozen=True)
class Bound:
    """What nothing can be below, and the reduced costs of days and candidates, times `scale`."""

    value: int
    scale: int
    day: Ints
    candidate: Ints

    def within(self, gap: int) -> tuple[Ints, Ints, Ints]:
        """Days that must be on, days that can be either way, candidates of use: for answers within `gap` of the bound.

        An answer that is otherwise is worse than the bound by more than `gap`.
        """
        limit = (gap + 1) * self.scale
        sure = self.day < -limit
        return np.flatnonzero(sure), np.flatnonzero(np.abs(self.day) <= limit), np.flatnonzero(self.candidate <= limit)


def _whole(prices: Floats, largest: int, terms: int) -> tuple[Ints, int]:
    """The prices in whole numbers and their scale, such that sums over so many terms stay below 2**62."""
    size = max(1.0, float(largest), float(np.abs(prices).max(initial=0.0)))
    digits = min(FINEST, int(60 - np.ceil(np.log2(size)) - np.ceil(np.log2(max(2, terms)))))
    scale = 2 ** max(0, digits)
    return np.rint(prices * scale).astype(np.int64), scale


def bound_of(
    model: Model,
    rows: Rows,
    prices: Floats,
    count: int,
    *,
    day_cost: float = 0.0,
    cost: Ints | None = None,
) -> Bound:
    """The least cost of exactly `count` days on, by these prices of the rows.

    `cost` is of every candidate, with the steps of fairness; None counts days alone: each that is on counts -1, and
    `count` then is the most there can be. `day_cost` is what the program that gave the prices asked per day.
    """
    largest = 1 if cost is None else max(np.abs(cost).max(initial=1), np.abs(rows.step_cost).max(initial=1))
    terms = 8 * (rows.total + model.days)
    whole, scale = _whole(np.append(prices, day_cost), int(largest), terms)
    price, each = whole[:-1].copy(), int(whole[-1])
    one_sided = rows.lower < 0
    price[one_sided] = np.minimum(price[one_sided], 0)
    per_day, price[-1] = 0 if cost is None else int(price[-1]), 0
    own = np.append(price, 0)  # a row -1 costs nothing
    paid = (rows.upper * np.minimum(price, 0)).sum()
    day = own[model.slots_of_day].sum(axis=1) - per_day + each
    step = own[rows.step_row] + (0 if cost is None else rows.step_cost * scale)
    candidate = (0 if cost is None else cost * scale) - (
        own[model.slot] + own[rows.week] + own[rows.date] + own[rows.person]
    )
    total = int(paid) + int((np.minimum(step, 0) * rows.step_count).sum()) + int(np.minimum(candidate, 0).sum())
    total += int(np.minimum(day, 0).sum())
    if cost is not None:
        total += count * (per_day - each)
    return Bound(-((-total) // scale), scale, day, candidate)
