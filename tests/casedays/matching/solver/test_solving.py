"""What a run promises besides the best: the same answer again, bounds that hold, and an end when it is told to."""

import dataclasses
import itertools
import random
import time

import numpy as np
import pytest

from benchmarks.matching.instances import instance
from casedays.matching.solver import Pairs, Problem, Progress, Watch, exchange, solve
from tests.casedays.matching.referee import faults
from tests.casedays.matching.solver.exact import brute_force
from tests.casedays.matching.solver.making import day, problem
from tests.casedays.matching.solver.worlds import small


def test_nothing_to_do_is_done() -> None:
    answer = solve(problem([], [], []))
    assert (answer.complete, answer.cost, answer.proven, answer.assignments) == (0, 0, True, ())


def test_a_day_that_needs_nobody_is_complete() -> None:
    done = dataclasses.replace(day(1), open=())
    answer = solve(problem([done, day(2)], [], []))
    assert (answer.complete, answer.bound_complete, answer.proven) == (1, 1, True)


def test_the_answer_is_the_same_again_and_in_whatever_order_the_file_is() -> None:
    for name in ("S", "M short"):
        first = instance(name, seed=4)
        answers = [solve(shuffled(first, seed)) for seed in (None, None, 1, 2)]
        assert len({(answer.assignments, answer.cost, answer.proven) for answer in answers}) == 1


def shuffled(given: Problem, seed: int | None) -> Problem:
    if seed is None:
        return given
    dice = random.Random(seed)
    days = dice.sample(range(len(given.days)), len(given.days))
    people = dice.sample(range(len(given.clinicians)), len(given.clinicians))
    pairs = np.array(dice.sample(range(len(given.pairs)), len(given.pairs)))
    new_day, new_person = np.argsort(days), np.argsort(people)
    return dataclasses.replace(
        given,
        days=tuple(given.days[number] for number in days),
        clinicians=tuple(given.clinicians[number] for number in people),
        pairs=Pairs(
            new_day[given.pairs.day[pairs]].astype(np.int32),
            new_person[given.pairs.clinician[pairs]].astype(np.int32),
            given.pairs.cost[pairs],
        ),
    )


def test_progress_never_goes_back_and_bounds_never_below_what_is_reached() -> None:
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return True

    answer = solve(instance("M short", seed=2), watch=watch)
    assert answer.proven
    assert len({progress.phase for progress in told}) >= 3
    assert all(progress.days_filled <= answer.complete <= progress.bound_days for progress in told)
    days = [progress.days_filled for progress in told]
    assert days == sorted(days)
    bounds = [progress.bound_days for progress in told]
    assert bounds == sorted(bounds, reverse=True)
    for progress in told:
        if progress.cost is not None and progress.bound_cost is not None:
            assert progress.bound_cost <= progress.cost
        if progress.days_filled == answer.complete and progress.bound_cost is not None:
            assert progress.bound_cost <= answer.cost


def until(stop_at: int) -> Watch:
    """Somebody who has seen enough at the n-th word."""
    words = itertools.count(1)

    def watch(_: Progress) -> bool:
        return next(words) < stop_at

    return watch


@pytest.mark.parametrize("stop_at", range(1, 12))
def test_stopped_at_any_word_it_gives_the_best_so_far(stop_at: int) -> None:
    given = instance("M short", seed=3)
    answer = solve(given, watch=until(stop_at))
    assert faults(exchange.dump(given), exchange.write(answer, 1.0)) == []
    best = 363  # what the whole run proves
    assert answer.complete <= best <= answer.bound_complete
    assert not answer.proven or (answer.complete, answer.cost) == (best, 183_163)
    if answer.complete == best:
        assert answer.bound_cost <= 183_163 <= answer.cost


def test_stopped_small_problems_never_say_more_than_is_true() -> None:
    for seed in range(60):
        data = small(seed)
        days, _, cost = brute_force(data)
        for stop_at in (1, 3, 5):
            answer = solve(exchange.read(data), watch=until(stop_at))
            assert faults(data, exchange.write(answer, 1.0)) == []
            assert answer.bound_complete >= days
            if answer.complete == days:
                assert answer.bound_cost <= cost
            assert not answer.proven or (answer.complete, answer.cost) == (days, cost)


def test_the_time_limit_holds() -> None:
    given = dataclasses.replace(instance("L short", seed=1), seconds=0.5)
    started = time.monotonic()
    answer = solve(given)
    assert time.monotonic() - started < 5
    assert answer.complete <= answer.bound_complete
    assert faults(exchange.dump(given), exchange.write(answer, 1.0)) == []


def test_what_the_watcher_raises_comes_out() -> None:
    def watch(progress: Progress) -> bool:
        if progress.phase == "joining the weeks":
            raise RuntimeError("the database is gone")
        return True

    with pytest.raises(RuntimeError, match="the database is gone"):
        solve(instance("M short", seed=2), watch=watch)
