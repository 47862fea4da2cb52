"""Bounds hold whatever prices they are computed from; good prices make them tight."""

import dataclasses

import numpy as np
import pytest

from benchmarks.matching.instances import instance
from casedays.matching.solver import coupled, exchange, pricing, solve, solving
from casedays.matching.solver.best import cheapest
from casedays.matching.solver.bounds import bound_of
from casedays.matching.solver.clock import Clock
from casedays.matching.solver.coupled import Coupled, Relaxed
from casedays.matching.solver.model import compiled, possible_days
from casedays.matching.solver.rows import rows_of
from tests.casedays.matching.solver.exact import brute_force, whole_model
from tests.casedays.matching.solver.test_exact import middling
from tests.casedays.matching.solver.worlds import small


@pytest.mark.parametrize("size", [0.0, 1.0, 30.0, 1e6])
def test_a_bound_from_any_prices_is_never_above_the_best(size: float) -> None:
    rng = np.random.default_rng(5)
    for seed in range(40):
        data = small(seed)
        days, _, cost = brute_force(data)
        model = compiled(exchange.read(data))
        rows = rows_of(model)
        prices = rng.normal(0, size, rows.total)
        assert bound_of(model, rows, prices, days, cost=model.cost).value <= cost
        assert -bound_of(model, rows, prices, 0, day_cost=-1.0).value >= days
        assert cheapest(model, days) <= cost


def test_good_prices_make_it_tight() -> None:
    model, _ = possible_days(compiled(instance("M short", seed=1)))
    program = Coupled(model, rows_of(model), np.arange(len(model.cost)), model.cost, Clock(60))
    relaxed = program.least_cost(353)
    assert program.bound(relaxed, 353).value == 182_691
    assert -program.bound_days(program.most_days()).value == 353


def test_reduced_costs_never_exclude_the_best() -> None:
    """Answers within the gap have only the days and candidates that `within` names."""
    for seed in range(30):
        data = middling(seed)
        problem = exchange.read(data)
        best = solve(problem)
        model, _ = possible_days(compiled(problem))
        program = Coupled(model, rows_of(model), np.arange(len(model.cost)), model.cost, Clock(60))
        bound = program.bound(program.least_cost(best.complete), best.complete)
        sure, either, candidates = bound.within(best.cost - bound.value)
        kept = set(
            zip(
                model.day_id[model.slot_day[model.slot[candidates]]].tolist(),
                model.person_id[model.person[candidates]].tolist(),
                strict=True,
            )
        )
        assert set(best.assignments) <= kept
        filled = {day for day, _ in best.assignments} | {day.id for day in problem.days if not day.open}
        assert set(model.day_id[sure].tolist()) <= filled <= set(model.day_id[np.append(sure, either)].tolist())


@pytest.mark.parametrize("chunk", range(4))
def test_large_periods_go_the_same_way(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What large periods need, column by column and priced flows, on problems that can be checked."""
    monkeypatch.setattr(coupled, "LARGE", 0)
    monkeypatch.setattr(coupled, "CHEAPEST", 1)
    monkeypatch.setattr(pricing.fill_priced, "__kwdefaults__", {"large": 0, "cheapest": 1})
    for seed in range(chunk * 10, chunk * 10 + 10):
        data = middling(seed)
        answer = solve(exchange.read(data))
        assert answer.proven
        assert (answer.complete, answer.cost) == whole_model(data)[::2]


def test_rounding_finds_nothing_closing_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every day half on, the closing steps alone must find and prove the best."""
    whole = Coupled._solved

    def blurred(self: Coupled, *arguments: object) -> Relaxed:
        relaxed = whole(self, *arguments)  # type: ignore[arg-type]
        return dataclasses.replace(relaxed, on=np.full_like(relaxed.on, 0.5), taken=None)

    monkeypatch.setattr(Coupled, "_solved", blurred)
    monkeypatch.setattr(solving, "rounded", lambda *_: None)
    for seed in range(25):
        data = middling(seed)
        answer = solve(exchange.read(data))
        assert answer.proven
        assert (answer.complete, answer.cost) == whole_model(data)[::2]
