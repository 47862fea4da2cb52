"""The format: what goes in comes out again, and each mistake is named by its place."""

import copy
import json
from typing import Any

import pytest

from casedays.matching.solver import ProblemError, exchange, solve
from tests.casedays.matching.solver.worlds import world

Json = dict[str, Any]
GOOD: Json = {
    "version": 1,
    "days": [
        {"id": 1, "date": "2027-03-01", "open": ["nurse", "medic"]},
        {"id": 2, "date": "2027-03-02", "open": ["nurse"]},
    ],
    "clinicians": [
        {"id": 7, "type": "nurse", "max_week": 2, "max_period": None, "busy": ["2027-03-03"], "fairness": [0, 4, 4]},
        {"id": 8, "type": "medic", "max_week": 2, "max_period": 3, "busy": [], "fairness": []},
    ],
    "pairs": [[1, 7, 10], [2, 7, -3], [1, 8, 0]],
    "seconds": 2.5,
}
PATHS = [
    (("version",), 2, "version"),
    (("version",), "1", "version"),
    (("version",), True, "version"),
    (("days",), {}, "days"),
    (("days", 0), [], "days[0]"),
    (("days", 0, "id"), 1.0, "days[0].id"),
    (("days", 0, "id"), 2**70, "days[0].id"),
    (("days", 1, "id"), 1, "days[1].id"),
    (("days", 0, "date"), "2027-02-29", "days[0].date"),
    (("days", 0, "date"), "20270301", "days[0].date"),
    (("days", 0, "date"), 20270301, "days[0].date"),
    (("days", 0, "open"), "nurse", "days[0].open"),
    (("days", 0, "open", 1), "nurse", "days[0].open[1]"),
    (("days", 0, "open", 1), "  ", "days[0].open[1]"),
    (("days", 0, "open", 1), None, "days[0].open[1]"),
    (("days", 0, "colour"), "red", "days[0].colour"),
    (("clinicians", 1, "id"), 7, "clinicians[1].id"),
    (("clinicians", 0, "type"), 3, "clinicians[0].type"),
    (("clinicians", 0, "max_week"), -1, "clinicians[0].max_week"),
    (("clinicians", 0, "max_week"), True, "clinicians[0].max_week"),
    (("clinicians", 0, "max_week"), None, "clinicians[0].max_week"),
    (("clinicians", 0, "max_period"), 1.5, "clinicians[0].max_period"),
    (("clinicians", 0, "busy", 0), "Monday", "clinicians[0].busy[0]"),
    (("clinicians", 0, "busy"), ["2027-03-03", "2027-03-03"], "clinicians[0].busy[1]"),
    (("clinicians", 0, "fairness"), [0, 4, 3], "clinicians[0].fairness[2]"),
    (("clinicians", 0, "fairness", 1), "4", "clinicians[0].fairness[1]"),
    (("clinicians", 0, "max_weeks"), 4, "clinicians[0].max_weeks"),
    (("pairs", 1), [2, 7], "pairs[1]"),
    (("pairs", 1), {"day": 2}, "pairs[1]"),
    (("pairs", 1), "abc", "pairs[1]"),
    (("pairs", 1), None, "pairs[1]"),
    (("pairs", 1, 0), 3, "pairs[1][0]"),
    (("pairs", 1, 0), True, "pairs[1][0]"),
    (("pairs", 1, 1), 70, "pairs[1][1]"),
    (("pairs", 1, 1), [7], "pairs[1][1]"),
    (("pairs", 1, 2), 1.0, "pairs[1][2]"),
    (("pairs", 1, 2), float("nan"), "pairs[1][2]"),
    (("pairs", 1, 2), False, "pairs[1][2]"),
    (("pairs", 1, 2), 10**30, "pairs[1][2]"),
    (("pairs", 2), [1, 7, 5], "pairs[2]"),
    (("seconds",), 0, "seconds"),
    (("seconds",), -1, "seconds"),
    (("seconds",), float("nan"), "seconds"),
    (("seconds",), float("inf"), "seconds"),
    (("seconds",), "60", "seconds"),
    (("seconds",), True, "seconds"),
    (("seconds",), None, "seconds"),
    (("current",), None, "current"),
    (("current",), [[1, 7], [1, 9]], "current[1][1]"),
    (("current",), [[1]], "current[0]"),
    (("current",), [[1, 7], [1, 7]], "current[1]"),
    (("colour",), "red", "colour"),
]


def test_the_format_is_read() -> None:
    problem = exchange.read(GOOD)
    assert [day.open for day in problem.days] == [("nurse", "medic"), ("nurse",)]
    assert problem.clinicians[0].max_period is None
    assert problem.pairs.cost.tolist() == [10, -3, 0]
    assert problem.seconds == 2.5
    assert problem.current == ()


def test_changes_are_told_when_there_was_an_earlier_proposal() -> None:
    answer = exchange.write(solve(exchange.read(GOOD | {"current": [[1, 7], [1, 8]]})), peak_mb=1.0)
    assert answer["assignments"] == [[1, 7], [1, 8]]
    assert answer["changed"] == []


@pytest.mark.parametrize("seed", range(5))
def test_what_is_dumped_is_read_again(seed: int) -> None:
    data = world(seed, days=9, people=9, dates=5, eligible=0.5)
    problem = exchange.read(data | {"current": [pair[:2] for pair in data["pairs"][:4]]})
    again = exchange.read(json.loads(json.dumps(exchange.dump(problem))))
    assert (again.days, again.clinicians, again.current) == (problem.days, problem.clinicians, problem.current)
    for name in ("day", "clinician", "cost"):
        assert (getattr(again.pairs, name) == getattr(problem.pairs, name)).all()


@pytest.mark.parametrize(("path", "value", "place"), PATHS, ids=[f"{place}-{value}"[:40] for _, value, place in PATHS])
def test_a_mistake_is_named_by_its_place(path: tuple[Any, ...], value: Any, place: str) -> None:
    data = copy.deepcopy(GOOD)
    at: Any = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(ProblemError) as caught:
        exchange.read(data)
    assert caught.value.place == place
    assert str(caught.value).startswith(f"{place}: ")


@pytest.mark.parametrize("place", ["version", "days", "clinicians", "pairs", "seconds", "days[0].id", "days[0].date"])
def test_what_is_missing_is_named(place: str) -> None:
    data = copy.deepcopy(GOOD)
    holder = data["days"][0] if "." in place else data
    del holder[place.rpartition(".")[2]]
    with pytest.raises(ProblemError, match="is missing") as caught:
        exchange.read(data)
    assert caught.value.place == place


@pytest.mark.parametrize("data", [None, [], 3, "problem", float("nan")])
def test_anything_but_an_object_is_refused(data: Any) -> None:
    with pytest.raises(ProblemError, match="not an object"):
        exchange.read(data)


def test_a_pair_of_a_type_that_is_not_open_is_not_used() -> None:
    data = copy.deepcopy(GOOD)
    data["pairs"].append([2, 8, -100])
    answer = exchange.write(solve(exchange.read(data)), peak_mb=12.34)
    assert answer["assignments"] == [[2, 7]]


def test_the_answer_has_the_members_of_the_format() -> None:
    answer = exchange.write(solve(exchange.read(GOOD)), peak_mb=12.34)
    assert json.loads(json.dumps(answer)) == {
        "assignments": [[2, 7]],
        "complete": 1,
        "cost": 1,
        "bound": {"complete": 1, "cost": 1},
        "proven": True,
        "open": [
            {
                "day": 1,
                "type": "medic",
                "why": "Type medic could be filled on Mon 1 Mar 2027: nurse is what the day lacks.",
            },
            {
                "day": 1,
                "type": "nurse",
                "why": "Nobody of type nurse is free on Mon 1 Mar 2027: 1 at their limit per week or period.",
            },
        ],
        "seconds": answer["seconds"],
        "peak_mb": 12.3,
    }
