"""The problem in arrays, with ids in order, so that the answer does not depend on the order of the file."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from casedays.matching.solver.problem import Problem

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Model:
    """Days, people, slots (a day and a type that it needs) and candidates, numbered from 0 in order of ids.

    A candidate is a pair that can be used: its slot is open and the date is not a busy one. Candidates are sorted by
    slot, then cost, then person. `week_left` and `left` say how many days the limits leave after busy dates.
    """

    problem: Problem
    types: tuple[str, ...]
    day_id: Ints
    day_date: Ints
    day_week: Ints
    day_need: Ints
    person_id: Ints
    person_type: Ints
    week_left: Ints
    left: Ints
    worked: Ints
    fairness: tuple[tuple[int, ...], ...]
    slot_day: Ints
    slot_type: Ints
    slots_of_day: Ints
    slot: Ints
    person: Ints
    cost: Ints
    dates: tuple[dt.date, ...]

    @property
    def days(self) -> int:
        return len(self.day_id)

    @property
    def people(self) -> int:
        return len(self.person_id)

    @property
    def slots(self) -> int:
        return len(self.slot_day)

    def steps(self, person: int) -> list[tuple[int, int]]:
        """The added cost of further days as (how many, each) in order; as many as the limits leave."""
        values = self.fairness[person] or (0,)
        todo, position = int(self.left[person]), int(self.worked[person])
        result: list[tuple[int, int]] = []
        while todo > 0:
            value, count = values[min(position, len(values) - 1)], todo if position >= len(values) - 1 else 1
            if result and result[-1][1] == value:
                result[-1] = (result[-1][0] + count, value)
            else:
                result.append((count, value))
            position, todo = position + count, todo - count
        return result

    def fairness_cost(self, person: int, days: int) -> int:
        """What `days` days more add for this person."""
        values = self.fairness[person] or (0,)
        start = int(self.worked[person])
        return sum(values[min(start + number, len(values) - 1)] for number in range(days))


def _weeks(dates: list[dt.date]) -> dict[tuple[int, int], int]:
    return {week: number for number, week in enumerate(sorted({date.isocalendar()[:2] for date in dates}))}


def compiled(problem: Problem) -> Model:
    """The model of the problem. Pairs that cannot be used fall out."""
    day_order = sorted(range(len(problem.days)), key=lambda index: problem.days[index].id)
    person_order = sorted(range(len(problem.clinicians)), key=lambda index: problem.clinicians[index].id)
    days = [problem.days[index] for index in day_order]
    people = [problem.clinicians[index] for index in person_order]
    types = tuple(sorted({name for day in days for name in day.open} | {person.type for person in people}))
    dates = tuple(sorted({day.date for day in days}))
    date_number = {date: number for number, date in enumerate(dates)}
    weeks = _weeks(list(dates))
    week_of = [weeks[date.isocalendar()[:2]] for date in dates]
    type_number = {name: number for number, name in enumerate(types)}

    slot_at = np.full((len(days), max(1, len(types))), -1, dtype=np.int64)
    slots = sorted((day, type_number[name]) for day, item in enumerate(days) for name in item.open)
    for number, place in enumerate(slots):
        slot_at[place] = number

    week_left = np.zeros((len(people), max(1, len(weeks))), dtype=np.int64)
    left = np.zeros(len(people), dtype=np.int64)
    busy = np.zeros((len(people), max(1, len(dates))), dtype=bool)
    for number, person in enumerate(people):
        week_left[number] = person.max_week
        for date in person.busy:
            week = weeks.get(date.isocalendar()[:2])
            if week is not None:
                week_left[number, week] -= 1
            if date in date_number:
                busy[number, date_number[date]] = True
        limit = len(dates) if person.max_period is None else person.max_period - len(person.busy)
        left[number] = max(0, min(limit, len(dates)))
    np.maximum(week_left, 0, out=week_left)

    day_date = np.array([date_number[day.date] for day in days], dtype=np.int64)
    person_type = np.array([type_number[person.type] for person in people], dtype=np.int64)
    day_rank = np.empty(len(days), dtype=np.int64)
    day_rank[day_order] = np.arange(len(days))
    person_rank = np.empty(len(people), dtype=np.int64)
    person_rank[person_order] = np.arange(len(people))
    at_day, at_person = day_rank[problem.pairs.day], person_rank[problem.pairs.clinician]
    at_slot = slot_at[at_day, person_type[at_person]] if len(at_day) else np.zeros(0, dtype=np.int64)
    usable = at_slot >= 0
    if len(at_day):
        usable &= ~busy[at_person, day_date[at_day]]
    at_slot, at_person, cost = at_slot[usable], at_person[usable], problem.pairs.cost[usable]
    order = np.lexsort((at_person, cost, at_slot))
    table = np.array(slots, dtype=np.int64).reshape(-1, 2)
    return Model(
        problem=problem,
        types=types,
        day_id=np.array([day.id for day in days], dtype=np.int64),
        day_date=day_date,
        day_week=np.array([week_of[number] for number in day_date], dtype=np.int64),
        day_need=np.array([len(day.open) for day in days], dtype=np.int64),
        person_id=np.array([person.id for person in people], dtype=np.int64),
        person_type=person_type,
        week_left=week_left,
        left=left,
        worked=np.array([len(person.busy) for person in people], dtype=np.int64),
        fairness=tuple(person.fairness for person in people),
        slot_day=table[:, 0],
        slot_type=table[:, 1],
        slots_of_day=slot_at,
        slot=at_slot[order],
        person=at_person[order],
        cost=cost[order],
        dates=dates,
    )


def possible_days(model: Model) -> tuple[Model, Bools]:
    """Which days have somebody for every slot at all, and the model without the candidates of the others."""
    day = model.slot_day[model.slot]
    within = (model.week_left[model.person, model.day_week[day]] > 0) & (model.left[model.person] > 0)
    found = np.zeros(model.slots, dtype=bool)
    found[model.slot[within]] = True
    possible = np.ones(model.days, dtype=bool)
    possible[model.slot_day[~found]] = False
    use = within & possible[day]
    if use.all():
        return model, possible
    return replace(model, slot=model.slot[use], person=model.person[use], cost=model.cost[use]), possible
