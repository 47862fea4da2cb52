"""The referee itself: each kind of broken proposal is caught, so that its silence means something."""

from typing import Any

import pytest

from tests.casedays.matching.referee import faults

Json = dict[str, Any]
DATES = ("2027-03-01", "2027-03-01", "2027-03-02", "2027-03-08")


def person(key: int, kind: str = "nurse", **other: Any) -> Json:
    return {"id": key, "type": kind, "max_week": 2, "max_period": 2, "busy": [], "fairness": [0, 5]} | other


PROBLEM: Json = {
    "version": 1,
    "days": [{"id": 10 + number, "date": date, "open": ["nurse"]} for number, date in enumerate(DATES)]
    + [{"id": 14, "date": "2027-03-09", "open": ["medic", "nurse"]}],
    "clinicians": [person(1), person(2, busy=["2027-03-02"]), person(3, max_week=1), person(4, "medic")],
    "pairs": [[10 + day, key, 7] for day in range(4) for key in (1, 2, 3)] + [[14, 1, 2], [14, 4, 3]],
    "seconds": 5,
}


def answer(*assignments: tuple[int, int], cost: int, complete: int, **other: Any) -> Json:
    filled = {day for day, _ in assignments}
    still = [(day["id"], name) for day in PROBLEM["days"] if day["id"] not in filled for name in day["open"]]
    return {
        "assignments": [list(pair) for pair in assignments],
        "complete": complete,
        "cost": cost,
        "bound": {"complete": 5, "cost": 0},
        "proven": False,
        "open": [{"day": day, "type": name, "why": "because"} for day, name in still],
    } | other


def test_a_good_proposal_passes() -> None:
    assert faults(PROBLEM, answer((10, 1), (11, 3), (12, 1), cost=26, complete=3)) == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (answer((10, 4), cost=0, complete=1), "4 is not eligible for day 10"),
        (answer((10, 1), (11, 1), cost=19, complete=2), "two days on one date"),
        (answer((12, 2), cost=12, complete=1), "two days on one date"),
        (answer((10, 3), (12, 3), cost=19, complete=2), "3 has 2 days in week"),
        (answer((10, 1), (12, 1), (13, 1), cost=31, complete=3), "1 has 3 days in all"),
        (answer((10, 2), (13, 2), cost=24, complete=2), "2 has 3 days in all"),
        (answer((10, 1), (10, 2), cost=19, complete=1), "day 10 needs ['nurse'] and gets ['nurse', 'nurse']"),
        (answer((14, 1), cost=2, complete=1), "day 14 needs ['medic', 'nurse'] and gets ['nurse']"),
        (answer((10, 1), cost=8, complete=1), "says it costs 8, and it costs 7"),
        (answer((10, 2), cost=7, complete=1), "says it costs 7, and it costs 12"),
        (answer((10, 1), cost=7, complete=2), "says 2 complete days, and 1 are"),
        (answer((10, 1), cost=7, complete=1, bound={"complete": 0, "cost": 0}), "bound on days is below"),
        (answer((10, 1), cost=7, complete=1, bound={"complete": 1, "cost": 8}), "bound on cost is above"),
        (answer((10, 1), cost=7, complete=1, proven=True), "says proven"),
        (answer((10, 1), cost=7, complete=1, open=[]), "open slots are not those"),
    ],
)
def test_each_broken_one_is_caught(broken: Json, words: str) -> None:
    assert any(words in fault for fault in faults(PROBLEM, broken)), faults(PROBLEM, broken)


def test_an_open_slot_needs_a_reason() -> None:
    silent = answer((10, 1), cost=7, complete=1)
    silent["open"][0]["why"] = ""
    assert faults(PROBLEM, silent) == ["an open slot has no reason"]
