"""The best teams for the open slots of one day: cheapest together, who has worked together counted."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casedays.matching.eligibility import blocks
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scoring import Company, Score, Weights, average_days, score

#: After so many teams looked at, the best found are taken.
MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Member:
    """One of a team with what speaks for and against them in this company."""

    slot: str
    clinician_id: int
    name: str
    score: Score


@dataclass(frozen=True)
class Trio:
    """Somebody for each open slot. Lower `cost` is better."""

    members: tuple[Member, ...]
    cost: int


def able_of(slots: Sequence[str], people: Sequence[Person], needs: DayNeeds, book: RuleBook) -> dict[str, list[Person]]:
    """Eligible people by slot."""
    return {
        slot: [person for person in people if person.provider_type == slot and not blocks(person, needs, slot, book)]
        for slot in slots
    }


def best_trios(
    able: Mapping[str, Sequence[Person]],
    needs: DayNeeds,
    book: RuleBook,
    weights: Weights,
    *,
    mates: Mapping[int, str],
    averages: Mapping[str, float],
    most: int = 3,
) -> list[Trio]:
    """The `most` cheapest teams, best first; empty when a slot has nobody.

    `mates` are on the team already. Teams are taken in the order of what their members cost alone; the search ends when
    no later one can win even if all of its members know each other.
    """
    slots = list(able)
    ranked = {slot: _alone(slot, able[slot], needs, book, weights, mates, averages[slot]) for slot in slots}
    if not slots or any(not ranked[slot] for slot in slots):
        return []
    bonus = weights.same_team * len(slots) * (len(slots) - 1)
    found: list[tuple[int, tuple[int, ...], tuple[Person, ...]]] = []
    for looked_at, (base, team) in enumerate(_cheapest([ranked[slot] for slot in slots])):
        if len(found) >= most and (base - bonus > found[most - 1][0] or looked_at > MOST_LOOKED_AT):
            break
        cost = base - weights.same_team * _known_pairs(team)
        found.append((cost, tuple(person.clinician_id for person in team), team))
        found = sorted(found, key=lambda one: one[:2])[: most + 1]
    return [_trio(slots, team, needs, book, weights, mates, averages) for _, _, team in found[:most]]


def _alone(
    slot: str,
    people: Sequence[Person],
    needs: DayNeeds,
    book: RuleBook,
    weights: Weights,
    mates: Mapping[int, str],
    average: float,
) -> list[tuple[int, int, Person]]:
    """People with what they cost without the other new ones, cheapest first."""
    company = Company(average, mates)
    costs = [(score(p, needs, slot, book, weights, company).cost, p.clinician_id, p) for p in people]
    return sorted(costs, key=lambda one: one[:2])


def _cheapest(ranked: Sequence[Sequence[tuple[int, int, Person]]]) -> Iterator[tuple[int, tuple[Person, ...]]]:
    """All teams, cheapest first by the sum of what their members cost alone."""
    start = (0,) * len(ranked)
    waiting = [(sum(people[0][0] for people in ranked), start)]
    seen = {start}
    while waiting:
        base, places = heapq.heappop(waiting)
        yield base, tuple(people[place][2] for people, place in zip(ranked, places, strict=True))
        for at, place in enumerate(places):
            following = (*places[:at], place + 1, *places[at + 1 :])
            if place + 1 < len(ranked[at]) and following not in seen:
                seen.add(following)
                heapq.heappush(waiting, (base - ranked[at][place][0] + ranked[at][place + 1][0], following))


def _known_pairs(team: Sequence[Person]) -> int:
    """How often somebody of the team has worked with another of it, counted from each side as `score` does."""
    return sum(bool(one.worked_with.get(other.clinician_id)) for one in team for other in team if one is not other)


def _trio(
    slots: Sequence[str],
    team: Sequence[Person],
    needs: DayNeeds,
    book: RuleBook,
    weights: Weights,
    mates: Mapping[int, str],
    averages: Mapping[str, float],
) -> Trio:
    names = {**mates, **{person.clinician_id: person.name for person in team}}
    members = []
    for slot, person in zip(slots, team, strict=True):
        others = {pk: name for pk, name in names.items() if pk != person.clinician_id}
        points = score(person, needs, slot, book, weights, Company(averages[slot], others))
        members.append(Member(slot, person.clinician_id, person.name, points))
    return Trio(tuple(members), sum(member.score.cost for member in members))


def averages_of(people: Sequence[Person], slots: Sequence[str], needs: DayNeeds, book: RuleBook) -> dict[str, float]:
    """Mean days in the period of each type's people."""
    return {slot: average_days([p for p in people if p.provider_type == slot], needs.date, book) for slot in slots}
