"""Why slots stay open, from the problem and the proposal alone."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field, replace

import numpy as np

from casedays.matching.solver.model import Ints, Model
from casedays.matching.solver.problem import OpenSlot, Why, Worker


@dataclass
class Held:
    """The eligible clinicians of a slot, by what holds them. Each is in one list; nothing holds the free ones."""

    free: list[int] = field(default_factory=list)
    at_limit: list[int] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)


@dataclass
class Loads:
    """What the proposal gives everybody: dates, and days by ISO week."""

    dates: dict[int, set[dt.date]]
    people: dict[int, Worker]

    def holds(self, person: Worker, date: dt.date) -> str:
        """What holds this person back on that date: the name of a list of Held."""
        given = self.dates.get(person.id, set())
        if date in person.busy:
            return "busy"
        if date in given:
            return "elsewhere"
        worked = given | person.busy
        week = sum(other.isocalendar()[:2] == date.isocalendar()[:2] for other in worked)
        if week >= person.max_week or (person.max_period is not None and len(worked) >= person.max_period):
            return "at_limit"
        return "free"


def open_slots(model: Model, taken: Ints) -> tuple[OpenSlot, ...]:
    """Every slot of the days that these candidates leave open, by day and type, with the reason."""
    filled = np.zeros(model.days, dtype=bool)
    filled[model.slot_day[model.slot[taken]]] = True
    left = np.flatnonzero(~filled & (model.day_need > 0))
    if not len(left):
        return ()
    problem = model.problem
    loads = Loads(_dates(model, taken), {person.id: person for person in problem.clinicians})
    days = {day.id: day for day in problem.days}
    eligible = _eligible(model, left)
    found: list[OpenSlot] = []
    for day_id in model.day_id[left].tolist():
        day = days[day_id]
        by_type = {kind: Held() for kind in sorted(day.open)}
        for person_id in eligible[day_id]:
            person = loads.people[person_id]
            if person.type in by_type:
                getattr(by_type[person.type], loads.holds(person, day.date)).append(person_id)
        found += [OpenSlot(day_id, kind, _why(kind, day.date, by_type)) for kind in by_type]
    return tuple(found)


def _dates(model: Model, taken: Ints) -> dict[int, set[dt.date]]:
    result: dict[int, set[dt.date]] = defaultdict(set)
    people = model.person_id[model.person[taken]].tolist()
    for person, date in zip(people, model.day_date[model.slot_day[model.slot[taken]]].tolist(), strict=True):
        result[person].add(model.dates[date])
    return result


def _eligible(model: Model, left: Ints) -> dict[int, list[int]]:
    """The ids of the people paired with each of these days, in order."""
    problem = model.problem
    wanted = np.array([day.id for day in problem.days], dtype=np.int64)
    at = np.flatnonzero(np.isin(wanted[problem.pairs.day], model.day_id[left]))
    ids = np.array([person.id for person in problem.clinicians], dtype=np.int64)
    result: dict[int, list[int]] = defaultdict(list)
    people = ids[problem.pairs.clinician[at]]
    for index in np.argsort(people, kind="stable").tolist():
        result[int(wanted[problem.pairs.day[at[index]]])].append(int(people[index]))
    return result


def _why(kind: str, date: dt.date, by_type: dict[str, Held]) -> Why:
    held = by_type[kind]
    why = Why(
        _kind(kind, by_type),
        date,
        at_limit=tuple(held.at_limit),
        elsewhere=tuple(held.elsewhere),
        busy=tuple(held.busy),
    )
    people = {"limit": held.at_limit, "elsewhere": held.elsewhere, "busy": held.busy}.get(why.kind, held.free)
    lacking = tuple(other for other in by_type if not by_type[other].free)
    why = replace(why, clinicians=tuple(people), types=lacking if why.kind == "other_type" else ())
    return replace(why, text=_text(kind, why))


def _kind(kind: str, by_type: dict[str, Held]) -> str:
    held = by_type[kind]
    if held.free:
        return "other_type" if any(not other.free for other in by_type.values()) else "together"
    for name, people in (("limit", held.at_limit), ("elsewhere", held.elsewhere), ("busy", held.busy)):
        if people:
            return name
    return "nobody"


def _text(kind: str, why: Why) -> str:
    date = f"{why.date:%a} {why.date.day} {why.date:%b %Y}"
    if why.kind == "nobody":
        return f"Nobody of type {kind} is eligible on {date}."
    if why.kind == "other_type":
        return f"Type {kind} could be filled on {date}: {', '.join(why.types)} is what the day lacks."
    if why.kind == "together":
        return f"Each type has somebody free on {date}, and the run was ended before it had tried."
    parts = [
        f"{len(people)} {words}"
        for people, words in (
            (why.at_limit, "at their limit per week or period"),
            (why.elsewhere, "on other days"),
            (why.busy, "busy already"),
        )
        if people
    ]
    return f"Nobody of type {kind} is free on {date}: {', '.join(parts)}."
