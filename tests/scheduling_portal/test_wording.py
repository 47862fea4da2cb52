"""Dates, times and distances as the product says them."""

import datetime as dt

import pytest
import time_machine
from phonenumbers import parse

from scheduling_portal.core import wording

NOW = dt.datetime(2027, 3, 3, 16, 40, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (dt.date(2027, 3, 11), "Thu 11 Mar"),
        (dt.date(2026, 12, 31), "Thu 31 Dec 2026"),
        (dt.date(2028, 2, 29), "Tue 29 Feb 2028"),
    ],
)
def test_day_names_the_year_only_when_it_is_another(date: dt.date, said: str) -> None:
    assert wording.day(date) == said


def test_day_of_an_instant_is_the_one_on_the_wall_of_the_zone() -> None:
    instant = dt.datetime(2027, 3, 12, 3, 0, tzinfo=dt.UTC)
    assert wording.day(instant, "America/Los_Angeles") == "Thu 11 Mar"
    assert wording.day(instant, "UTC") == "Fri 12 Mar"


def test_day_long_is_complete() -> None:
    assert wording.day_long(dt.date(2027, 3, 11)) == "Thursday 11 March 2027"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2027, 3, 29), (2027, 4, 25), "29 Mar to 25 Apr"),
        ((2027, 3, 1), (2027, 3, 28), "1 to 28 Mar"),
        ((2027, 3, 1), (2027, 3, 1), "1 Mar"),
        ((2026, 11, 2), (2026, 11, 29), "2 to 29 Nov 2026"),
        ((2026, 12, 21), (2027, 1, 17), "21 Dec 2026 to 17 Jan 2027"),
    ],
)
def test_day_span_says_no_more_than_needed(first: tuple[int, int, int], last: tuple[int, int, int], said: str) -> None:
    assert wording.day_span(dt.date(*first), dt.date(*last)) == said


@pytest.mark.parametrize(
    ("date", "said"),
    [((2027, 3, 29), "Mon 29 Mar"), ((2027, 3, 30), "Tue 30"), ((2027, 4, 1), "Thu 1 Apr"), ((2028, 1, 5), "Wed 5")],
)
def test_grid_day_names_the_month_once_a_week(date: tuple[int, int, int], said: str) -> None:
    assert wording.grid_day(dt.date(*date)) == said


def test_day_span_long_writes_months_out() -> None:
    assert wording.day_span(dt.date(2027, 3, 29), dt.date(2027, 4, 25), long=True) == "29 March to 25 April"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (dt.time(7, 30), "7:30 am"),
        (dt.time(0, 5), "12:05 am"),
        (dt.time(12, 0), "12:00 pm"),
        (dt.time(23, 59), "11:59 pm"),
    ],
)
def test_time_of_day_is_american(time: dt.time, said: str) -> None:
    assert wording.time_of_day(time) == said


def test_time_of_an_instant_is_in_the_zone() -> None:
    instant = dt.datetime(2027, 7, 1, 14, 30, tzinfo=dt.UTC)
    assert wording.time_of_day(instant, "America/Denver") == "8:30 am"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/Los_Angeles", "PT"), ("America/Boise", "MT"), ("America/Phoenix", "MT"), ("America/Chicago", "CT"),
        ("America/New_York", "ET"), ("America/Anchorage", "AKT"), ("Pacific/Honolulu", "HT"),
        ("America/Puerto_Rico", "AST"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("month", [1, 7])
def test_zone_name_is_the_same_all_year(zone: str, said: str, month: int) -> None:
    assert wording.zone_name(zone, dt.date(2027, month, 1)) == said


@pytest.mark.parametrize(
    ("back", "age", "ago"),
    [
        (dt.timedelta(seconds=20), "0 min", "just now"),
        (dt.timedelta(minutes=59), "59 min", "59 min ago"),
        (dt.timedelta(hours=2), "2 h", "2 h ago"),
        (dt.timedelta(days=1, hours=3), "1 day", "1 day ago"),
        (dt.timedelta(days=3), "3 days", "3 days ago"),
        (dt.timedelta(minutes=-5), "0 min", "just now"),
    ],
)
def test_age_is_in_one_unit(back: dt.timedelta, age: str, ago: str) -> None:
    assert wording.age(NOW - back) == age
    assert wording.ago(NOW - back) == ago


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "tomorrow"), (8, "in 8 days"), (-1, "yesterday"), (-3, "3 days ago")],
)
def test_until_counts_days(days: int, said: str) -> None:
    assert wording.until(dt.date(2027, 3, 3) + dt.timedelta(days=days)) == said


def test_until_counts_from_today_in_the_zone() -> None:
    with time_machine.travel(dt.datetime(2027, 3, 4, 5, 0, tzinfo=dt.UTC), tick=False):
        assert wording.until(dt.date(2027, 3, 4), "America/Los_Angeles") == "tomorrow"
        assert wording.until(dt.date(2027, 3, 4), "UTC") == "today"


@pytest.mark.parametrize(
    ("value", "said", "address"),
    [
        ("+15035550142", "503 555 0142", "tel:+1-503-555-0142"),
        ("(503) 555-0142", "503 555 0142", "tel:+1-503-555-0142"),
        (parse("+15035550142"), "503 555 0142", "tel:+1-503-555-0142"),
        ("+442071838750", "+44 20 7183 8750", "tel:+44-20-7183-8750"),
        ("front desk", "front desk", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_phone_is_readable_and_can_be_called(value: object, said: str, address: str) -> None:
    assert wording.phone(value) == said
    assert wording.phone_address(value) == address


@pytest.mark.parametrize(
    ("name", "said"),
    [("Rosa Delgado", "RD"), ("Dr. Amara Okafor", "AO"), ("Cher", "C"), ("", ""), ("Ana María de la Cruz", "AC")],
)
def test_initials_are_two_letters_at_most(name: str, said: str) -> None:
    assert wording.initials(name) == said


@pytest.mark.parametrize(
    ("value", "said"), [(14.4, "14 miles"), (1, "1 mile"), (0.2, "under 1 mile"), (119.6, "120 miles")]
)
def test_miles_are_whole(value: float, said: str) -> None:
    assert wording.miles(value) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["nurse"], "nurse"),
        (["nurse", "medic"], "nurse or medic"),
        (["anesthesiologist", "nurse", "medic"], "anesthesiologist, nurse or medic"),
    ],
)
def test_either_joins_alternatives(words: list[str], said: str) -> None:
    assert wording.either(words) == said


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D"], "A, B, C and 1 more"),
    ],
)
def test_names_are_listed_up_to_some(names: list[str], words: str) -> None:
    assert wording.listed(names, most=3) == words


def test_numbers_have_their_word() -> None:
    said = [wording.counted(number, "day") for number in (0, 1, 2, 24_022)]
    assert said == ["0 days", "1 day", "2 days", "24,022 days"]
    assert wording.counted(0, "person", "people") == "0 people"


@pytest.mark.parametrize(
    ("text", "within"),
    [("No answer for 5 Dec", "no answer for 5 Dec"), ("PALS ended", "PALS ended"), ("", "")],
)
def test_a_sentence_within_another_begins_small(text: str, within: str) -> None:
    assert wording.in_sentence(text) == within
