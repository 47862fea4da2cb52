"""Other ways to match a period, to compare with. Each gives pairs of (day id, clinician id), or None."""

import dataclasses
import datetime as dt
from collections import defaultdict

from casedays.matching.solver import OpenDay, Pairs, Problem, Worker, solve

Pair = tuple[int, int]


def worth(problem: Problem, assignments: list[Pair]) -> tuple[int, int]:
    """Complete days and cost of an answer, counted without the matcher."""
    people = {person.id: person for person in problem.clinicians}
    cost_of = costs(problem)
    given: dict[int, int] = defaultdict(int)
    cost, filled = 0, {day for day, _ in assignments}
    for day, person_id in assignments:
        person = people[person_id]
        cost += cost_of[day, person_id] + step(person, len(person.busy) + given[person_id])
        given[person_id] += 1
    return len(filled) + sum(not day.open for day in problem.days), cost


def costs(problem: Problem) -> dict[Pair, int]:
    """The cost of each pair by ids."""
    days, people, pairs = problem.days, problem.clinicians, problem.pairs
    rows = zip(pairs.day.tolist(), pairs.clinician.tolist(), pairs.cost.tolist(), strict=True)
    return {(days[day].id, people[person].id): cost for day, person, cost in rows}


def step(person: Worker, worked: int) -> int:
    """The added cost of one day more."""
    return person.fairness[min(worked, len(person.fairness) - 1)] if person.fairness else 0


def greedy(problem: Problem) -> list[Pair]:
    """Day by day, the cheapest who is free for each slot; a day that lacks somebody is left."""
    people = {person.id: person for person in problem.clinicians}
    by_day: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (day_id, key), cost in costs(problem).items():
        by_day[day_id].append((cost, key))
    worked = {person.id: set(person.busy) for person in problem.clinicians}
    result: list[Pair] = []
    for day in sorted(problem.days, key=lambda day: (day.date, day.id)):
        team = []
        for kind in day.open:
            able = [
                (cost + step(people[key], len(worked[key])), key)
                for cost, key in by_day[day.id]
                if people[key].type == kind and _free(people[key], worked[key], day)
            ]
            if able:
                team.append(min(able)[1])
        if len(team) == len(day.open):
            for key in team:
                worked[key].add(day.date)
                result.append((day.id, key))
    return result


def _free(person: Worker, worked: set[dt.date], day: OpenDay) -> bool:
    week = sum(date.isocalendar()[:2] == day.date.isocalendar()[:2] for date in worked)
    most = person.max_period
    return day.date not in worked and week < person.max_week and (most is None or len(worked) < most)


def date_by_date(problem: Problem) -> list[Pair]:
    """The best of each date by itself, one date after the other."""
    people = list(problem.clinicians)
    result: list[Pair] = []
    pairs = problem.pairs
    by_day: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, person, cost in zip(pairs.day.tolist(), pairs.clinician.tolist(), pairs.cost.tolist(), strict=True):
        by_day[place].append((person, cost))
    for date in sorted({day.date for day in problem.days}):
        here = [number for number, day in enumerate(problem.days) if day.date == date]
        rows = [(place, person, cost) for place, number in enumerate(here) for person, cost in by_day[number]]
        part = Problem(tuple(problem.days[number] for number in here), tuple(people), Pairs.of(rows), problem.seconds)
        found = solve(part).assignments
        result += found
        working = {person for _, person in found}
        people = [
            dataclasses.replace(person, busy=person.busy | {date}) if person.id in working else person
            for person in people
        ]
    return result
