"""The fast path over whole periods says what `blocks` and `score` say, rule by rule, on random worlds."""

from collections import Counter

import pytest

from casedays.matching import pairs as fast
from casedays.matching.eligibility import Rule, blocks
from casedays.matching.filling import PeriodWorld
from casedays.matching.pairs import eligible_pairs
from casedays.matching.papers import Papers
from casedays.matching.scoring import Company, score
from tests.casedays.matching.random_periods import random_world

Table = dict[tuple[int, int], int]


def fast_table(world: PeriodWorld) -> Table:
    found = eligible_pairs(world.days, world.people, world.book, world.weights)
    rows = zip(found.day.tolist(), found.person.tolist(), found.cost.tolist(), strict=True)
    return {(day, person): cost for day, person, cost in rows}


def plain_table(world: PeriodWorld) -> Table:
    """One by one, by the functions that decide everywhere else."""
    table: Table = {}
    for at_day, day in enumerate(world.days):
        company = Company(team={mate: f"Person {mate}" for mate in day.mates})
        for at_person, person in enumerate(world.people):
            slot = person.provider_type
            if slot not in day.open or blocks(person, day.needs, slot, world.book):
                continue
            said = score(person, day.needs, slot, world.book, world.weights, company)
            table[at_day, at_person] = said.cost - fairness(world, at_day, at_person)
    return table


def fairness(world: PeriodWorld, at_day: int, at_person: int) -> int:
    """The share of the cost that the solver adds by itself."""
    person, day = world.people[at_person], world.days[at_day]
    span = world.book.period_on(day.needs.date)
    days = sum(span.first <= date <= span.last for date in person.busy) if span else 0
    return days * world.weights.per_day_in_period


@pytest.mark.parametrize("seed", range(60))
def test_fast_path_finds_the_same_pairs_at_the_same_cost(seed: int) -> None:
    world = random_world(seed)
    assert fast_table(world) == plain_table(world)


def test_every_rule_decides_somewhere_and_pairs_are_left() -> None:
    first: Counter[Rule] = Counter()
    pairs = 0
    for seed in range(60):
        world = random_world(seed)
        pairs += len(fast_table(world))
        for day in world.days:
            for person in world.people:
                found = blocks(person, day.needs, person.provider_type, world.book)
                first.update({block.rule for block in found} if len(found) == 1 else ())
    assert pairs > 500
    alone = set(Rule) - {Rule.PROVIDER_TYPE}  # the slot is always that of the person's type
    assert {rule for rule in alone if first[rule]} == alone


def test_days_are_looked_at_in_parts_without_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    world = random_world(3)
    whole = fast_table(world)
    monkeypatch.setattr(fast, "CHUNK", 2)
    assert fast_table(world) == whole


def test_nobody_and_nothing_give_no_pairs() -> None:
    world = random_world(1)
    assert len(eligible_pairs((), world.people, world.book, world.weights).day) == 0
    assert len(eligible_pairs(world.days, (), world.book, world.weights).day) == 0


# Control: with a rule left out of the fast path the comparison must see it.


def test_credential_that_is_not_looked_at_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = Papers.last_day
    monkeypatch.setattr(Papers, "last_day", lambda papers, row, state: everywhere(papers, row, state) + 1)
    assert any(fast_table(random_world(seed)) != plain_table(random_world(seed)) for seed in range(5))
