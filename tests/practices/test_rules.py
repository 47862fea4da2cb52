"""Ages and months."""

import datetime as dt

import pytest

from practices.rules import age_in_words, age_on, months_between

D = dt.date


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (D(2014, 3, 11), D(2027, 3, 10), 12),
        (D(2014, 3, 11), D(2027, 3, 11), 13),
        (D(2016, 2, 29), D(2027, 2, 28), 10),
        (D(2016, 2, 29), D(2027, 3, 1), 11),
        (D(2028, 1, 1), D(2027, 1, 1), 0),
    ],
)
def test_age_is_in_full_years(born: dt.date, on: dt.date, years: int) -> None:
    assert age_on(born, on) == years


def test_babies_are_told_in_months() -> None:
    assert age_in_words(D(2026, 8, 20), D(2027, 3, 11)) == "6 months"
    assert age_in_words(D(2027, 2, 1), D(2027, 3, 11)) == "1 month"
    assert age_in_words(D(2025, 3, 11), D(2027, 3, 11)) == "2"


def test_months_are_full_ones() -> None:
    assert months_between(D(2026, 8, 12), D(2027, 3, 11)) == 6
    assert months_between(D(2026, 8, 11), D(2027, 3, 11)) == 7
    assert months_between(D(2027, 3, 11), D(2026, 3, 11)) == 0
