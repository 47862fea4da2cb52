"""The coupled program over all weeks: which days to fill when not every type can cover all of them."""

from dataclasses import dataclass

import numpy as np

from casedays.matching.solver.bounds import Bound, bound_of
from casedays.matching.solver.clock import Clock
from casedays.matching.solver.model import Ints, Model
from casedays.matching.solver.program import BASIC, LOWER, Floats, Program
from casedays.matching.solver.rows import Rows
from casedays.matching.solver.weeks import person_prices, start_of

NOTHING = 1e-6
LARGE = 500_000  # candidates; below, all of them are put in at once
CHEAPEST = 16  # candidates of a slot to begin with


@dataclass
class Relaxed:
    """The relaxation's answer: how far each day is on, the prices of its rows, and the candidates if all are whole."""

    on: Floats
    prices: Floats
    day_cost: float
    taken: Ints | None

    @property
    def clear(self) -> bool:
        """Every day is either on or off."""
        return bool(np.minimum(self.on, 1 - self.on).max(initial=0.0) < NOTHING)

    @property
    def days(self) -> float:
        return float(self.on.sum())


def to_begin_with(model: Model, taken: Ints) -> Ints:
    """All candidates, or of very many the cheapest of each slot and those that the flows took."""
    everything = np.arange(len(model.cost))
    if len(everything) <= LARGE:
        return everything
    rank = everything - np.searchsorted(model.slot, model.slot)
    chosen = (rank < CHEAPEST) | (model.cost < 0)
    chosen[taken] = True
    return np.flatnonzero(chosen)


class Coupled:
    """The relaxation with some of the candidates; those that could help are put in until none is left that could."""

    def __init__(self, model: Model, rows: Rows, chosen: Ints, cost: Ints, clock: Clock) -> None:
        self.model, self.rows, self.chosen, self.cost, self.clock = model, rows, chosen, cost, clock
        dearest = int(np.abs(cost).max(initial=1)) + int(np.abs(rows.step_cost).max(initial=0))
        self.day_cost = -50.0 * dearest
        self.program: Program | None = None

    def most_days_cheaply(self, load: Ints) -> Relaxed:
        """Days first, by a price per day that is high but not more than the numbers can bear."""
        prices = person_prices(self.model, self.rows, load)
        priced = self.cost + prices[self.model.person]
        start = start_of(self.model, self.rows, self.chosen, self.day_cost, priced, self.clock)
        self.clock.enter("joining the weeks")
        program = self._program()
        program.ask(self.day_cost, self.cost.astype(np.float64))
        columns = np.concatenate([start.day, start.step, start.candidate[self.chosen]])
        missing = self.rows.total - int((columns == BASIC).sum()) - int((start.row == BASIC).sum())
        if missing == 0:
            program.start_from(columns, start.row)
        return self._solved(self.day_cost, self.cost)

    def most_days(self) -> Relaxed:
        """Days alone."""
        program = self._program()
        program.count(0, self.model.days)
        program.ask(-1.0, None)
        return self._solved(-1.0, None)

    def least_cost(self, days: int) -> Relaxed:
        """The least cost of exactly so many days."""
        program = self._program()
        program.count(days, days)
        program.ask(0.0, self.cost.astype(np.float64))
        return self._solved(0.0, self.cost, days)

    def bound(self, relaxed: Relaxed, days: int) -> Bound:
        """What no answer with so many days can cost less than."""
        return bound_of(self.model, self.rows, relaxed.prices, days, day_cost=relaxed.day_cost, cost=self.cost)

    def bound_days(self, relaxed: Relaxed) -> Bound:
        """The value is less the number of days that nothing can be above."""
        return bound_of(self.model, self.rows, relaxed.prices, 0, day_cost=-1.0)

    def _program(self) -> Program:
        if self.program is None:
            everything = np.arange(self.model.days)
            self.program = Program(self.model, self.rows, self.chosen, everything, whole=True)
        return self.program

    def _solved(self, day_cost: float, cost: Ints | None, days: int | None = None) -> Relaxed:
        """Solve; put in the candidates whose reduced cost says they could help; until there are none."""
        while True:
            program = self._program()
            program.run(self.clock)
            relaxed = self._relaxed(program, day_cost)
            if len(self.chosen) == len(self.model.cost):
                return relaxed
            bound = bound_of(self.model, self.rows, relaxed.prices, days or 0, day_cost=day_cost, cost=cost)
            helpful = bound.candidate < -max(1, bound.scale // 10_000)
            helpful[self.chosen] = False
            more = np.flatnonzero(helpful)
            if not len(more):
                return relaxed
            self._extend(more, day_cost, cost, days)

    def _relaxed(self, program: Program, day_cost: float) -> Relaxed:
        values = program.values()
        on, takes = values[: self.model.days], values[program.first :]
        split = np.minimum(np.abs(values), np.abs(values - np.rint(values)))
        whole = split.max(initial=0.0) < NOTHING
        return Relaxed(on, program.duals(), day_cost, self.chosen[takes > 0.5] if whole else None)

    def _extend(self, more: Ints, day_cost: float, cost: Ints | None, days: int | None) -> None:
        """A new program with these candidates too, that starts where the last one ended."""
        program = self._program()
        columns, row_status = program.basis()
        self.chosen, self.program = np.concatenate([self.chosen, more]), None
        program = self._program()
        if days is not None:
            program.count(days, days)
        program.ask(day_cost, None if cost is None else cost.astype(np.float64))
        program.start_from(np.append(columns, np.full(len(more), LOWER)), row_status)
