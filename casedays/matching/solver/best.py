"""The best answer so far, and what is known that no answer can be better than."""

from dataclasses import dataclass, field

import numpy as np

from casedays.matching.solver.clock import Clock
from casedays.matching.solver.flows import fill, of_type
from casedays.matching.solver.keeping import Keeping
from casedays.matching.solver.model import Bools, Ints, Model


def cost_of(model: Model, taken: Ints) -> int:
    """What these candidates cost, with fairness."""
    days = np.bincount(model.person[taken], minlength=model.people)
    return int(model.cost[taken].sum()) + sum(
        model.fairness_cost(person, int(days[person])) for person in np.flatnonzero(days).tolist()
    )


def cheapest(model: Model, days: int) -> int:
    """A cost that no answer with so many days is below, from the cheapest candidate of each slot alone."""
    first = np.array([steps[0][1] if (steps := model.steps(person)) else 0 for person in range(model.people)])
    least = np.full(model.slots, np.iinfo(np.int64).max // 4)
    np.minimum.at(least, model.slot, model.cost + first[model.person])
    total = np.zeros(model.days, dtype=np.float64)
    np.add.at(total, model.slot_day, least.astype(np.float64))
    possible = np.sort(total[total < np.iinfo(np.int64).max // 8])[:days]
    return int(np.floor(possible.sum()))


@dataclass
class Best:
    """The candidates taken, all of complete days. `bound_cost` is for `days` days."""

    model: Model
    clock: Clock
    keeping: Keeping
    bound_days: int
    taken: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    days: int = 0
    cost: int = 0
    bound_cost: int | None = None

    def __post_init__(self) -> None:
        self.days = int((self.model.day_need == 0).sum())
        self.clock.days, self.clock.bound_days = self.days, self.bound_days

    def become(self, model: Model, keeping: Keeping) -> None:
        """Go on with another bonus: what was found stays, what was known of its cost does not."""
        self.model, self.keeping = model, keeping
        self.cost, self.bound_cost = cost_of(model, self.taken), None

    def offer(self, taken: Ints, days: int) -> None:
        """Take this answer when it is better: more days, or as many for less."""
        cost = cost_of(self.model, taken)
        if days > self.days or (days == self.days and cost < self.cost):
            if days > self.days:
                self.bound_cost = None
            self.taken, self.days, self.cost = taken, days, cost
        self._tell()

    def no_more_days_than(self, days: int) -> None:
        """Know that no answer has more days."""
        self.bound_days = min(self.bound_days, days)
        self._tell()

    def no_less_cost_than(self, cost: int, days: int) -> None:
        """Know that no answer with so many days costs less."""
        if days == self.days:
            self.bound_cost = cost if self.bound_cost is None else max(cost, self.bound_cost)
        self._tell()

    @property
    def proven(self) -> bool:
        """Nothing is better: more days, fewer changes, less cost."""
        kept = self.keeping
        sure = kept.decides or kept.count(self.taken) == kept.mask.sum()
        return sure and self.days >= self.bound_days and self.bound_cost is not None and self.cost <= self.bound_cost

    def told(self) -> tuple[int, int | None]:
        """The cost without the bonus, and its bound: for answers that keep as many."""
        bonus = self.keeping.bonus * self.keeping.count(self.taken)
        return self.cost + bonus, None if self.bound_cost is None else self.bound_cost + bonus

    def _tell(self) -> None:
        clock = self.clock
        clock.days, clock.bound_days = self.days, self.bound_days
        cost, clock.bound_cost = self.told()
        clock.cost = cost if self.days else None
        clock.tick()


def settled(model: Model, on: Bools, clock: Clock) -> tuple[Ints, Bools]:
    """The cheapest people for exactly these days, type by type; days that cannot be covered fall out."""
    while True:
        parts, out = [], np.zeros(model.days, dtype=bool)
        for kind in range(len(model.types)):
            candidates, slots = of_type(model, kind)
            slots = slots[on[model.slot_day[slots]]]
            if not len(slots):
                continue
            filled = fill(model, candidates[on[model.slot_day[model.slot[candidates]]]], slots)
            parts.append(filled.taken)
            out[model.slot_day[filled.missed]] = True
            clock.tick()
        if not out.any():
            return np.concatenate([np.zeros(0, dtype=np.int64), *parts]), on
        on = on & ~out
