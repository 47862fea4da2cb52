"""The whole problem as one integer model, for CP-SAT and for HiGHS: every limit a row, no help from its structure."""

from collections import defaultdict
from dataclasses import dataclass, field

import highspy
import numpy as np
from highspy import _core
from ortools.sat.python import cp_model

from benchmarks.matching.methods import Pair, costs, step
from casedays.matching.solver import Problem

Terms = list[tuple[int, int]]


@dataclass
class Whole:
    """Binary columns: pairs, then days, then steps of fairness; rows of (column, factor): 0, or at most so much.

    `cost` is of each column, with a reward for a day that outweighs what a chain of swaps could save.
    """

    pairs: list[Pair] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    zero: list[Terms] = field(default_factory=list)
    most: list[tuple[Terms, int]] = field(default_factory=list)


def whole(problem: Problem) -> Whole:
    """The model of the problem."""
    result = Whole()
    people = {person.id: person for person in problem.clinicians}
    days = {day.id: day for day in problem.days}
    slots: dict[tuple[int, str], Terms] = defaultdict(list)
    limits: dict[tuple[object, ...], tuple[Terms, int]] = {}
    mine: dict[int, Terms] = defaultdict(list)
    for (day_id, key), cost in costs(problem).items():
        day, person = days[day_id], people[key]
        if day.date in person.busy or person.type not in day.open:
            continue
        term, week = (len(result.pairs), 1), day.date.isocalendar()[:2]
        result.pairs.append((day_id, key))
        result.cost.append(cost)
        slots[day_id, person.type].append(term)
        mine[key].append(term)
        there = sum(date.isocalendar()[:2] == week for date in person.busy)
        limits.setdefault((key, day.date), ([], 1))[0].append(term)
        limits.setdefault((key, week), ([], max(0, person.max_week - there)))[0].append(term)
    result.most = list(limits.values())
    reward = 20 * (1 + max((abs(cost) for cost in result.cost), default=0))
    for day in problem.days:
        result.cost.append(-reward)
        result.zero += [[*slots[day.id, kind], (len(result.cost) - 1, -1)] for kind in day.open]
    for key, some in mine.items():
        person, start = people[key], len(people[key].busy)
        room = len(some) if person.max_period is None else max(0, min(len(some), person.max_period - start))
        first = len(result.cost)
        result.cost += [step(person, start + number) for number in range(room)]
        result.zero.append([*some, *((first + number, -1) for number in range(room))])
    return result


def by_cp_sat(problem: Problem, seconds: float) -> list[Pair] | None:
    """What CP-SAT finds in the time."""
    given, model = whole(problem), cp_model.CpModel()
    columns = [model.new_bool_var("") for _ in given.cost]
    for terms, most in [*((terms, 0) for terms in given.zero), *given.most]:
        row = cp_model.LinearExpr.weighted_sum([columns[column] for column, _ in terms], [f for _, f in terms])
        model.add_linear_constraint(row, 0, most)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, given.cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 8  # its makers advise this many, on fewer cores too
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [pair for pair, column in zip(given.pairs, columns, strict=False) if solver.boolean_value(column)]


def by_highs(problem: Problem, seconds: float) -> list[Pair] | None:
    """What HiGHS finds in the time."""
    given = whole(problem)
    rows = [(terms, 0) for terms in given.zero] + given.most
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(given.cost), len(rows)
    lp.col_cost_ = np.array(given.cost, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(given.cost)), np.ones(len(given.cost))
    lp.row_upper_ = np.array([most for _, most in rows], dtype=np.float64)
    lp.row_lower_ = np.zeros(len(rows))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(given.cost)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0] + [len(terms) for terms, _ in rows]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([column for terms, _ in rows for column, _ in terms], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for terms, _ in rows for _, factor in terms], dtype=np.float64)
    highs = _core._Highs()  # noqa: SLF001  the wrapper above it writes a banner to standard output
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", seconds)
    highs.passModel(lp)
    highs.run()
    if highs.getInfo().primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return None
    values = highs.getSolution().col_value
    return [pair for pair, value in zip(given.pairs, values, strict=False) if value > 0.5]
