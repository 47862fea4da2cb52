"""Checks a proposal against a problem, both as in their files, with no code of the matcher: plain dicts and dates."""

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

Json = dict[str, Any]


def faults(problem: Json, answer: Json) -> list[str]:
    """Everything that is wrong with the answer, in words; nothing when it keeps every rule and says the truth."""
    days = {day["id"]: day for day in problem["days"]}
    people = {person["id"]: person for person in problem["clinicians"]}
    costs = {(day, person): cost for day, person, cost in problem["pairs"]}
    found: list[str] = []
    filled: dict[int, list[str]] = defaultdict(list)
    worked: dict[int, list[dt.date]] = defaultdict(list)
    total = 0
    for day_id, person_id in answer["assignments"]:
        if (day_id, person_id) not in costs:
            found.append(f"{person_id} is not eligible for day {day_id}")
            continue
        total += costs[day_id, person_id]
        filled[day_id].append(people[person_id]["type"])
        worked[person_id].append(dt.date.fromisoformat(days[day_id]["date"]))
    found += _teams(days, filled)
    for person_id, dates in worked.items():
        found += _limits(people[person_id], dates)
        total += _fairness(people[person_id], len(dates))
    return found + _sayings(problem, answer, filled, total)


def _teams(days: dict[int, Json], filled: dict[int, list[str]]) -> list[str]:
    found = []
    for day_id, types in filled.items():
        if sorted(types) != sorted(days[day_id]["open"]):
            found.append(f"day {day_id} needs {days[day_id]['open']} and gets {types}")
    return found


def _limits(person: Json, dates: list[dt.date]) -> list[str]:
    found = []
    busy = [dt.date.fromisoformat(date) for date in person["busy"]]
    everything = dates + busy
    if len(set(everything)) < len(everything):
        found.append(f"{person['id']} has two days on one date")
    weeks = Counter(date.isocalendar()[:2] for date in everything)
    found += [
        f"{person['id']} has {weeks[week]} days in week {week}"
        for week in {date.isocalendar()[:2] for date in dates}
        if weeks[week] > person["max_week"]
    ]
    if person["max_period"] is not None and len(everything) > person["max_period"]:
        found.append(f"{person['id']} has {len(everything)} days in all")
    return found


def _fairness(person: Json, count: int) -> int:
    steps = person["fairness"] or [0]
    start = len(person["busy"])
    return sum(steps[min(position, len(steps) - 1)] for position in range(start, start + count))


def _sayings(problem: Json, answer: Json, filled: dict[int, list[str]], total: int) -> list[str]:
    """What the answer says of itself."""
    found = []
    bound = answer["bound"]
    complete = [day["id"] for day in problem["days"] if not day["open"] or day["id"] in filled]
    if answer["complete"] != len(complete):
        found.append(f"says {answer['complete']} complete days, and {len(complete)} are")
    if answer["cost"] != total:
        found.append(f"says it costs {answer['cost']}, and it costs {total}")
    if bound["complete"] < answer["complete"]:
        found.append("the bound on days is below what is reached")
    if bound["cost"] > answer["cost"]:
        found.append("the bound on cost is above what is reached")
    if answer["proven"] and (bound["complete"], bound["cost"]) != (answer["complete"], answer["cost"]):
        found.append("says proven, and its bounds say something else")
    expected = sorted((day["id"], name) for day in problem["days"] if day["id"] not in filled for name in day["open"])
    if sorted((slot["day"], slot["type"]) for slot in answer["open"]) != expected:
        found.append("the open slots are not those of the days that stay open")
    if any(not slot["why"] for slot in answer["open"]):
        found.append("an open slot has no reason")
    return found
