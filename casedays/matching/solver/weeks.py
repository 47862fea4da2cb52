"""Each week's coupled program by itself: quick, and where the whole program can start from.

Only fairness and limits per period join the weeks. For them each person's days carry a price here.
"""

from dataclasses import dataclass

import numpy as np

from casedays.matching.solver.clock import Clock
from casedays.matching.solver.model import Ints, Model
from casedays.matching.solver.program import BASIC, LOWER, UPPER, Floats, Program
from casedays.matching.solver.rows import Rows


@dataclass
class Start:
    """Where the whole program can start: the status of its columns (days, steps, candidates) and rows."""

    day: Ints
    step: Ints
    candidate: Ints
    row: Ints


def person_prices(model: Model, rows: Rows, load: Ints) -> Floats:
    """What one of their days costs in fairness, for people with so many of them."""
    before = _before(rows)
    price = np.zeros(model.people)
    reached = before < np.maximum(1, load[rows.step_person])
    price[rows.step_person[reached]] = rows.step_cost[reached]  # the last of theirs that is reached stays
    return price


def _before(rows: Rows) -> Ints:
    """How many days of the same person come before each step."""
    if not len(rows.step_person):
        return np.zeros(0, dtype=np.int64)
    total = np.cumsum(rows.step_count) - rows.step_count
    first = np.append(True, rows.step_person[1:] != rows.step_person[:-1])
    return np.asarray(total - np.maximum.accumulate(np.where(first, total, 0)))


def start_of(model: Model, rows: Rows, chosen: Ints, day_cost: float, cost: Floats, clock: Clock) -> Start:
    """Solve every week and put their ends together. `cost` is of every candidate, with its person's price."""
    result = Start(
        day=np.zeros(model.days, dtype=np.int64),
        step=np.zeros(len(rows.step_row), dtype=np.int64),
        candidate=np.zeros(len(model.cost), dtype=np.int64),
        row=np.full(rows.total, BASIC, dtype=np.int64),
    )
    load = np.zeros(model.people)
    week_of = model.day_week[model.slot_day[model.slot[chosen]]]
    for week in np.unique(model.day_week).tolist():
        days, some = np.flatnonzero(model.day_week == week), chosen[week_of == week]
        program = Program(model, rows, some, days, whole=False)
        program.ask(day_cost, cost)
        program.run(clock)
        columns, row_status = program.basis()
        result.day[days], result.candidate[some] = columns[: len(days)], columns[len(days) :]
        result.row[program.used] = row_status
        load += np.bincount(model.person[some], weights=program.values()[program.first :], minlength=model.people)
        clock.tick()
    _place_steps(model, rows, np.rint(load).astype(np.int64), result)
    return result


def _place_steps(model: Model, rows: Rows, load: Ints, start: Start) -> None:
    """One basic step for each person's row: the one that their load reaches into."""
    before = _before(rows)
    after, mine = before + rows.step_count, load[rows.step_person]
    basic = (before <= mine) & (mine < after)
    has_one = np.bincount(rows.step_person, weights=basic, minlength=model.people) > 0
    last = np.append(rows.step_person[1:] != rows.step_person[:-1], True) if len(before) else np.zeros(0, dtype=bool)
    basic |= last & ~has_one[rows.step_person]
    start.step[:] = np.where(basic, BASIC, np.where(after <= mine, UPPER, LOWER))
    start.row[rows.step_row] = LOWER
    start.row[rows.count_row] = BASIC
