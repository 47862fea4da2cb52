"""From problem to proposal."""

import contextlib

import numpy as np

from casedays.matching.solver.best import Best, cheapest
from casedays.matching.solver.clock import Clock, StoppedError
from casedays.matching.solver.closing import close_cost, close_days, rounded
from casedays.matching.solver.coupled import Coupled, to_begin_with
from casedays.matching.solver.flows import covered
from casedays.matching.solver.keeping import (
    BONUS_OF_FLOWS,
    BONUS_OF_PROGRAMS,
    changes_of,
    fill_keeping,
    keeping_of,
    with_bonus,
)
from casedays.matching.solver.model import Bools, Ints, Model, compiled, possible_days
from casedays.matching.solver.problem import Problem, Proposal, Watch
from casedays.matching.solver.rows import rows_of
from casedays.matching.solver.why import open_slots


def solve(problem: Problem, *, watch: Watch | None = None) -> Proposal:
    """The best proposal: most complete days, then (with `current`) fewest changes, then least cost.

    Ends at the problem's time limit, or when `watch` says False, with the best so far. The same problem gives the same
    proposal unless one of these cut it short.
    """
    clock = Clock(problem.seconds, watch)
    plain, possible = possible_days(compiled(problem))
    keeping = keeping_of(plain, BONUS_OF_FLOWS)
    best = Best(with_bonus(plain, keeping), clock, keeping, bound_days=int(possible.sum()))
    with contextlib.suppress(StoppedError):
        _search(plain, possible, best, clock)
    return _proposal(plain, best, clock)


def _search(plain: Model, possible: Bools, best: Best, clock: Clock) -> None:
    """Type by type, and coupled where that is not enough. `plain` is the model without a bonus."""
    clock.enter("filling each type")
    model = best.model
    missed, parts = np.zeros(model.slots, dtype=bool), [np.zeros(0, dtype=np.int64)]
    for kind in range(len(model.types)):
        taken, open_still = fill_keeping(model, best.keeping, kind, possible)
        missed[open_still] = True
        parts.append(taken)
        clock.tick()
    everybody = np.concatenate(parts)
    if not missed.any():
        best.offer(everybody, int(possible.sum()))
        best.no_less_cost_than(best.cost, best.days)
        return
    best.no_more_days_than(int(possible.sum()) - _lost(model, missed))
    on = covered(model, np.flatnonzero(missed)) & possible
    best.offer(everybody[on[model.slot_day[model.slot[everybody]]]], int(on.sum()))
    clock.enter("week by week")
    keeping = keeping_of(plain, BONUS_OF_PROGRAMS)
    if keeping.bonus < best.keeping.bonus:
        best.become(with_bonus(plain, keeping), keeping)
    _couple(best.model, everybody, best, clock)


def _lost(model: Model, missed: Bools) -> int:
    """How many days are lost for certain: in each week as many as the shortest type misses.

    With a limit per period that counts, weeks compete, and only the sum over them is certain.
    """
    at = np.flatnonzero(missed)
    weeks = model.day_week[model.slot_day[at]]
    if (model.left < model.week_left.sum(axis=1)).any():
        weeks = np.zeros_like(weeks)
    table = np.zeros((int(weeks.max(initial=0)) + 1, len(model.types)), dtype=np.int64)
    np.add.at(table, (weeks, model.slot_type[at]), 1)
    return int(table.max(axis=1).sum())


def _couple(model: Model, flows: Ints, best: Best, clock: Clock) -> None:
    coupled = Coupled(model, rows_of(model), to_begin_with(model, flows), model.cost, clock)
    relaxed = coupled.most_days_cheaply(np.bincount(model.person[flows], minlength=model.people))
    rounded(model, relaxed, best, clock, best.bound_days)
    if best.days < best.bound_days:
        clock.enter("bounding the days")
        best.no_more_days_than(-coupled.bound_days(coupled.most_days()).value)
    if best.days < best.bound_days:
        close_days(coupled, best)
    best.no_less_cost_than(coupled.bound(relaxed, best.days).value, best.days)
    if best.proven:
        return
    clock.enter("bounding the cost")
    relaxed = coupled.least_cost(best.days)
    bound = coupled.bound(relaxed, best.days)
    best.no_less_cost_than(bound.value, best.days)
    rounded(model, relaxed, best, clock, best.days)
    if not best.proven:
        close_cost(coupled, bound, best)


def _proposal(model: Model, best: Best, clock: Clock) -> Proposal:
    """The best in the words of the problem; `model` is the one without a bonus."""
    taken = best.taken
    days = model.day_id[model.slot_day[model.slot[taken]]].tolist()
    cost, bound_cost = best.told()
    return Proposal(
        assignments=tuple(sorted(zip(days, model.person_id[model.person[taken]].tolist(), strict=True))),
        complete=best.days,
        cost=cost,
        bound_complete=best.bound_days,
        bound_cost=min(cost, cheapest(model, best.days)) if bound_cost is None else bound_cost,
        proven=best.proven,
        open=open_slots(model, taken),
        seconds=clock.spent,
        changed=changes_of(model, taken),
    )
