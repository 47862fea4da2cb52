"""The problem in arrays, with ids in order, so that the answer does not depend on the order of the file."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from casedays.matching.solver.problem import OpenDay, Problem, Worker

LONG = 1_000_000  # more dates than any period has
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


@dataclass(frozen=True)
class _Calendar:
    """The dates on which there are days, and the ISO week of each, numbered in order."""

    dates: tuple[dt.date, ...]
    date_at: dict[dt.date, int]
    week_at: dict[tuple[int, int], int]

    @classmethod
    def of(cls, problem: Problem) -> "_Calendar":
        dates = tuple(sorted({day.date for day in problem.days}))
        weeks = sorted({date.isocalendar()[:2] for date in dates})
        numbers = {date: number for number, date in enumerate(dates)}
        return cls(dates, numbers, {week: number for number, week in enumerate(weeks)})

    def dates_in_week(self) -> Ints:
        """On how many dates of each week there are days."""
        weeks = [self.week_at[date.isocalendar()[:2]] for date in self.dates]
        return np.bincount(np.array(weeks, dtype=np.int64), minlength=max(1, len(self.week_at)))


def compiled(problem: Problem) -> Model:
    """The model of the problem. Pairs that cannot be used fall out."""
    days = sorted(problem.days, key=lambda day: day.id)
    people = sorted(problem.clinicians, key=lambda person: person.id)
    calendar = _Calendar.of(problem)
    types = tuple(sorted({name for day in days for name in day.open} | {person.type for person in people}))
    type_at = {name: number for number, name in enumerate(types)}
    slot_at, table = _slots(days, type_at)
    week_left, left, busy = _limits(people, calendar)
    day_date = np.array([calendar.date_at[day.date] for day in days], dtype=np.int64)
    week_of = np.array([calendar.week_at[date.isocalendar()[:2]] for date in calendar.dates], dtype=np.int64)
    person_type = np.array([type_at[person.type] for person in people], dtype=np.int64)
    slot, person, cost = _candidates(problem, slot_at, person_type, day_date, busy)
    return Model(
        problem=problem,
        types=types,
        day_id=np.array([day.id for day in days], dtype=np.int64),
        day_date=day_date,
        day_week=week_of[day_date],
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
        slot=slot,
        person=person,
        cost=cost,
        dates=calendar.dates,
    )


def _slots(days: list[OpenDay], type_at: dict[str, int]) -> tuple[Ints, Ints]:
    """The number of the slot of each day and type (-1: not open), and (day, type) of each slot."""
    slot_at = np.full((len(days), max(1, len(type_at))), -1, dtype=np.int64)
    slots = sorted((day, type_at[name]) for day, item in enumerate(days) for name in item.open)
    for number, place in enumerate(slots):
        slot_at[place] = number
    return slot_at, np.array(slots, dtype=np.int64).reshape(-1, 2)


def _limits(people: list[Worker], calendar: _Calendar) -> tuple[Ints, Ints, Bools]:
    """What the week and the period leave after busy dates, and who is busy on which date."""
    week_left = np.zeros((len(people), max(1, len(calendar.week_at))), dtype=np.int64)
    left = np.zeros(len(people), dtype=np.int64)
    busy = np.zeros((len(people), max(1, len(calendar.dates))), dtype=bool)
    for number, person in enumerate(people):
        week_left[number] = min(person.max_week, 7)
        for date in person.busy:
            week = calendar.week_at.get(date.isocalendar()[:2])
            if week is not None:
                week_left[number, week] -= 1
            if date in calendar.date_at:
                busy[number, calendar.date_at[date]] = True
        most = LONG if person.max_period is None else min(person.max_period, LONG)
        left[number] = most if person.max_period is None else most - len(person.busy)
    np.clip(week_left, 0, calendar.dates_in_week(), out=week_left)
    np.clip(left, 0, week_left.sum(axis=1), out=left)
    return week_left, left, busy


def _candidates(
    problem: Problem,
    slot_at: Ints,
    person_type: Ints,
    day_date: Ints,
    busy: Bools,
) -> tuple[Ints, Ints, Ints]:
    """Slot, person and cost of each pair that can be used, by slot, cost and person."""
    pairs = problem.pairs
    if not len(pairs):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    day = _ranks([day.id for day in problem.days])[pairs.day]
    person = _ranks([person.id for person in problem.clinicians])[pairs.clinician]
    slot = slot_at[day, person_type[person]]
    usable = (slot >= 0) & ~busy[person, day_date[day]]
    slot, person, cost = slot[usable], person[usable], pairs.cost[usable]
    order = np.lexsort((person, cost, slot))
    return slot[order], person[order], cost[order]


def _ranks(ids: list[int]) -> Ints:
    """The position of each id when they are in order."""
    result = np.empty(len(ids), dtype=np.int64)
    result[np.argsort(np.array(ids, dtype=np.int64), kind="stable")] = np.arange(len(ids))
    return result


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
