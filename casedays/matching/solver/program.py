"""Linear and integer programs over some of the days and candidates, by HiGHS."""

import highspy
import numpy as np
import numpy.typing as npt
from highspy import _core

from casedays.matching.solver.clock import Clock, StoppedError
from casedays.matching.solver.model import Ints, Model
from casedays.matching.solver.rows import Rows

_CUT_SHORT = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)
Floats = npt.NDArray[np.float64]
BASIC, LOWER, UPPER = 1, 0, 2
_STATUS = {
    LOWER: highspy.HighsBasisStatus.kLower,
    BASIC: highspy.HighsBasisStatus.kBasic,
    UPPER: highspy.HighsBasisStatus.kUpper,
}


def _columns(parts: list[tuple[Ints, int]], columns: int) -> tuple[Ints, Ints, Floats]:
    """Starts, row numbers and values of columns, from (row per column or -1, value) parts."""
    row = np.stack([part for part, _ in parts], axis=1)
    value = np.tile(np.array([value for _, value in parts], dtype=np.float64), (columns, 1))
    there = row >= 0
    return np.concatenate(([0], np.cumsum(there.sum(axis=1)))), row[there], value[there]


class Program:
    """A switch per day, the steps of fairness (`whole` only), then the candidates; and the rows that these touch.

    Costs are set by `ask`; until then everything costs nothing.
    """

    def __init__(self, model: Model, rows: Rows, chosen: Ints, days: Ints, *, whole: bool) -> None:
        self.model, self.rows, self.chosen, self.days, self.whole = model, rows, chosen, days, whole
        self.steps = len(rows.step_row) if whole else 0
        self.first = len(days) + self.steps
        self.columns = self.first + len(chosen)
        self.used = np.arange(rows.total) if whole else self._touched()
        self.highs = _core._Highs()  # noqa: SLF001  the wrapper above it writes a banner to standard output
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off")):
            self.highs.setOptionValue(option, value)
        self.highs.passModel(self._lp())

    def _touched(self) -> Ints:
        rows, chosen = self.rows, self.chosen
        slots = np.flatnonzero(np.isin(self.model.slot_day, self.days))
        touched = np.unique(np.concatenate([slots, rows.week[chosen], rows.date[chosen], [rows.count_row]]))
        return touched[touched >= 0]

    def _lp(self) -> highspy.HighsLp:
        model, rows, chosen = self.model, self.rows, self.chosen
        parts = [
            _columns([*((slots, -1) for slots in model.slots_of_day[self.days].T), (self._count(), 1)], len(self.days)),
            _columns([(rows.step_row[: self.steps], -1)], self.steps),
            _columns(
                [(model.slot[chosen], 1), (rows.week[chosen], 1), (rows.date[chosen], 1), self._person()],
                len(chosen),
            ),
        ]
        offsets = np.cumsum([0] + [part[0][-1] for part in parts])
        starts = np.concatenate([part[0][:-1] + offset for part, offset in zip(parts, offsets, strict=False)])
        place = np.full(rows.total, -1, dtype=np.int64)
        place[self.used] = np.arange(len(self.used))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, len(self.used)
        lp.col_cost_ = np.zeros(self.columns)
        lp.col_lower_ = np.zeros(self.columns)
        lp.col_upper_ = np.concatenate(
            [np.ones(len(self.days)), rows.step_count[: self.steps], np.ones(len(chosen))],
        ).astype(np.float64)
        lp.row_lower_ = rows.lower[self.used].astype(np.float64)
        lp.row_upper_ = rows.upper[self.used].astype(np.float64)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.append(starts, offsets[-1]).astype(np.int32)
        lp.a_matrix_.index_ = place[np.concatenate([part[1] for part in parts])].astype(np.int32)
        lp.a_matrix_.value_ = np.concatenate([part[2] for part in parts])
        return lp

    def _count(self) -> Ints:
        return np.full(len(self.days), self.rows.count_row, dtype=np.int64)

    def _person(self) -> tuple[Ints, int]:
        nobody = np.full(len(self.chosen), -1, dtype=np.int64)
        return (self.rows.person[self.chosen] if self.whole else nobody), 1

    def ask(self, day: float, cost: Floats | None) -> None:
        """Set the cost of a day that is on, and of each candidate of the model with the steps (None: nothing)."""
        steps = self.rows.step_cost[: self.steps].astype(np.float64)
        people = np.zeros(len(self.chosen)) if cost is None else cost[self.chosen]
        values = np.concatenate([np.full(len(self.days), day), steps * (cost is not None), people])
        self.highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), values)

    def count(self, least: int, most: int) -> None:
        """Have so many days on."""
        self.highs.changeRowBounds(int(len(self.used) - 1), float(least), float(most))

    def run(self, clock: Clock) -> bool:
        """Solve to the end; True when there is a solution. Raises StoppedError when the clock says so."""
        run_watched(self.highs, clock)
        if self.highs.getModelStatus() in _CUT_SHORT:
            raise StoppedError
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def values(self) -> Floats:
        """The value of every column."""
        return np.asarray(self.highs.getSolution().col_value)

    def duals(self) -> Floats:
        """The price of every row of the model, 0 where the program does not have it."""
        result = np.zeros(self.rows.total)
        result[self.used] = self.highs.getSolution().row_dual
        return result

    @property
    def impossible(self) -> bool:
        """HiGHS has shown that there is no solution."""
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def basis(self) -> tuple[Ints, Ints]:
        """Where columns and rows stand: BASIC, LOWER or UPPER."""
        basis = self.highs.getBasis()
        return (
            np.array([int(status) for status in basis.col_status], dtype=np.int64),
            np.array([int(status) for status in basis.row_status], dtype=np.int64),
        )

    def start_from(self, columns: Ints, rows: Ints) -> None:
        """Begin from where another program ended."""
        basis = highspy.HighsBasis()
        basis.col_status = [_STATUS[status] for status in columns.tolist()]
        basis.row_status = [_STATUS[status] for status in rows.tolist()]
        basis.valid = True
        self.highs.setBasis(basis)


def run_watched(highs: _core._Highs, clock: Clock) -> None:
    """Let HiGHS work until it is done or the clock ends it. What the one who watches raises is raised here again."""
    raised: list[BaseException] = []

    def look(_kind: object, _text: str, _out: object, orders: _core.cb.HighsCallbackInput, _data: object) -> None:
        try:
            going = clock.going()
        except BaseException as error:  # noqa: BLE001  must not pass through HiGHS
            raised.append(error)
            going = False
        orders.user_interrupt = not going

    highs.setCallback(look, None)
    for kind in ("kCallbackSimplexInterrupt", "kCallbackMipInterrupt"):
        highs.startCallback(getattr(_core.cb.HighsCallbackType, kind))
    highs.setOptionValue("time_limit", highs.getRunTime() + max(0.01, clock.left))
    highs.run()
    highs.setCallback(None, None)
    if raised:
        raise raised[0]


def whole_days(program: Program, clock: Clock) -> tuple[bool, float]:
    """Solve with each day on or off; whether to the end, and what the objective cannot fall below."""
    highs, count = program.highs, len(program.days)
    kinds = np.full(count, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
    for option, value in (("presolve", "choose"), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.999)):
        highs.setOptionValue(option, value)
    run_watched(highs, clock)
    done = bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)
    return done, float(highs.getInfo().mip_dual_bound)
