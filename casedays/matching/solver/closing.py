"""When the relaxation leaves days half on: whole days, by an integer program over what can still matter."""

import numpy as np

from casedays.matching.solver.best import Best, settled
from casedays.matching.solver.bounds import Bound
from casedays.matching.solver.clock import Clock
from casedays.matching.solver.coupled import NOTHING, Coupled, Relaxed
from casedays.matching.solver.model import Bools, Model
from casedays.matching.solver.program import Program, whole_days

TRIES = 40  # days that are tried one by one after rounding


def rounded(model: Model, relaxed: Relaxed, best: Best, clock: Clock, most: int) -> None:
    """Offer the days that are on, with those half on tried one by one, the fullest first."""
    if relaxed.taken is not None:
        best.offer(relaxed.taken, round(relaxed.days))
        return
    taken, on = settled(model, relaxed.on > 1 - NOTHING, clock)
    best.offer(taken, int(on.sum()))
    half = np.flatnonzero((relaxed.on > NOTHING) & (relaxed.on <= 1 - NOTHING) & ~on)
    for day in half[np.argsort(-relaxed.on[half], kind="stable")][:TRIES].tolist():
        if on.sum() >= most:
            break
        more = on.copy()
        more[day] = True
        taken, more = settled(model, more, clock)
        if more.sum() > on.sum():
            on = more
            best.offer(taken, int(on.sum()))


def close_days(coupled: Coupled, best: Best) -> None:
    """The most days there can be, when rounding did not reach the relaxation's number."""
    model, clock = coupled.model, coupled.clock
    clock.enter("looking for one more day")
    program = Program(model, coupled.rows, np.arange(len(model.cost)), np.arange(model.days), whole=True)
    program.count(best.days, best.bound_days)
    program.ask(-1.0, None)
    done, bound = whole_days(program, clock)
    if done:
        _offer(program, model, best, clock)
    if np.isfinite(bound):
        best.no_more_days_than(max(best.days, int(np.floor(-bound + NOTHING))))


def close_cost(coupled: Coupled, bound: Bound, best: Best) -> None:
    """The least cost of exactly `best.days` days; `bound` is the relaxation's for so many."""
    clock = coupled.clock
    clock.enter("closing the gap")
    while best.cost > bound.value:
        # Whatever is not within this is dearer than the best already.
        gap = best.cost - 1 - bound.value
        program = _small(coupled, bound, gap, best.days)
        done, least = whole_days(program, clock)
        if not done and not program.impossible:
            if np.isfinite(least):
                best.no_less_cost_than(min(int(np.ceil(least - 0.01)), best.cost), best.days)
            return
        before = best.cost
        if done:
            _offer(program, coupled.model, best, clock)
        if program.impossible or best.cost == before or best.cost <= np.ceil(least - 0.01):
            best.no_less_cost_than(best.cost, best.days)
            return


def _small(coupled: Coupled, bound: Bound, gap: int, days: int) -> Program:
    """The program with only the days and candidates of answers within the gap."""
    model = coupled.model
    sure, either, candidates = bound.within(gap)
    kept: Bools = np.zeros(model.days, dtype=bool)
    kept[sure] = True
    kept[either] = True
    candidates = candidates[kept[model.slot_day[model.slot[candidates]]]]
    some = np.flatnonzero(kept)
    program = Program(model, coupled.rows, candidates, some, whole=True)
    on = np.searchsorted(some, sure).astype(np.int32)
    program.highs.changeColsBounds(len(on), on, np.ones(len(on)), np.ones(len(on)))
    program.count(days, days)
    program.ask(0.0, coupled.cost.astype(np.float64))
    return program


def _offer(program: Program, model: Model, best: Best, clock: Clock) -> None:
    on = np.zeros(model.days, dtype=bool)
    on[program.days[program.values()[: len(program.days)] > 0.5]] = True
    taken, on = settled(model, on, clock)
    best.offer(taken, int(on.sum()))
