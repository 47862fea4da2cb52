"""The format in which problems come in and proposals go out: docs/matching.md describes it."""

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt

from casedays.matching.solver.problem import OpenDay, Pairs, Problem, ProblemError, Proposal, Worker
from casedays.matching.solver.reading import (
    LARGEST_COST,
    date_at,
    known,
    list_at,
    member,
    object_at,
    seconds_at,
    text_at,
    whole_at,
)

VERSION = 1
KEYS = {"version", "days", "clinicians", "pairs", "seconds", "current"}


def read(data: Any, pairs: npt.NDArray[np.int64] | None = None) -> Problem:
    """The problem in this value, as `json.loads` gives it. Raises ProblemError naming the first place that is wrong.

    `pairs` are the rows of the list of that name, when they have been read already.
    """
    top = object_at(data, "")
    known(top, KEYS, "")
    version = whole_at(member(top, "version", ""), "version")
    if version != VERSION:
        raise ProblemError("version", f"is {version}, and only version {VERSION} can be read")
    days = tuple(_day(item, f"days[{number}]") for number, item in enumerate(_list(top, "days")))
    day_at = _by_id([day.id for day in days], "days")
    clinicians = tuple(_worker(item, f"clinicians[{number}]") for number, item in enumerate(_list(top, "clinicians")))
    clinician_at = _by_id([person.id for person in clinicians], "clinicians")
    rows = _list(top, "pairs")
    found = _pairs(rows, day_at, clinician_at) if pairs is None else _table(pairs, day_at, clinician_at)
    seconds = seconds_at(member(top, "seconds", ""), "seconds")
    current = _current(list_at(top.get("current", []), "current"), day_at, clinician_at)
    return Problem(days=days, clinicians=clinicians, pairs=found, seconds=seconds, current=current)


def write(proposal: Proposal, peak_mb: float) -> dict[str, Any]:
    """The answer as plain values for `json.dumps`; `peak_mb` is what the process took at most, in MB."""
    answer: dict[str, Any] = {
        "assignments": [list(pair) for pair in proposal.assignments],
        "complete": proposal.complete,
        "cost": proposal.cost,
        "bound": {"complete": proposal.bound_complete, "cost": proposal.bound_cost},
        "proven": proposal.proven,
        "open": [{"day": slot.day, "type": slot.type, "why": slot.why.text} for slot in proposal.open],
        "seconds": round(proposal.seconds, 3),
        "peak_mb": round(peak_mb, 1),
    }
    if proposal.changed is not None:
        answer["changed"] = [
            {"day": change.day, "type": change.type, "before": change.before, "after": change.after}
            for change in proposal.changed
        ]
    return answer


def dump(problem: Problem) -> dict[str, Any]:
    """The problem as plain values: `read` gives it back."""
    day_ids = np.array([day.id for day in problem.days], dtype=np.int64)
    clinician_ids = np.array([person.id for person in problem.clinicians], dtype=np.int64)
    pairs = problem.pairs
    table = (
        np.column_stack([day_ids[pairs.day], clinician_ids[pairs.clinician], pairs.cost]).tolist() if len(pairs) else []
    )
    data: dict[str, Any] = {
        "version": VERSION,
        "days": [{"id": day.id, "date": day.date.isoformat(), "open": list(day.open)} for day in problem.days],
        "clinicians": [
            {
                "id": person.id,
                "type": person.type,
                "max_week": person.max_week,
                "max_period": person.max_period,
                "busy": [date.isoformat() for date in sorted(person.busy)],
                "fairness": list(person.fairness),
            }
            for person in problem.clinicians
        ],
        "pairs": table,
        "seconds": problem.seconds,
    }
    if problem.current:
        data["current"] = [list(pair) for pair in problem.current]
    return data


def _list(top: dict[str, Any], key: str) -> list[Any]:
    return list_at(member(top, key, ""), key)


def _day(data: Any, place: str) -> OpenDay:
    item = object_at(data, place)
    known(item, {"id", "date", "open"}, place)
    open_types = list_at(member(item, "open", place), f"{place}.open")
    types = tuple(text_at(name, f"{place}.open[{number}]") for number, name in enumerate(open_types))
    for number, name in enumerate(types):
        if name in types[:number]:
            raise ProblemError(f"{place}.open[{number}]", f"{name!r} is there twice")
    return OpenDay(
        id=whole_at(member(item, "id", place), f"{place}.id"),
        date=date_at(member(item, "date", place), f"{place}.date"),
        open=types,
    )


def _worker(data: Any, place: str) -> Worker:
    item = object_at(data, place)
    known(item, {"id", "type", "max_week", "max_period", "busy", "fairness"}, place)
    max_period = member(item, "max_period", place)
    busy = list_at(member(item, "busy", place), f"{place}.busy")
    dates: dict[dt.date, int] = {}
    for number, value in enumerate(busy):
        date = date_at(value, f"{place}.busy[{number}]")
        if date in dates:
            raise ProblemError(f"{place}.busy[{number}]", f"{value} is there twice")
        dates[date] = number
    steps = list_at(member(item, "fairness", place), f"{place}.fairness")
    fairness = tuple(
        whole_at(value, f"{place}.fairness[{number}]", -LARGEST_COST, LARGEST_COST)
        for number, value in enumerate(steps)
    )
    for number in range(1, len(fairness)):
        if fairness[number] < fairness[number - 1]:
            raise ProblemError(f"{place}.fairness[{number}]", "is less than the one before: it must not decrease")
    return Worker(
        id=whole_at(member(item, "id", place), f"{place}.id"),
        type=text_at(member(item, "type", place), f"{place}.type"),
        max_week=whole_at(member(item, "max_week", place), f"{place}.max_week", 0),
        max_period=None if max_period is None else whole_at(max_period, f"{place}.max_period", 0),
        busy=frozenset(dates),
        fairness=fairness,
    )


def _by_id(ids: list[int], place: str) -> dict[int, int]:
    at: dict[int, int] = {}
    for number, key in enumerate(ids):
        if key in at:
            raise ProblemError(f"{place}[{number}].id", f"{key} is the id of {place}[{at[key]}] too")
        at[key] = number
    return at


def _pairs(rows: list[Any], day_at: dict[int, int], clinician_at: dict[int, int]) -> Pairs:
    day = np.empty(len(rows), dtype=np.int32)
    clinician = np.empty(len(rows), dtype=np.int32)
    cost = np.empty(len(rows), dtype=np.int64)
    for number, row in enumerate(rows):
        try:
            first, second, third = row
            plain = type(row) is list and type(first) is int and type(second) is int and type(third) is int
            if plain and -LARGEST_COST <= third <= LARGEST_COST:
                day[number], clinician[number], cost[number] = day_at[first], clinician_at[second], third
                continue
        except (TypeError, ValueError, KeyError):
            pass
        raise _wrong_pair(row, f"pairs[{number}]", day_at, clinician_at)
    _refuse_twice(day, clinician)
    return Pairs(day, clinician, cost)


def _table(table: npt.NDArray[np.int64], day_at: dict[int, int], clinician_at: dict[int, int]) -> Pairs:
    """The pairs of a table of whole numbers: as `_pairs`, which says what is wrong when something is."""
    columns = []
    for column, at in ((table[:, 0], day_at), (table[:, 1], clinician_at)):
        ids = np.array(list(at), dtype=np.int64)
        order = np.argsort(ids)
        place = order[np.minimum(np.searchsorted(ids[order], column), len(ids) - 1)] if len(ids) else column
        if not len(ids) or (ids[place] != column).any():
            return _pairs(table.tolist(), day_at, clinician_at)
        columns.append(place.astype(np.int32))
    if (np.abs(table[:, 2]) > LARGEST_COST).any():
        return _pairs(table.tolist(), day_at, clinician_at)
    _refuse_twice(*columns)
    return Pairs(columns[0], columns[1], table[:, 2].copy())


def _wrong_pair(row: Any, place: str, day_at: dict[int, int], clinician_at: dict[int, int]) -> ProblemError:
    try:
        _ids(list_at(row, place), place, 3, day_at, clinician_at)
        whole_at(row[2], f"{place}[2]", -LARGEST_COST, LARGEST_COST)
    except ProblemError as error:
        return error
    return ProblemError(place, "cannot be read")


def _ids(
    row: list[Any],
    place: str,
    length: int,
    day_at: dict[int, int],
    clinician_at: dict[int, int],
) -> tuple[int, int]:
    if len(row) != length:
        raise ProblemError(place, f"has {len(row)} members, not {length}")
    for number, (at, name) in enumerate(((day_at, "days"), (clinician_at, "clinicians"))):
        key = whole_at(row[number], f"{place}[{number}]")
        if key not in at:
            raise ProblemError(f"{place}[{number}]", f"{key} is no id in {name}")
    return row[0], row[1]


def _refuse_twice(day: npt.NDArray[np.int32], clinician: npt.NDArray[np.int32]) -> None:
    if len(day) < 2:
        return
    key = day.astype(np.int64) * (int(clinician.max()) + 1) + clinician
    order = np.argsort(key, kind="stable")
    again = order[1:][key[order[1:]] == key[order[:-1]]]
    if len(again):
        raise ProblemError(f"pairs[{int(again.min())}]", "this day and clinician are there twice")


def _current(rows: list[Any], day_at: dict[int, int], clinician_at: dict[int, int]) -> tuple[tuple[int, int], ...]:
    result: dict[tuple[int, int], int] = {}
    for number, row in enumerate(rows):
        place = f"current[{number}]"
        pair = _ids(list_at(row, place), place, 2, day_at, clinician_at)
        if pair in result:
            raise ProblemError(place, "this day and clinician are there twice")
        result[pair] = number
    return tuple(result)
