"""Linear and integer programs over some of the candidates, by HiGHS."""

import highspy
import numpy as np
import numpy.typing as npt

from casedays.matching.solver.model import Bools, Ints, Model
from casedays.matching.solver.rows import Rows

Floats = npt.NDArray[np.float64]
_NO_MODEL = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


def _columns(parts: list[tuple[Ints, int]], columns: int) -> tuple[Ints, Ints, Floats]:
    """Starts, row numbers and values of columns, from (row per column or -1, value) parts."""
    row = np.stack([part for part, _ in parts], axis=1)
    value = np.tile(np.array([value for _, value in parts], dtype=np.float64), (columns, 1))
    there = row >= 0
    starts = np.concatenate(([0], np.cumsum(there.sum(axis=1))))
    return starts, row[there], value[there]


class Program:
    """The coupled model: a switch per day, the steps of fairness, and the candidates that were put in."""

    def __init__(self, model: Model, rows: Rows, chosen: Ints, *, integer: bool) -> None:
        self.model, self.rows, self.chosen, self.integer = model, rows, chosen, integer
        self.highs = highspy._Highs()  # noqa: SLF001  the wrapper above it writes a banner to standard output
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("random_seed", 0)
        self._build()

    def _build(self) -> None:
        model, rows, chosen = self.model, self.rows, self.chosen
        slot_of_day = np.full((model.days, max(1, len(model.types))), -1, dtype=np.int64)
        slot_of_day[model.slot_day, model.slot_type] = np.arange(model.slots)
        switch = [(slot_of_day[:, number], -1) for number in range(slot_of_day.shape[1])]
        switch.append((np.full(model.days, rows.count_row), 1))
        parts = [
            _columns(switch, model.days),
            _columns([(rows.step_row, -1)], len(rows.step_row)),
            _columns(self._parts(chosen), len(chosen)),
        ]
        offsets = np.cumsum([0] + [part[0][-1] for part in parts])
        starts = np.concatenate([part[0][:-1] + offset for part, offset in zip(parts, offsets, strict=False)])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(starts), rows.total
        lp.col_cost_ = np.zeros(len(starts))
        lp.col_lower_ = np.zeros(len(starts))
        lp.col_upper_ = np.concatenate([np.ones(model.days), rows.step_count, np.ones(len(chosen))]).astype(np.float64)
        lp.row_lower_, lp.row_upper_ = rows.lower.astype(np.float64), rows.upper.astype(np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.append(starts, offsets[-1]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([part[1] for part in parts]).astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([part[2] for part in parts])
        if self.integer:
            kinds = [highspy.HighsVarType.kInteger] * len(starts)
            lp.integrality_ = kinds
        self.highs.passModel(lp)

    def _parts(self, chosen: Ints) -> list[tuple[Ints, int]]:
        rows = self.rows
        return [
            (self.model.slot[chosen], 1),
            (rows.week[chosen], 1),
            (rows.date[chosen], 1),
            (rows.person[chosen], 1),
        ]

    @property
    def first(self) -> int:
        """The number of the first candidate's column."""
        return self.model.days + len(self.rows.step_row)

    def most_days(self) -> None:
        """Ask for as many complete days as possible."""
        self._ask(np.concatenate([-np.ones(self.model.days), np.zeros(self.first - self.model.days)]), None)

    def least_cost(self, days: int, cost: Ints) -> None:
        """Ask for the least cost with exactly so many days. `cost` is that of every candidate of the model."""
        self.highs.changeRowBounds(self.rows.count_row, float(days), float(days))
        before = np.concatenate([np.zeros(self.model.days), self.rows.step_cost.astype(np.float64)])
        self._ask(before, cost[self.chosen])

    def _ask(self, before: Floats, cost: Ints | None) -> None:
        after = np.zeros(len(self.chosen)) if cost is None else cost.astype(np.float64)
        values = np.concatenate([before, after])
        self.highs.changeColsCost(len(values), np.arange(len(values), dtype=np.int32), values)

    def run(self, seconds: float) -> bool:
        """Solve within the time; True when solved to the end and there is a solution."""
        self.highs.setOptionValue("time_limit", max(0.01, seconds) + self.highs.getRunTime())
        self.highs.run()
        return self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal

    @property
    def impossible(self) -> bool:
        return self.highs.getModelStatus() in _NO_MODEL

    def values(self) -> Floats:
        """The value of every column."""
        return np.asarray(self.highs.getSolution().col_value)

    def picked(self) -> tuple[Bools, Ints]:
        """Which days are on, and which candidates of the model are taken, rounded."""
        values = self.values()
        return values[: self.model.days] > 0.5, self.chosen[values[self.first :] > 0.5]
