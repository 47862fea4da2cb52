"""A loaded period as the solver's problem: limits and fairness count there as they count everywhere else."""

import datetime as dt
import random
from dataclasses import replace

import pytest

from casedays.matching.assemble import problem_of, worker_of
from casedays.matching.eligibility import Rule, blocks
from casedays.matching.filling import PeriodWorld, Placed
from casedays.matching.pairs import eligible_pairs
from casedays.matching.problem import Busy, DayNeeds, Person
from casedays.matching.scoring import Company, score
from casedays.matching.solver import Worker, exchange, solve
from casedays.proposals.plan import Plan, plan_of
from tests.casedays.matching.random_periods import FIRST, LAST, random_world

LIMITS = {Rule.WEEK_LIMIT, Rule.PERIOD_LIMIT}


def week(date: dt.date) -> tuple[int, int]:
    return date.isocalendar()[:2]


def solver_allows(worker: Worker, taken: list[dt.date], date: dt.date) -> bool:
    """What the solver's rules say of one more day, in its own words: busy dates and days taken count alike."""
    worked = [*worker.busy, *taken]
    in_week = sum(week(one) == week(date) for one in worked)
    within = worker.max_period is None or len(worked) < worker.max_period
    return in_week < worker.max_week and within


def solver_cost(worker: Worker, taken: int) -> int:
    """What the solver adds for one more day."""
    steps = worker.fairness or (0,)
    return steps[min(len(worker.busy) + taken, len(steps) - 1)]


def with_days(person: Person, dates: list[dt.date]) -> Person:
    return replace(person, busy={**person.busy, **{date: Busy(5000 + n, "", 0) for n, date in enumerate(dates)}})


def on(date: dt.date, world: PeriodWorld) -> DayNeeds:
    return replace(world.days[0].needs, date=date, day_id=77)


@pytest.mark.parametrize("seed", range(25))
def test_limits_and_fairness_grow_day_by_day_as_the_rules_say(seed: int) -> None:
    world, rnd = random_world(seed), random.Random(seed)
    for person in world.people:
        worker, taken = worker_of(person, world), list[dt.date]()
        free = [FIRST + dt.timedelta(days=n) for n in range(21) if FIRST + dt.timedelta(days=n) not in person.busy]
        dates = len({day.needs.date for day in world.days})  # nobody takes more days than there are dates
        for date in rnd.sample(free, min(8, dates)):
            so_far, needs = with_days(person, taken), on(date, world)
            found = {block.rule for block in blocks(so_far, needs, person.provider_type, world.book)} & LIMITS
            assert solver_allows(worker, taken, date) == (not found), (person, taken, date)
            if found:
                continue
            costs = [
                score(one, needs, person.provider_type, world.book, world.weights, Company()).cost
                for one in (so_far, replace(person, busy={}))
            ]
            assert solver_cost(worker, len(taken)) == costs[0] - costs[1]
            taken.append(date)


@pytest.mark.parametrize("seed", range(30))
def test_a_proposal_breaks_no_rule_and_costs_what_the_scores_say(seed: int) -> None:
    world = random_world(seed, days=20, people=40)
    proposal = solve(problem_of(world, seconds=20))
    plan = plan_of(world, proposal.assignments)
    after, needs = plan.people_after(), {day.needs.day_id: day for day in world.days}
    for day_id, clinician_id in proposal.assignments:
        person = after[clinician_id]
        assert blocks(person, needs[day_id].needs, person.provider_type, world.book) == []
    assert proposal.cost == sum(_day_by_day(world, plan, person) for person in world.people)
    assert proposal.complete == len(plan.complete)


def _day_by_day(world: PeriodWorld, plan: Plan, person: Person) -> int:
    """What the person's days cost when they are taken one after the other, as a manager would see it."""
    total, taken = 0, list[dt.date]()
    for row in plan.rows:
        if row.after == person.clinician_id:
            day = next(day for day in world.days if day.needs.day_id == row.day_id)
            company = Company(team=dict.fromkeys(day.mates, ""))
            so_far = with_days(person, taken)
            total += score(so_far, day.needs, person.provider_type, world.book, world.weights, company).cost
            taken.append(day.needs.date)
    return total


def test_the_problem_holds_the_pairs_by_place_and_can_be_sent_elsewhere() -> None:
    world = random_world(2)
    problem = problem_of(world, seconds=5)
    found = eligible_pairs(world.days, world.people, world.book, world.weights)
    ids = [
        (problem.days[day].id, problem.clinicians[person].id)
        for day, person in zip(problem.pairs.day, problem.pairs.clinician, strict=True)
    ]
    assert ids == [
        (world.days[day].needs.day_id, world.people[person].clinician_id)
        for day, person in zip(found.day, found.person, strict=True)
    ]
    assert exchange.dump(exchange.read(exchange.dump(problem))) == exchange.dump(problem)


def test_only_those_who_can_do_something_are_in_it() -> None:
    world = random_world(4)
    idle = replace(world.people[0], clinician_id=999, active=False)
    problem = problem_of(replace(world, people=(*world.people, idle)))
    assert 999 not in {worker.id for worker in problem.clinicians}


def test_what_was_freed_is_kept_in_mind_unless_the_manager_wants_the_best_from_scratch() -> None:
    world = random_world(4)
    found = eligible_pairs(world.days, world.people, world.book, world.weights)
    day, person = world.days[found.day[0]], world.people[found.person[0]]
    freed = Placed(1, person.clinician_id, person.provider_type, "held")
    days = tuple(replace(one, freed=(freed,)) if one is day else one for one in world.days)
    moved = replace(world, days=days)
    assert problem_of(moved).current == ((day.needs.day_id, person.clinician_id),)
    assert problem_of(replace(moved, scope=replace(world.scope, stable=False))).current == ()


def test_without_a_period_there_is_neither_a_limit_nor_fairness() -> None:
    world = random_world(4)
    loose = replace(world, book=replace(world.book, periods=()))
    worker = worker_of(loose.people[0], loose)
    assert worker.max_period is None
    assert worker.fairness == ()
    assert LAST > FIRST
