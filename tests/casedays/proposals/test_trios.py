"""The team suggested for one day: the cheapest together, exactly, and the next two."""

import itertools
import random
from dataclasses import replace

import pytest

from casedays.matching.eligibility import blocks
from casedays.matching.problem import Person
from casedays.matching.scoring import Company, Weights, score
from casedays.proposals import trios
from casedays.proposals.trios import able_of, averages_of, best_trios
from tests.casedays.test_eligibility import BLS, BOOK, DAY, LICENCE, NURSE

SLOTS = ("anesthesiologist", "medic", "nurse")
ANYBODY = replace(BOOK, requirements=())
WEIGHTS = Weights(same_team=15)


def person(rnd: random.Random, number: int, slot: str, people: int) -> Person:
    return replace(
        NURSE,
        clinician_id=number,
        name=f"P {number}",
        provider_type=slot,
        home=(45.4 + rnd.random() / 2, -122.7),
        answers={DAY.date: rnd.choice(["preferred", "available", "if_needed", "unavailable"])},
        worked_with={rnd.randrange(people): rnd.randrange(3) for _ in range(8)},
    )


def everybody(seed: int, people: int = 24) -> list[Person]:
    rnd = random.Random(seed)
    return [person(rnd, number, SLOTS[number % 3], people) for number in range(people)]


def cost_of(team: tuple[Person, ...], mates: dict[int, str], averages: dict[str, float]) -> int:
    total = 0
    for one in team:
        company = {**mates, **{other.clinician_id: other.name for other in team if other is not one}}
        found = score(one, DAY, one.provider_type, ANYBODY, WEIGHTS, Company(averages[one.provider_type], company))
        total += found.cost
    return total


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("slots", [SLOTS, SLOTS[:2], SLOTS[2:]])
def test_the_three_best_are_those_of_all_teams(seed: int, slots: tuple[str, ...]) -> None:
    people, mates = everybody(seed), {3: "Mate 3"} if len(slots) < 3 else {}
    people = [one for one in people if one.clinician_id not in mates]
    averages = averages_of(people, slots, DAY, ANYBODY)
    able = able_of(slots, people, DAY, ANYBODY)
    found = best_trios(able, DAY, ANYBODY, WEIGHTS, mates=mates, averages=averages)
    every = sorted(
        (cost_of(team, mates, averages), tuple(one.clinician_id for one in team))
        for team in itertools.product(*(able[slot] for slot in slots))
    )
    assert [(trio.cost, tuple(one.clinician_id for one in trio.members)) for trio in found] == every[:3]
    assert all(not blocks(one, DAY, one.provider_type, ANYBODY) for some in able.values() for one in some)


def test_who_worked_together_says_so_in_the_reasons() -> None:
    first = replace(NURSE, clinician_id=1, name="Ana Ruiz", provider_type="nurse", worked_with={2: 4})
    second = replace(NURSE, clinician_id=2, name="Ben Ito", provider_type="medic")
    able = able_of(("medic", "nurse"), [first, second], DAY, ANYBODY)
    averages = {"medic": 0.0, "nurse": 0.0}
    (trio,) = best_trios(able, DAY, ANYBODY, WEIGHTS, mates={}, averages=averages)
    said = [reason.text for reason in trio.members[1].score.reasons]
    assert "4 days with Ben Ito" in said


def test_without_anybody_for_a_slot_there_is_no_team() -> None:
    averages = {"nurse": 0.0, "medic": 0.0}
    assert best_trios({"nurse": [NURSE], "medic": []}, DAY, BOOK, WEIGHTS, mates={}, averages=averages) == []
    assert best_trios({}, DAY, BOOK, WEIGHTS, mates={}, averages={}) == []


def test_the_search_ends_however_many_teams_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trios, "MOST_LOOKED_AT", 5)
    people = everybody(1, 90)
    able = able_of(SLOTS, people, DAY, ANYBODY)
    averages = averages_of(people, SLOTS, DAY, ANYBODY)
    assert len(best_trios(able, DAY, ANYBODY, WEIGHTS, mates={}, averages=averages)) == 3


def test_people_who_dropped_out_are_left_out() -> None:
    assert able_of(("nurse",), [replace(NURSE, dropped=frozenset({DAY.date}))], DAY, BOOK) == {"nurse": []}
    assert {BLS, LICENCE} == {1, 2}
