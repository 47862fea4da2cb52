"""Minutes of a day: what is booked, what is free, where a case fits."""

import datetime as dt
import itertools

import pytest

from casedays.cases import capacity, gaps, next_free_start
from casedays.models import Case, CaseDay
from scheduling_portal.core.models import Rules


@pytest.fixture
def day() -> CaseDay:
    return CaseDay(first_case_time=dt.time(7, 30), expected_end=dt.time(14, 0))


@pytest.fixture
def rules() -> Rules:
    return Rules(turnover_minutes=15)


def cases(*slots: tuple[int, int, int]) -> list[Case]:
    """(hour, minute, minutes) of each."""
    return [Case(start_time=dt.time(hour, minute), minutes=minutes) for hour, minute, minutes in slots]


def test_an_empty_day_is_one_gap(day: CaseDay, rules: Rules) -> None:
    assert [(gap.start, gap.minutes) for gap in gaps(day, [], rules)] == [(dt.time(7, 30), 390)]
    assert next_free_start(day, [], rules=rules) == dt.time(7, 30)
    assert capacity(day, [], rules).free == 390


def test_the_day_of_the_sheet_has_90_minutes_left(day: CaseDay, rules: Rules) -> None:
    booked = cases((7, 30, 75), (9, 0, 60), (10, 15, 60), (11, 30, 45))

    room = capacity(day, booked, rules)

    assert (room.total, room.booked, room.turnover, room.taken, room.free, room.over) == (390, 240, 60, 300, 90, 0)
    assert [(gap.start, gap.minutes) for gap in gaps(day, booked, rules)] == [(dt.time(12, 30), 90)]


def test_a_gap_keeps_the_turnover_on_both_sides(day: CaseDay, rules: Rules) -> None:
    booked = cases((7, 30, 60), (10, 0, 60))

    assert [(gap.start, gap.minutes) for gap in gaps(day, booked, rules)] == [
        (dt.time(8, 45), 60),
        (dt.time(11, 15), 165),
    ]


def test_a_gap_too_short_for_the_case_is_passed_over(day: CaseDay, rules: Rules) -> None:
    booked = cases((7, 30, 60), (10, 0, 60))

    assert next_free_start(day, booked, minutes=61, rules=rules) == dt.time(11, 15)
    assert next_free_start(day, booked, minutes=166, rules=rules) is None


def test_the_segments_cover_the_day_without_a_hole(day: CaseDay, rules: Rules) -> None:
    booked = cases((8, 0, 30), (8, 35, 60), (13, 0, 60))

    parts = capacity(day, booked, rules).segments

    assert parts[0].start == 7 * 60 + 30
    assert all(a.start + a.minutes == b.start for a, b in itertools.pairwise(parts))
    assert sum(part.minutes for part in parts) == 390


def test_what_runs_past_the_end_is_over(day: CaseDay, rules: Rules) -> None:
    room = capacity(day, cases((13, 30, 60)), rules)

    assert room.over == 30
    assert [(part.kind, part.minutes) for part in room.segments] == [("free", 360), ("booked", 30), ("over", 30)]
