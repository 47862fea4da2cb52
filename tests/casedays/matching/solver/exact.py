"""The best by other means: all possibilities tried, and a whole integer model."""

import datetime as dt
import itertools
from collections import Counter, defaultdict
from typing import Any

import highspy
from highspy import _core

Json = dict[str, Any]


def teams(problem: Json) -> dict[int, list[tuple[int, ...]]]:
    """For each day every team that could fill it, limits and other days aside."""
    eligible: dict[tuple[int, str], list[int]] = defaultdict(list)
    dates = {day["id"]: day["date"] for day in problem["days"]}
    people = {person["id"]: person for person in problem["clinicians"]}
    for day, person, _ in problem["pairs"]:
        if dates[day] not in people[person]["busy"]:
            eligible[day, people[person]["type"]].append(person)
    return {
        day["id"]: list(itertools.product(*(eligible[day["id"], name] for name in day["open"])))
        for day in problem["days"]
    }


def brute_force(problem: Json) -> tuple[int, int, int]:
    """The most complete days, then the most of `current` kept, then the least cost: every possibility is tried."""
    current = {tuple(pair) for pair in problem.get("current", [])}
    people = {person["id"]: person for person in problem["clinicians"]}
    costs = {(day, person): cost for day, person, cost in problem["pairs"]}
    choices = teams(problem)
    order = [day["id"] for day in problem["days"] if day["open"]]
    date_of = {day["id"]: dt.date.fromisoformat(day["date"]) for day in problem["days"]}
    worked = {key: [dt.date.fromisoformat(date) for date in person["busy"]] for key, person in people.items()}
    best = (0, 0, 0)

    def fits(person_id: int, date: dt.date) -> bool:
        person, dates = people[person_id], worked[person_id]
        week = sum(other.isocalendar()[:2] == date.isocalendar()[:2] for other in dates)
        limit = person["max_period"]
        return date not in dates and week < person["max_week"] and (limit is None or len(dates) < limit)

    def step(person_id: int) -> int:
        values = people[person_id]["fairness"] or [0]
        return int(values[min(len(worked[person_id]), len(values) - 1)])

    def go(position: int, filled: int, kept: int, cost: int) -> None:
        nonlocal best
        if position == len(order):
            best = max(best, (filled, kept, -cost))
            return
        go(position + 1, filled, kept, cost)
        day = order[position]
        for team in choices[day]:
            if all(fits(person, date_of[day]) for person in team):
                added = sum(costs[day, person] + step(person) for person in team)
                for person in team:
                    worked[person].append(date_of[day])
                same = sum((day, person) in current for person in team)
                go(position + 1, filled + 1, kept + same, cost + added)
                for person in team:
                    worked[person].pop()

    go(0, 0, 0, 0)
    ready = sum(not day["open"] for day in problem["days"])
    return best[0] + ready, best[1], -best[2]


def whole_model(problem: Json) -> tuple[int, int, int]:
    """The same from the whole model, written down naively and given to an integer solver."""
    people = {person["id"]: person for person in problem["clinicians"]}
    days = {day["id"]: day for day in problem["days"]}
    model = Rows()
    on = {key: model.binary() for key in days}
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    by_person: dict[int, list[int]] = defaultdict(list)
    cost: dict[int, int] = {}
    same: list[int] = []
    for day, person, price in problem["pairs"]:
        date, kind = dt.date.fromisoformat(days[day]["date"]), people[person]["type"]
        if days[day]["date"] in people[person]["busy"] or kind not in days[day]["open"]:
            continue
        takes = model.binary()
        cost[takes] = price
        if [day, person] in problem.get("current", []):
            same.append(takes)
        groups["slot", day, kind].append(takes)
        groups["week", person, date.isocalendar()[:2]].append(takes)
        groups["date", person, date].append(takes)
        by_person[person].append(takes)
    for key, day in days.items():
        for kind in day["open"]:
            model.row([(takes, 1) for takes in groups["slot", key, kind]] + [(on[key], -1)], 0, 0)
    _limits(model, people, groups)
    for key, some in by_person.items():
        cost |= _steps(model, people[key], some)
    most = round(-model.least(dict.fromkeys(on.values(), -1)))
    model.row([(switch, 1) for switch in on.values()], most, most)
    kept = round(-model.least(dict.fromkeys(same, -1)))
    if same:
        model.row([(takes, 1) for takes in same], kept, kept)
    return most, kept, round(model.least(cost))


def _limits(model: "Rows", people: dict[int, Json], groups: dict[tuple[Any, ...], list[int]]) -> None:
    """One day a date, and what the weeks leave."""
    for (name, key, when), some in groups.items():
        if name == "date":
            model.row([(takes, 1) for takes in some], 0, 1)
        if name == "week":
            there = Counter(dt.date.fromisoformat(date).isocalendar()[:2] for date in people[key]["busy"])[when]
            model.row([(takes, 1) for takes in some], 0, max(0, people[key]["max_week"] - there))


def _steps(model: "Rows", person: Json, some: list[int]) -> dict[int, int]:
    """The number of days as a sum of steps, each at its cost; steps never get cheaper, so they fill in order."""
    start, limit = len(person["busy"]), person["max_period"]
    room = len(some) if limit is None else max(0, min(len(some), limit - start))
    values = person["fairness"] or [0]
    steps = [model.binary() for _ in range(room)]
    model.row([(takes, 1) for takes in some] + [(step, -1) for step in steps], 0, 0)
    return {step: values[min(start + number, len(values) - 1)] for number, step in enumerate(steps)}


class Rows:
    """A small integer program, written row by row."""

    def __init__(self) -> None:
        self.solver = _core._Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.setOptionValue("mip_abs_gap", 0.0)
        self.columns = 0

    def binary(self) -> int:
        self.solver.addVar(0.0, 1.0)
        self.solver.changeColIntegrality(self.columns, highspy.HighsVarType.kInteger)
        self.columns += 1
        return self.columns - 1

    def row(self, terms: list[tuple[int, int]], least: int, most: int) -> None:
        columns, values = [column for column, _ in terms], [float(value) for _, value in terms]
        self.solver.addRow(float(least), float(most), len(terms), columns, values)

    def least(self, cost: dict[int, int]) -> float:
        for column in range(self.columns):
            self.solver.changeColCost(column, float(cost.get(column, 0)))
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self.solver.getInfo().objective_function_value)
