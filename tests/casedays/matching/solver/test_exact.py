"""The proposal is the best there is: days, then changes, then cost. And it keeps every rule, and says the truth."""

import random
from typing import Any

import pytest

from casedays.matching.solver import exchange, solve
from tests.casedays.matching.referee import faults
from tests.casedays.matching.solver.exact import brute_force, whole_model
from tests.casedays.matching.solver.worlds import small, world

Json = dict[str, Any]


def answer_to(problem: Json) -> Json:
    answer = exchange.write(solve(exchange.read(problem)), peak_mb=1.0)
    assert faults(problem, answer) == []
    return answer


def reached(problem: Json, answer: Json) -> tuple[int, int, int]:
    kept = sum(pair in problem.get("current", []) for pair in answer["assignments"])
    return answer["complete"], kept, answer["cost"]


def disturbed(problem: Json, seed: int) -> Json:
    """The problem after it was solved once and somebody dropped out, or a limit got tighter."""
    dice = random.Random(seed)
    current = answer_to(problem)["assignments"]
    if not current:
        return problem
    gone = dice.choice(current)[1]
    pairs = [pair for pair in problem["pairs"] if pair[1] != gone]
    tighter = dice.choice(problem["clinicians"])
    clinicians = [one | {"max_week": max(1, one["max_week"] - (one is tighter))} for one in problem["clinicians"]]
    return problem | {"pairs": pairs, "current": current, "clinicians": clinicians}


@pytest.mark.parametrize("chunk", range(10))
def test_small_problems_as_good_as_every_possibility_tried(chunk: int) -> None:
    for seed in range(chunk * 50, chunk * 50 + 50):
        problem = small(seed)
        answer = answer_to(problem)
        assert answer["proven"], seed
        assert reached(problem, answer) == brute_force(problem), seed


@pytest.mark.parametrize("chunk", range(10))
def test_small_problems_after_a_drop_out_change_the_least(chunk: int) -> None:
    for seed in range(chunk * 20, chunk * 20 + 20):
        problem = disturbed(small(seed), seed)
        answer = answer_to(problem)
        assert answer["proven"], seed
        assert reached(problem, answer) == brute_force(problem), seed


@pytest.mark.parametrize("chunk", range(10))
def test_middling_problems_as_good_as_a_whole_integer_model(chunk: int) -> None:
    for seed in range(chunk * 20, chunk * 20 + 20):
        problem = middling(seed)
        answer = answer_to(problem)
        assert answer["proven"], seed
        assert reached(problem, answer) == whole_model(problem), seed


@pytest.mark.parametrize("seed", range(20))
def test_middling_problems_after_a_drop_out_change_the_least(seed: int) -> None:
    problem = disturbed(middling(seed), seed)
    answer = answer_to(problem)
    assert answer["proven"]
    assert reached(problem, answer) == whole_model(problem)


def middling(seed: int) -> Json:
    """Forty days and thirty people, give or take: few or many dates, scarce or plenty, steep or flat fairness."""
    return world(
        seed,
        days=(40, 25, 60)[seed % 3],
        people=(24, 30, 36, 45)[seed % 4],
        dates=(10, 14, 5, 20)[seed // 3 % 4],
        eligible=(0.25, 0.35, 0.5, 0.8)[seed // 2 % 4],
        ties=seed % 5 == 0,
        step=(6, 40)[seed % 2],
    )


def test_the_small_problems_meet_every_rule() -> None:
    """What is compared would be worth little if the limits did not bind, or all days could be filled."""
    problems = [small(seed) for seed in range(500)]
    short = sum(brute_force(problem)[0] < len(problem["days"]) for problem in problems[:100])
    assert 20 < short < 80
    for limit, none in (("max_week", 9), ("max_period", None), ("busy", [])):
        relaxed = [
            problem | {"clinicians": [person | {limit: none} for person in problem["clinicians"]]}
            for problem in problems[:60]
        ]
        assert any(brute_force(one) != brute_force(other) for one, other in zip(problems, relaxed, strict=False)), (
            f"{limit} never matters"
        )
