"""From problem to proposal."""

import time

import numpy as np

from casedays.matching.solver.model import Ints, Model, compiled
from casedays.matching.solver.problem import Problem, Progress, Proposal, Watch
from casedays.matching.solver.program import Program
from casedays.matching.solver.rows import rows_of


def cost_of(model: Model, taken: Ints) -> int:
    """What these candidates cost, with fairness."""
    days = np.bincount(model.person[taken], minlength=model.people)
    return int(model.cost[taken].sum()) + sum(
        model.fairness_cost(int(person), int(days[person])) for person in np.flatnonzero(days)
    )


def solve(problem: Problem, *, watch: Watch | None = None) -> Proposal:
    """The best proposal: most complete days, then (with `current`) fewest changes, then least cost.

    Ends at the problem's time limit, or when `watch` says False, with the best so far. The same problem gives the same
    proposal unless one of these cut it short.
    """
    started = time.monotonic()
    model = compiled(problem)
    rows = rows_of(model)
    program = Program(model, rows, np.arange(len(model.cost)), integer=True)
    program.highs.setOptionValue("mip_rel_gap", 0.0)
    program.highs.setOptionValue("mip_abs_gap", 0.5)
    program.most_days()
    program.run(problem.seconds)
    on, _ = program.picked()
    program.least_cost(int(on.sum()), model.cost)
    program.run(problem.seconds)
    on, taken = program.picked()
    cost = cost_of(model, taken)
    if watch is not None:
        watch(Progress("done", int(on.sum()), int(on.sum()), cost, cost, time.monotonic() - started))
    days = model.day_id[model.slot_day[model.slot[taken]]].tolist()
    pairs = sorted(zip(days, model.person_id[model.person[taken]].tolist(), strict=True))
    return Proposal(
        assignments=tuple(pairs),
        complete=int(on.sum()),
        cost=cost,
        bound_complete=int(on.sum()),
        bound_cost=cost,
        proven=True,
        seconds=time.monotonic() - started,
    )
