"""After a drop-out only what must change changes."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from benchmarks.matching.instances import instance
from casedays.matching.solver import Change, Pairs, Problem, exchange, solve, solving
from tests.casedays.matching.referee import faults
from tests.casedays.matching.solver.making import day, problem, worker


def without(given: Problem, clinician: int, current: tuple[tuple[int, int], ...]) -> Problem:
    """The problem after they dropped out."""
    ids = np.array([person.id for person in given.clinicians])
    stays = ids[given.pairs.clinician] != clinician
    pairs = Pairs(given.pairs.day[stays], given.pairs.clinician[stays], given.pairs.cost[stays])
    return dataclasses.replace(given, pairs=pairs, current=current)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_drop_out_changes_no_other_assignment_when_that_is_possible(seed: int) -> None:
    given = instance("M", seed=seed)
    before = solve(given)
    gone = before.assignments[100][1]
    after = solve(without(given, gone, before.assignments))
    mine = {pair for pair in before.assignments if pair[1] == gone}
    assert set(before.assignments) - set(after.assignments) == mine
    assert after.complete == before.complete
    assert after.proven
    assert after.changed is not None
    assert {(change.day, change.before) for change in after.changed} == mine
    assert faults(exchange.dump(given), exchange.write(after, 1.0)) == []


def test_the_bonus_is_what_keeps_them() -> None:
    """The guard off: a fresh solve changes many."""
    given = instance("M", seed=1)
    before = solve(given)
    gone = before.assignments[100][1]
    fresh = solve(dataclasses.replace(without(given, gone, before.assignments), current=()))
    assert len(set(before.assignments) - set(fresh.assignments)) > 40


def test_nothing_changes_when_nothing_happened() -> None:
    for name in ("M", "M short"):
        given = instance(name, seed=2)
        before = solve(given)
        after = solve(dataclasses.replace(given, current=before.assignments))
        assert after.changed == ()
        assert (after.assignments, after.cost, after.proven) == (before.assignments, before.cost, True)


def test_one_day_more_is_worth_a_change() -> None:
    people = [worker(1, max_week=1), worker(2, max_week=1)]
    given = problem([day(10), day(11, 1)], people, [(10, 1, 1), (10, 2, 9), (11, 1, 5)], current=((10, 1),))
    answer = solve(given)
    assert answer.assignments == ((10, 2), (11, 1))
    assert answer.changed == (Change(10, "nurse", 1, 2), Change(11, "nurse", None, 1))


def test_no_saving_is_worth_a_change() -> None:
    people = [worker(1), worker(2)]
    given = problem([day(10)], people, [(10, 1, 1_000_000), (10, 2, 0)], current=((10, 1),))
    assert solve(given).assignments == ((10, 1),)


def test_what_is_not_possible_any_more_counts_as_gone() -> None:
    people = [worker(1, busy=frozenset({day(10).date})), worker(2)]
    given = problem([day(10)], people, [(10, 1, 1), (10, 2, 9)], current=((10, 1),))
    answer = solve(given)
    assert answer.proven
    assert answer.changed == (Change(10, "nurse", 1, 2),)


def test_an_earlier_proposal_that_breaks_a_limit_now_is_mended_with_one_change() -> None:
    people = [worker(1, max_week=1), worker(2)]
    pairs = [(key, who, 1) for key in (10, 11) for who in (1, 2)]
    given = problem([day(10), day(11, 1)], people, pairs, current=((10, 1), (11, 1)))
    answer = solve(given)
    assert answer.complete == 2
    assert answer.changed is not None
    assert len(answer.changed) == 1


def swap(**other: Any) -> Problem:
    """Two people of an earlier proposal could change places and save; one of three earlier ones has to go."""
    people = [worker(1, max_week=1), worker(2, max_week=1)]
    pairs = [(10, 1, 50), (10, 2, 0), (11, 2, 60), (11, 1, 5)]
    current = ((10, 1), (11, 2), (11, 1))
    return problem([day(10), day(11, 1)], people, pairs, current=current, **other)


def test_where_the_bonus_decides_it_is_proven() -> None:
    answer = solve(swap())
    assert answer.proven
    assert answer.assignments == ((10, 1), (11, 2))


def test_where_the_bonus_cannot_decide_nothing_is_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "BONUS_OF_FLOWS", 3)
    assert not solve(swap()).proven


def test_programs_go_on_with_the_bonus_they_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short of staff, and a bonus too small to decide: the answer keeps the rules, and is not called proven."""
    given = instance("M short", seed=2)
    before = solve(given)
    left = without(given, before.assignments[0][1], before.assignments)
    whole = solve(left)
    assert whole.proven
    monkeypatch.setattr(solving, "BONUS_OF_PROGRAMS", 300)
    capped = solve(left)
    assert not capped.proven
    assert faults(exchange.dump(left), exchange.write(capped, 1.0)) == []
    assert capped.complete == capped.bound_complete == whole.complete
    assert whole.changed is not None
    assert capped.changed is not None
    assert len(whole.changed) <= len(capped.changed)
