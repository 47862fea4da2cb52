"""Why a slot stays open and what would help: the words are those of the rule that decided, for every rule."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from casedays.matching.eligibility import FINAL_RULES, Rule
from casedays.matching.filling import DayToFill
from casedays.matching.problem import Held, Person
from casedays.proposals import helps
from casedays.proposals.helps import EASE, OpenSlot, open_slots
from casedays.proposals.plan import plan_of
from tests.casedays.proposals.test_plan import NEXT, day, nurse, world
from tests.casedays.test_eligibility import BLS, DATE, DAY, LICENCE, PEDIATRIC, busy_on

OTHER = DATE - dt.timedelta(days=1)
FAR = (44.05, -123.09)
EXPIRED = (Held(BLS, "", dt.date(2025, 1, 1), dt.date(2027, 3, 2)), Held(LICENCE, "OR", dt.date(2026, 1, 1), NEXT))

#: rule -> what is so of Ana, whom it alone keeps out; the sentence; what would help.
CASES: dict[Rule, tuple[dict[str, Any], str, list[str]]] = {
    Rule.OTHER_DAY: ({"busy": busy_on(DATE)}, "The one available nurse is on another day", []),
    Rule.INACTIVE: ({"active": False}, "No available nurse fits: 1 is no longer active", []),
    Rule.AVAILABILITY: (
        {"answers": {}},
        "No nurse gave an answer for this date",
        ["Ask Ana Ruiz: no answer for 11 Mar"],
    ),
    Rule.CREDENTIAL: (
        {"credentials": EXPIRED},
        "No available nurse fits: 1 lacks BLS",
        ["Ana Ruiz is free, but: BLS ended 2 Mar, before this day"],
    ),
    Rule.SKILL: (
        {"skill_ids": frozenset()},
        "No available nurse fits: 1 lacks the skill pediatric",
        ["Ana Ruiz is free, but: lacks the skill pediatric"],
    ),
    Rule.DO_NOT_SEND: (
        {"blocked_practices": frozenset({DAY.practice_id})},
        "No available nurse fits: 1 is not wanted by the practice",
        ["Ana Ruiz is free, but the practice asked not to be sent them"],
    ),
    Rule.WEEK_LIMIT: (
        {"busy": busy_on(OTHER), "max_days_per_week": 1},
        "No available nurse fits: 1 has no day left this week",
        ["Ana Ruiz would be free if the weekly limit gave way (a 2nd day this week; the most is 1)"],
    ),
    Rule.PERIOD_LIMIT: (
        {"busy": busy_on(OTHER), "max_days_per_period": 1},
        "No available nurse fits: 1 has no day left this period",
        ["Ana Ruiz would be free if the period's limit gave way (a 2nd day this period; the most is 1)"],
    ),
    Rule.DISTANCE: (
        {"home": FAR, "max_miles": 90},
        "No available nurse fits: 1 lives too far away",
        ["Ana Ruiz would be free if the distance limit gave way (96 miles; the most is 90)"],
    ),
}


def ana(**facts: Any) -> Person:
    return nurse(1, **{"name": "Ana Ruiz", "skill_ids": frozenset({PEDIATRIC.skill_id}), **facts})


def pediatric(number: int = 1, **facts: Any) -> DayToFill:
    made = day(number, **{key: facts.pop(key) for key in ("date", "slots") if key in facts})
    return replace(made, needs=replace(made.needs, skills=(PEDIATRIC,)), **facts)


def only(people: list[Person], *days: DayToFill, pairs: Any = ()) -> OpenSlot:
    return open_slots(plan_of(world([*(days or (pediatric(),))], people), pairs))[0]


@pytest.mark.parametrize("rule", CASES)
def test_the_rule_that_decides_is_the_one_that_is_said(rule: Rule) -> None:
    facts, why, help_words = CASES[rule]
    found = only([ana(**facts)])
    assert (found.why, list(found.helps)) == (why, help_words)


def test_every_rule_is_tried_but_the_type_which_is_never_in_question() -> None:
    assert set(CASES) == set(Rule) - {Rule.PROVIDER_TYPE}
    assert set(EASE) == set(Rule) - FINAL_RULES - {Rule.INACTIVE}


def test_unavailable_and_silent_people_are_told_apart() -> None:
    away = ana(answers={DATE: "unavailable"})
    found = only([away, nurse(2, answers={})])
    assert found.why == "No nurse is available on 11 Mar; 1 gave no answer"
    assert found.helps == ("Ask again Ana Ruiz: unavailable on 11 Mar",)


def test_who_dropped_out_is_not_offered_again() -> None:
    found = only([ana(dropped=frozenset({DATE}))], pediatric())
    assert found.why == "No nurse is available on 11 Mar"
    assert found.helps == ("Ask again Ana Ruiz: said they can't make it on 11 Mar",)


def test_what_most_lack_is_said_with_who_is_elsewhere() -> None:
    unskilled = [ana(clinician_id=n, name=f"N {n}", skill_ids=frozenset()) for n in (2, 3)]
    found = only([*unskilled, ana(busy=busy_on(DATE))])
    assert found.why == "No available nurse fits: 2 lack the skill pediatric, 1 is on another day"
    mixed = only([*unskilled, ana(home=FAR, max_miles=90)])
    assert mixed.why == "No available nurse fits: 2 lack the skill pediatric, 1 lives too far away"


def test_who_is_on_another_day_of_the_proposal_counts_as_elsewhere() -> None:
    found = only([ana()], pediatric(1), pediatric(2), pairs=[(2, 1)])
    assert (found.day_id, found.why) == (1, "The one available nurse is on another day")
    both = only([ana(), ana(clinician_id=2)], pediatric(1), pediatric(2), pediatric(3), pairs=[(2, 1), (3, 2)])
    assert both.why == "All 2 available nurses are on other days"


def test_a_limit_that_the_proposal_itself_uses_up_is_said() -> None:
    found = only([ana(max_days_per_week=1)], pediatric(1), pediatric(2, date=NEXT), pairs=[(2, 1)])
    assert found.why == "No available nurse fits: 1 has no day left this week"


def test_a_slot_that_could_be_filled_says_what_the_day_lacks() -> None:
    plan = plan_of(world([pediatric(slots=("medic", "nurse"))], [ana()]), [])
    medic, of_nurse = open_slots(plan)
    assert medic.why == "There is no medic"
    assert of_nurse.why == "Ana Ruiz could, but there is no medic"


def test_other_dates_of_the_practice_that_would_work_come_first() -> None:
    silent = ana(answers={NEXT: "available"})
    found = only([silent], pediatric(wanted=(OTHER, NEXT)))
    assert found.helps[0] == "Fri 12 Mar would work: the practice named it too"
    assert found.helps[1:] == ("Ask Ana Ruiz: no answer for 11 Mar",)


def test_a_date_on_which_the_only_one_dropped_out_would_not_work() -> None:
    silent, wanting = ana(answers={NEXT: "available"}), pediatric(wanted=(NEXT,))
    found = open_slots(plan_of(world([wanting], [replace(silent, dropped=frozenset({NEXT}))]), ()))[0]
    assert found.helps == ("Ask Ana Ruiz: no answer for 11 Mar",)
    on_another = open_slots(plan_of(world([wanting], [replace(silent, dropped=frozenset({DATE}))]), ()))[0]
    assert on_another.helps[0] == "Fri 12 Mar would work: the practice named it too"


def test_the_easiest_comes_first_and_only_a_few_are_named() -> None:
    unskilled = [ana(clinician_id=n, name=f"N {n}", skill_ids=frozenset()) for n in range(2, 9)]
    found = only([*unskilled, ana(answers={})])
    assert len(found.helps) == helps.MOST_HELPS
    assert found.helps[0].startswith("Ask Ana Ruiz")


def test_beyond_a_few_hundred_slots_are_not_explained_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helps, "MOST_EXPLAINED", 1)
    found = open_slots(plan_of(world([pediatric(1), pediatric(2)], []), []))
    assert [one.why for one in found] == ["There is no nurse", "No nurse is left for this day"]
