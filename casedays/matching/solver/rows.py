"""The rules as rows of a linear program, the same numbers whichever candidates are in it.

Rows: one per slot (its people less the day's switch: 0), one per person and week, one per person and date on which they
have more than one candidate, one per person (their days less the steps of fairness: 0), and last the number of days.
"""

from dataclasses import dataclass

import numpy as np

from casedays.matching.solver.model import Ints, Model


@dataclass(frozen=True)
class Rows:
    """Row numbers of each candidate (-1: the rule cannot be broken by it) and the upper sides of the rows."""

    total: int
    week: Ints
    date: Ints
    person: Ints
    lower: Ints
    upper: Ints
    step_person: Ints
    step_row: Ints
    step_count: Ints
    step_cost: Ints

    @property
    def count_row(self) -> int:
        return self.total - 1


def _numbered(key: Ints, limit: Ints) -> tuple[Ints, Ints]:
    """Number the keys that occur more often than their limit; what each number's limit is. -1 for the others."""
    if not len(key):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    _, first, inverse, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    tight = counts > limit[first]
    number = np.where(tight, np.cumsum(tight) - 1, -1)
    return number[inverse], limit[first][tight]


def rows_of(model: Model) -> Rows:
    """The rows that the candidates of the model need."""
    day = model.slot_day[model.slot]
    week, date = model.day_week[day], model.day_date[day]
    in_week, week_limit = _numbered(
        model.person * (week.max(initial=0) + 1) + week,
        model.week_left[model.person, week],
    )
    on_date, date_limit = _numbered(model.person * (date.max(initial=0) + 1) + date, np.ones_like(date))
    steps = [
        (person, count, value)
        for person in np.unique(model.person).tolist()
        for count, value in _steps_that_matter(model, person)
    ]
    table = np.array(steps, dtype=np.int64).reshape(-1, 3)
    counted = np.unique(table[:, 0])
    start_week, start_date = model.slots, model.slots + len(week_limit)
    start_person = start_date + len(date_limit)
    person_row = np.full(model.people, -1, dtype=np.int64)
    person_row[counted] = start_person + np.arange(len(counted))
    total = start_person + len(counted) + 1
    lower, upper = np.zeros(total, dtype=np.int64), np.zeros(total, dtype=np.int64)
    lower[start_week:start_person] = -model.slots
    upper[start_week:start_date], upper[start_date:start_person] = week_limit, date_limit
    upper[-1] = model.days
    return Rows(
        total=total,
        week=np.where(in_week >= 0, in_week + start_week, -1),
        date=np.where(on_date >= 0, on_date + start_date, -1),
        person=person_row[model.person],
        lower=lower,
        upper=upper,
        step_person=table[:, 0],
        step_row=person_row[table[:, 0]],
        step_count=table[:, 1],
        step_cost=table[:, 2],
    )


def _steps_that_matter(model: Model, person: int) -> list[tuple[int, int]]:
    """Nothing for somebody whose days cost the same nothing and whose period has no limit that counts."""
    steps = model.steps(person)
    free = all(value == 0 for _, value in steps)
    if free and model.left[person] >= model.week_left[person].sum():
        return []
    return steps or [(0, 0)]
