"""The comparison is fair: every method's answer keeps the rules, and is worth what the table says."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from benchmarks.matching import report
from benchmarks.matching.full_models import by_cp_sat, by_highs
from benchmarks.matching.instances import SIZES, instance
from benchmarks.matching.measuring import DropOut, Row, drop_out, other, ours
from benchmarks.matching.methods import Pair, date_by_date, greedy, worth
from casedays.matching.solver import Problem, exchange, solve
from tests.casedays.matching.referee import faults

Method = Callable[[Problem], list[Pair] | None]
METHODS: dict[str, Method] = {
    "greedy": greedy,
    "date by date": date_by_date,
    "CP-SAT": lambda problem: by_cp_sat(problem, 20),
    "HiGHS": lambda problem: by_highs(problem, 20),
}


def said(problem: Problem, found: list[Pair]) -> dict[str, object]:
    """The answer as the referee reads it."""
    days, cost = worth(problem, found)
    filled = {day for day, _ in found}
    left = [(day.id, kind) for day in problem.days if day.id not in filled for kind in day.open]
    return {
        "assignments": [list(pair) for pair in found],
        "complete": days,
        "cost": cost,
        "bound": {"complete": days, "cost": cost},
        "proven": False,
        "open": [{"day": day, "type": kind, "why": "-"} for day, kind in left],
    }


@pytest.mark.parametrize("name", METHODS)
def test_each_method_keeps_the_rules_and_none_beats_the_matcher(name: str) -> None:
    for seed in (1, 2):
        problem = instance("S", seed)
        found = METHODS[name](problem)
        assert found
        assert faults(exchange.dump(problem), said(problem, found)) == []
        best = solve(problem)
        days, cost = worth(problem, found)
        assert (best.complete, -best.cost) >= (days, -cost)
        if name in {"CP-SAT", "HiGHS"}:
            assert (days, cost) == (best.complete, best.cost)


def test_the_same_seed_is_the_same_period() -> None:
    first, again, another = instance("S", 3), instance("S", 3), instance("S", 4)
    assert exchange.dump(first) == exchange.dump(again) != exchange.dump(another)
    assert {len(instance(name).days) for name in ("M", "M short")} == {400}
    assert SIZES["XL"].people == 10_000


def test_rows_are_measured() -> None:
    row, beside, drop = ours("S", 1, 10.0), other("greedy", "S", 1, 10.0), drop_out("S", 1, 10.0)
    assert row.proven
    assert (row.days or 0) >= (beside.days or 0)
    assert drop.proven
    assert drop.changed <= max(drop.fresh, 10)


def test_the_table_and_the_picture_say_what_was_measured() -> None:
    rows = [
        Row("M", "the matcher", 400, 1_000, (400, 1_000), True, 0.02, 0.02, 90),
        Row("M", "greedy", 396, 990, None, False, 0.1, 0.1, 90),
        Row("M", "date by date", 400, 1_100, None, False, 0.1, 0.1, 90),
        Row("M", "CP-SAT, whole model", None, None, None, False, 60, 60, 300),
    ]
    table = report.lines_of(rows)
    assert "| M | the matcher | 400 | 1,000 |  | yes | 0.02 | 0.02 | 90 |" in table
    assert "4 days lost" in table[3]
    assert "+10.0 %" in table[4]
    assert "nothing found" in table[5]
    assert "| M | 0.011 | 0.010 | 0 | 85 | yes |" in report.drop_out_lines([DropOut("M", 0.011, 0.01, 0, 85, True)])
    labels = [text.text for text in ET.fromstring(report.picture(rows)).iter("{http://www.w3.org/2000/svg}text")]
    assert {"M: greedy", "nothing in the time", "99.0", "+10.0"} <= set(labels)


def test_the_document_keeps_its_words_around_the_figures() -> None:
    text = report.DOCUMENT.read_text()
    assert text.count(report.START) == text.count(report.END) == 1
    assert text.index(report.START) < text.index(report.END)
