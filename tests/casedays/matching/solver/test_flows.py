"""The flow of one type, and the proof that candidates left out could not help."""

import numpy as np
import pytest

from benchmarks.matching.instances import instance
from casedays.matching.solver.flows import fill, of_type
from casedays.matching.solver.keeping import fits
from casedays.matching.solver.model import compiled, possible_days
from casedays.matching.solver.pricing import fill_priced, prices
from tests.casedays.matching.solver.making import day, problem, worker


def test_a_flow_fills_what_it_can_at_the_least_cost() -> None:
    people = [worker(1, max_week=1), worker(2, fairness=(0, 50))]
    pairs = [(10, 1, 5), (10, 2, 9), (11, 1, 1), (11, 2, 4), (12, 2, 2)]
    days = [day(10), day(11, 1), day(12, 1)]
    model = compiled(problem(days, people, pairs))
    filled = fill(model, *of_type(model, 0))
    assert (len(filled.taken), len(filled.missed), filled.cost) == (3, 0, 62)
    model = compiled(problem(days, people, [pairs[0], *pairs[2:]]))
    filled = fill(model, *of_type(model, 0))
    assert (len(filled.taken), len(filled.missed), filled.cost) == (2, 1, 3)


@pytest.mark.parametrize("name", ["S", "M", "M short"])
def test_leaving_candidates_out_changes_nothing(name: str) -> None:
    model, possible = possible_days(compiled(instance(name, seed=6)))
    for kind in range(len(model.types)):
        candidates, slots = of_type(model, kind)
        slots = slots[possible[model.slot_day[slots]]]
        plain, priced = fill(model, candidates, slots), fill_priced(model, candidates, slots, large=0, cheapest=3)
        assert (priced.cost, len(priced.missed)) == (plain.cost, len(plain.missed))
        assert fits(model, priced.taken)


def test_without_pricing_the_cheapest_alone_are_not_enough() -> None:
    """The guard off: what the pricing puts back is needed."""
    model, _ = possible_days(compiled(instance("M", seed=6)))
    candidates, slots = of_type(model, 0)
    slot = model.slot[candidates]
    few = candidates[np.arange(len(slot)) - np.searchsorted(slot, slot) < 3]
    alone, whole = fill(model, few, slots), fill(model, candidates, slots)
    assert (len(alone.missed), alone.cost) > (len(whole.missed), whole.cost)


def test_prices_leave_no_arc_that_saves() -> None:
    model, _ = possible_days(compiled(instance("M", seed=6)))
    filled = fill(model, *of_type(model, 1))
    network, price = filled.network, prices(filled)
    reduced = network.cost + price[network.tail] - price[network.head]
    assert (reduced[filled.flow < network.capacity] >= 0).all()
    assert (reduced[filled.flow > 0] <= 0).all()


def test_a_flow_that_is_not_the_cheapest_has_no_prices() -> None:
    people = [worker(1), worker(2)]
    model = compiled(problem([day(10)], people, [(10, 1, 5), (10, 2, 9)]))
    filled = fill(model, *of_type(model, 0))
    network = filled.network
    network.cost[network.first] = 100  # now the other one would have been cheaper
    with pytest.raises(RuntimeError, match="not the cheapest"):
        prices(filled)
