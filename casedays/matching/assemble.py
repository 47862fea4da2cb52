"""A loaded period as the solver's problem: pairs with their costs, limits, and what stands now."""

import numpy as np
import numpy.typing as npt

from casedays.matching.eligibility import Rule
from casedays.matching.filling import PeriodWorld
from casedays.matching.pairs import eligible_pairs
from casedays.matching.problem import Person
from casedays.matching.solver import OpenDay, Pairs, Problem, Worker

#: How long the solver may look for the best, in seconds.
PATIENCE = 60.0


def problem_of(world: PeriodWorld, *, seconds: float = PATIENCE) -> Problem:
    """The problem of the whole scope. Only clinicians who can do at least one of its days are in it."""
    found = eligible_pairs(world.days, world.people, world.book, world.weights)
    used = sorted(set(found.person.tolist()))
    place = {person: number for number, person in enumerate(used)}
    return Problem(
        days=tuple(OpenDay(day.needs.day_id, day.needs.date, day.open) for day in world.days),
        clinicians=tuple(worker_of(world.people[number], world) for number in used),
        pairs=Pairs(found.day, _renumbered(found.person, place), found.cost),
        seconds=seconds,
        current=_current(world, {world.people[number].clinician_id for number in used}),
    )


def _renumbered(persons: npt.NDArray[np.int32], place: dict[int, int]) -> npt.NDArray[np.int32]:
    table = np.zeros(max(place, default=-1) + 1, dtype=np.int32)
    for person, number in place.items():
        table[person] = number
    return table[persons]


def _current(world: PeriodWorld, known: set[int]) -> tuple[tuple[int, int], ...]:
    """What was freed, when as little as possible shall change."""
    return tuple(pair for pair in world.current if pair[1] in known) if world.scope.stable else ()


def worker_of(person: Person, world: PeriodWorld) -> Worker:
    """One clinician with limits as the solver counts them.

    It counts every busy date in its week, in the whole and in fairness. Here a date may count in only some of these:
    one outside the period counts in its week alone, and one that a manager put beyond a limit not toward that limit.
    So those that count in their week are given as busy, and the rest is made up for in the most days and in fairness.
    (No pair is on a busy date anyway.)
    """
    first = world.scope.first
    span = world.book.period_on(first)
    busy = frozenset(date for date, one in person.busy.items() if Rule.WEEK_LIMIT not in one.beyond)
    most, worked = None, 0
    if span is not None:
        inside = {date: one for date, one in person.busy.items() if span.first <= date <= span.last}
        limit = person.period_limit(first)
        counted = sum(Rule.PERIOD_LIMIT not in one.beyond for one in inside.values())
        most = None if limit is None else max(0, limit - counted) + len(busy)
        worked = len(inside)
    return Worker(
        id=person.clinician_id,
        type=person.provider_type,
        max_week=person.week_limit(first),
        max_period=most,
        busy=busy,
        fairness=_fairness(len(busy), worked, world) if span else (),
    )


def _fairness(given: int, worked: int, world: PeriodWorld) -> tuple[int, ...]:
    """Each further day costs as much as `score` says: the days that one has already, times the weight."""
    days = len({day.needs.date for day in world.days})
    step = world.weights.per_day_in_period
    return (*([0] * given), *(step * (worked + number) for number in range(days)))
