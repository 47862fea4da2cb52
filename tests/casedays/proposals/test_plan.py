"""What a proposal makes of each slot, and what it is like as a whole."""

import datetime as dt
from dataclasses import replace

import pytest

from casedays.matching.filling import DayToFill, PeriodWorld, Placed
from casedays.matching.problem import Busy, Person
from casedays.matching.scope import Scope
from casedays.matching.scoring import Weights
from casedays.proposals.measures import measures_of
from casedays.proposals.plan import Kind, Plan, Row, plan_of
from tests.casedays.test_eligibility import BOOK, DATE, DAY, NURSE

NEXT = DATE + dt.timedelta(days=1)


def nurse(number: int, **facts: object) -> Person:
    given = {"clinician_id": number, "name": f"Nurse {number}", "answers": dict.fromkeys((DATE, NEXT), "available")}
    return replace(NURSE, **{**given, **facts})  # type: ignore[arg-type]


def day(
    number: int, date: dt.date = DATE, *, held: int | None = None, slots: tuple[str, ...] = ("nurse",)
) -> DayToFill:
    freed = (Placed(number * 10, held, "nurse", "held"),) if held else ()
    needs = replace(DAY, day_id=number, date=date)
    return DayToFill(needs, slots, freed=freed, label=f"Practice {number}, Main")


def world(days: list[DayToFill], people: list[Person]) -> PeriodWorld:
    return PeriodWorld(Scope(DATE, NEXT), tuple(days), tuple(people), BOOK, Weights())


def kinds(plan: Plan) -> list[tuple[int, Kind]]:
    return [(row.day_id, row.kind) for row in plan.rows]


def test_each_slot_is_new_unchanged_moved_left_or_open() -> None:
    days = [day(1), day(2, held=8), day(3, NEXT, held=8), day(4, NEXT, held=9), day(5, NEXT)]
    plan = plan_of(world(days, [nurse(7), nurse(8), nurse(9)]), [(1, 7), (2, 8), (3, 9)])
    assert kinds(plan) == [(1, Kind.NEW), (2, Kind.SAME), (3, Kind.MOVED), (4, Kind.LEFT), (5, Kind.OPEN)]
    assert plan.complete == {1, 2, 3}


def test_a_day_that_gets_no_full_team_keeps_whom_it_had() -> None:
    days = [day(1, held=8, slots=("nurse", "medic"))]
    plan = plan_of(world(days, [nurse(8)]), [])
    assert kinds(plan) == [(1, Kind.SAME), (1, Kind.OPEN)]
    assert plan.complete == frozenset()


@pytest.mark.parametrize("limits", [{"max_days_per_week": 1}, {"max_days_per_period": 1}])
def test_unless_the_limit_says_no_because_the_proposal_has_them_elsewhere(limits: dict[str, int]) -> None:
    days = [day(1, held=8, slots=("nurse", "medic")), day(2, NEXT)]
    plan = plan_of(world(days, [nurse(8, **limits)]), [(2, 8)])
    assert plan.rows[0] == Row(1, "nurse", 8, None)


def test_or_they_are_on_another_day_of_that_date() -> None:
    days = [day(1, held=8, slots=("nurse", "medic")), day(2)]
    assert plan_of(world(days, [nurse(8)]), [(2, 8)]).rows[0].kind == Kind.LEFT


def test_people_after_it_are_on_the_days_it_gives_them() -> None:
    plan = plan_of(world([day(1)], [nurse(7)]), [(1, 7)])
    assert plan.people_after()[7].busy == {DATE: Busy(1, "Practice 1, Main", DAY.practice_id)}
    assert plan.world.by_id[7].busy == {}


def test_measures_count_days_miles_wishes_and_spread() -> None:
    liked = nurse(7, answers={DATE: "preferred"}, preferred_practices=frozenset({DAY.practice_id}))
    other = nurse(8, answers={DATE: "if_needed", NEXT: "if_needed"})
    idle = nurse(9, answers={DATE: "unavailable"})
    plan = plan_of(world([day(1), day(2, NEXT, held=8)], [liked, other, idle]), [(1, 7), (2, 8)])
    assert measures_of(plan) == {
        "days": 0, "slots": 2, "miles": 12, "miles_each": 6.0, "preferred": 1, "if_needed": 1, "wishes": 1,
        "before": [1, 1], "after": [0, 2], "deviation_before": 0.5, "deviation": 0.0, "most": 1,
    }  # fmt: skip


def test_a_proposal_of_nothing_has_measures_too() -> None:
    found = measures_of(plan_of(world([], []), []))
    assert (found["days"], found["miles_each"], found["deviation"]) == (0, 0, 0.0)
