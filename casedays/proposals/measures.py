"""What a proposal is like as a whole: days, miles, wishes met, how evenly the days are spread."""

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from accounts.enums import SLOT_ORDER
from casedays.matching.eligibility import WILLING, miles_to
from casedays.matching.filling import PeriodWorld
from casedays.matching.problem import Person
from casedays.proposals.plan import Plan


def measures_of(plan: Plan) -> dict[str, Any]:
    """Counts over all filled slots of the proposal, kept ones included. Miles are one way, whole.

    `days` are those with a full team, whoever was asked for; `slots` are all that are filled.
    """
    days = {day.needs.day_id: day for day in plan.world.days}
    answers: Counter[str] = Counter()
    miles, slots, wishes = 0, 0, 0
    for row in plan.rows:
        person = plan.world.by_id.get(row.after or 0)
        if person is None:
            continue
        needs = days[row.day_id].needs
        slots += 1
        answers[person.answers.get(needs.date, "")] += 1
        miles += round(miles_to(person, needs) or 0)
        wishes += needs.practice_id in person.preferred_practices
    spread = spread_of(plan)
    return {
        "days": len(full_teams(plan)),
        "slots": slots,
        "miles": miles,
        "miles_each": round(miles / slots, 1) if slots else 0,
        "preferred": answers["preferred"],
        "if_needed": answers["if_needed"],
        "wishes": wishes,
        **spread,
    }


def full_teams(plan: Plan) -> list[int]:
    """Days that have somebody in every slot with the proposal, those who stay counted."""
    whole = set(SLOT_ORDER)
    return [
        day.needs.day_id
        for day in plan.world.days
        if day.needs.day_id in plan.complete and {*day.open, *(placed.provider_type for placed in day.stays)} >= whole
    ]


def spread_of(plan: Plan) -> dict[str, Any]:
    """How many clinicians have how many days in the period, before and after, of those who offered some date."""
    after = plan.people_after()
    freed: Counter[int] = Counter(person for _, person in plan.world.current)
    people = [person for person in plan.world.people if offered(person)]
    before_days = [days_within(person, plan.world) + freed[person.clinician_id] for person in people]
    after_days = [days_within(after[person.clinician_id], plan.world) for person in people]
    return {
        "before": histogram(before_days),
        "after": histogram(after_days),
        "deviation_before": deviation(before_days),
        "deviation": deviation(after_days),
        "most": max(after_days, default=0),
    }


def loads_of(plan: Plan) -> dict[str, list[int]]:
    """Days in the period before and after, by the id of each clinician for whom something changes."""
    after = plan.people_after()
    freed: Counter[int] = Counter(person for _, person in plan.world.current)
    changed = {pk for row in plan.rows if row.before != row.after for pk in (row.before, row.after) if pk}
    known = sorted(changed & plan.world.by_id.keys())
    return {
        str(pk): [days_within(plan.world.by_id[pk], plan.world) + freed[pk], days_within(after[pk], plan.world)]
        for pk in known
    }


def offered(person: Person) -> bool:
    """Whether they can work on any of the dates."""
    return any(answer in WILLING for answer in person.answers.values())


def days_within(person: Person, world: PeriodWorld) -> int:
    """Days in the period; within the scope's dates where there is none."""
    span = world.book.period_on(world.scope.first)
    first, last = (span.first, span.last) if span else (world.scope.first, world.scope.last)
    return sum(first <= date <= last for date in person.busy)


def histogram(days: list[int]) -> list[int]:
    """How many have 0 days, 1 day, and so on."""
    counted: Mapping[int, int] = Counter(days)
    return [counted[number] for number in range(max(days, default=0) + 1)]


def deviation(days: list[int]) -> float:
    """Standard deviation, to two decimals: 0 when everybody has the same."""
    if not days:
        return 0.0
    mean = sum(days) / len(days)
    return round(math.sqrt(sum((one - mean) ** 2 for one in days) / len(days)), 2)
