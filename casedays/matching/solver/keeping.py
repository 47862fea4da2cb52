"""A stable re-solve: as little as possible of an earlier proposal changes.

Each earlier assignment that is kept earns a bonus which outweighs every difference in cost. Where nothing needs to
change but what is missing, only that is looked for, and nothing else is even considered.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from casedays.matching.solver.flows import Fill, fill, of_type, steps_of
from casedays.matching.solver.model import Bools, Ints, Model
from casedays.matching.solver.pricing import fill_priced
from casedays.matching.solver.problem import Change

BONUS_OF_FLOWS = 10**12  # what flows, in whole numbers, can bear
BONUS_OF_PROGRAMS = 10**7  # more than this, linear programs cannot tell from rounding


@dataclass(frozen=True)
class Keeping:
    """Which candidates are of the earlier proposal, what keeping one is worth, and whether that always decides."""

    mask: Bools
    bonus: int
    decides: bool

    def count(self, taken: Ints) -> int:
        """How many of these are kept ones."""
        return int(self.mask[taken].sum())


def keeping_of(model: Model, most: int) -> Keeping:
    """What the problem's `current` means for the candidates of the model; the bonus is `most` at most."""
    mask = np.zeros(len(model.cost), dtype=bool)
    if not model.problem.current:
        return Keeping(mask, 0, decides=True)
    wanted = np.array(model.problem.current, dtype=np.int64)
    at_day = np.searchsorted(model.day_id, wanted[:, 0])
    at_person = np.searchsorted(model.person_id, wanted[:, 1])
    mine = model.slot_day[model.slot] * model.people + model.person
    mask = np.isin(mine, at_day * model.people + at_person)
    bonus = 1 + _widest(model)
    return Keeping(mask, min(bonus, most), decides=bonus <= most)


def _widest(model: Model) -> int:
    """No two answers differ by more than this in cost."""
    dearest, cheapest = np.zeros(model.slots, dtype=np.int64), np.zeros(model.slots, dtype=np.int64)
    np.maximum.at(dearest, model.slot, model.cost)
    np.minimum.at(cheapest, model.slot, model.cost)
    steps = steps_of(model, np.unique(model.person))
    steps = steps[np.argsort(-np.abs(steps[:, 2]), kind="stable")]
    before = np.cumsum(steps[:, 1]) - steps[:, 1]
    used = np.clip(model.slots - before, 0, steps[:, 1])  # there are no more days of people than slots
    return int((dearest - cheapest).sum() + 2 * (used * np.abs(steps[:, 2])).sum())


def with_bonus(model: Model, keeping: Keeping) -> Model:
    """The model in which keeping pays."""
    return replace(model, cost=model.cost - keeping.bonus * keeping.mask) if keeping.bonus else model


def fits(model: Model, taken: Ints) -> bool:
    """These can be together: nobody twice on a date, no limit broken, no slot twice."""
    day, person = model.slot_day[model.slot[taken]], model.person[taken]
    weeks = np.zeros_like(model.week_left)
    np.add.at(weeks, (person, model.day_week[day]), 1)
    on_date = person * max(1, len(model.dates)) + model.day_date[day]
    return bool(
        len(np.unique(model.slot[taken])) == len(taken) == len(np.unique(on_date))
        and (weeks <= model.week_left).all()
        and (np.bincount(person, minlength=model.people) <= model.left).all()
    )


def remaining(model: Model, kept: Ints, candidates: Ints) -> tuple[Model, Ints]:
    """The model when these stay, and which of the candidates are of use then."""
    day, person = model.slot_day[model.slot], model.person
    weeks, given = np.zeros_like(model.week_left), np.bincount(person[kept], minlength=model.people)
    np.add.at(weeks, (person[kept], model.day_week[day[kept]]), 1)
    dates = max(1, len(model.dates))
    taken_slot = np.zeros(model.slots, dtype=bool)
    taken_slot[model.slot[kept]] = True
    of_use = candidates[~taken_slot[model.slot[candidates]]]
    clash = np.isin(
        person[of_use] * dates + model.day_date[day[of_use]],
        person[kept] * dates + model.day_date[day[kept]],
    )
    rest = replace(model, week_left=model.week_left - weeks, left=model.left - given, worked=model.worked + given)
    return rest, of_use[~clash]


def fill_keeping(model: Model, keeping: Keeping, kind: int, possible: Bools) -> tuple[Ints, Ints]:
    """The candidates and missed slots of one type: what is there stays, if what is missing can be added to it.

    Of the most that can be filled, with the fewest changes, the cheapest. `model` is the one with the bonus.
    """
    candidates, slots = of_type(model, kind)
    slots = slots[possible[model.slot_day[slots]]]
    kept = candidates[keeping.mask[candidates]]
    if keeping.bonus and fits(model, kept):
        rest, of_use = remaining(model, kept, candidates)
        missing = slots[~np.isin(slots, model.slot[kept])]
        if not len(missing):
            return kept, missing
        added: Fill = fill(rest, of_use, missing)
        if not len(added.missed):
            return np.concatenate([kept, added.taken]), added.missed
    filled = fill_priced(model, candidates, slots)
    return filled.taken, filled.missed


def changes_of(model: Model, taken: Ints) -> tuple[Change, ...] | None:
    """Who is where by `current` and by these candidates, where that differs; None without a `current`."""
    if not model.problem.current:
        return None
    kind = {person.id: person.type for person in model.problem.clinicians}
    still = {(day.id, name) for day in model.problem.days for name in day.open}
    before: dict[tuple[int, str], list[int]] = defaultdict(list)
    for day, person in model.problem.current:
        before[day, kind[person]].append(person)
    days, people = model.day_id[model.slot_day[model.slot[taken]]], model.person_id[model.person[taken]]
    after = {(day, kind[person]): person for day, person in zip(days.tolist(), people.tolist(), strict=True)}
    found = []
    for place in sorted(still & (before.keys() | after.keys())):
        now, earlier = after.get(place), before.get(place, [])
        if now in earlier:
            continue
        found.append(Change(*place, before=earlier[0] if earlier else None, after=now))
    return tuple(found)
