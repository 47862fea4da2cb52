"""The sums, the words and the sorting that the reports stand on."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedays.selectors.reports.figures import lasted, number, percent, quantile, share_of, spread_of
from casedays.selectors.reports.tables import Cell, Column, Row, Table, duration, rate

NUMBERS = st.lists(st.floats(0, 1e6), min_size=2, max_size=60)


@given(NUMBERS)
def test_quantiles_are_those_of_the_standard_library(values: list[float]) -> None:
    assert quantile(values, 0.5) == pytest.approx(statistics.median(values))
    assert quantile(values, 0.9) == pytest.approx(statistics.quantiles(values, n=10, method="inclusive")[8])


@given(NUMBERS)
def test_spread_holds_its_numbers(values: list[float]) -> None:
    spread = spread_of(values)
    assert spread is not None
    assert spread.least <= spread.median <= spread.most
    assert spread.count == len(values)
    assert spread.deviation >= 0


def test_of_nothing_comes_nothing() -> None:
    assert quantile([], 0.5) is None
    assert spread_of([]) is None
    assert share_of(0, 0) is None
    assert (percent(None), lasted(None)) == ("-", "-")
    assert quantile([7.0], 0.9) == 7.0


@pytest.mark.parametrize(
    ("value", "said"), [(79.4, "79%"), (100.0, "100%"), (0.0, "0%"), (99.6, "99.6%"), (0.4, "0.4%")]
)
def test_per_cent_never_reads_as_all_or_none_that_it_is_not(value: float, said: str) -> None:
    assert percent(value) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0.0, "0 h"), (0.4, "under 1 h"), (27.3, "27 h"), (48.0, "48 h"), (60.0, "2.5 days"), (-5.0, "-5 h")],
)
def test_times_read_in_hours_then_in_days(hours: float, said: str) -> None:
    assert lasted(hours) == said


def test_numbers_have_one_decimal_at_most() -> None:
    assert (number(3.0), number(2.55)) == ("3", "2.5")


def table(*values: object) -> Table:
    rows = tuple(Row((Cell(f"row {n}"), Cell(value))) for n, value in enumerate(values))  # type: ignore[arg-type]
    return Table("t", "T", (Column("name", "Name", number=False), Column("value", "Value", words="In full")), rows)


def names(one: Table) -> str:
    return "".join(str(row.cells[0])[-1] for row in one.rows)


def test_sorting_puts_the_missing_last_either_way() -> None:
    one = table(3, None, 1, 3)
    assert names(one.sorted_by("value")) == "2031"
    assert names(one.sorted_by("-value")) == "0321"
    assert names(one.sorted_by("nothing")) == names(one.sorted_by("")) == "0123"
    assert names(one.sorted_by("-name")) == "3210"


def test_words_are_sorted_as_people_do() -> None:
    assert names(table("b", "A", "C").sorted_by("value")) == "102"


def test_cells_hold_values_and_read_as_words() -> None:
    assert (duration(60).value, str(duration(60))) == (60, "2.5 days")
    assert (rate(79.4).value, str(rate(79.4))) == (79.4, "79%")
    assert (str(Cell(24_022)), str(Cell(None)), str(Cell("n", "N"))) == ("24,022", "", "N")
    assert table().header == ["Name", "In full"]
