"""Cells as people write them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.enums import ProviderType
from scheduling_portal.roster import cells
from scheduling_portal.roster.cells import BadCell

date = cells.date()


@pytest.mark.parametrize(
    "typed",
    ["2027-01-13", "1/13/2027", "01/13/27", "1-13-2027", "2027/01/13", "2027-01-13 00:00:00",
     dt.date(2027, 1, 13), dt.datetime(2027, 1, 13, 8, 0)],
)  # fmt: skip
def test_date_is_read_in_every_usual_form(typed: Any) -> None:
    assert date(typed) == dt.date(2027, 1, 13)


@pytest.mark.parametrize("typed", ["13/45/2027", "2/30/2027", "soon", "0001-01-01", "9999-12-31", "1" * 5000])
def test_date_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadCell, match="not a date"):
        date(typed)


@pytest.mark.parametrize("typed", ["7:30 AM", "07:30", "7:30am", "7:30 a.m.", "07:30:00", dt.time(7, 30)])
def test_time_is_read_with_12_and_24_hours(typed: Any) -> None:
    assert cells.time(typed) == dt.time(7, 30)


def test_time_in_the_afternoon_is_read() -> None:
    assert cells.time("4 PM") == dt.time(16)
    with pytest.raises(BadCell, match="not a time"):
        cells.time("25:00")


@pytest.mark.parametrize(
    "typed", ["(971) 555-0141", "971.555.0141", "1 971 555 0141", "+19715550141", 9715550141, "971-555-0141"]
)
def test_phone_is_read_in_every_usual_form(typed: Any) -> None:
    assert cells.phone(typed) == "+19715550141"


@pytest.mark.parametrize("typed", ["555-CALL-ME", "12", "+1" + "5" * 60, "x"])
def test_phone_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadCell, match="not a phone number"):
        cells.phone(typed)


@pytest.mark.parametrize("typed", [True, "Y", "yes", "TRUE", 1, 1.0, "x"])
def test_yes_is_read_in_every_usual_form(typed: Any) -> None:
    assert cells.yes_no(typed) is True


@pytest.mark.parametrize("typed", [False, "N", "no", "False", 0])
def test_no_is_read_in_every_usual_form(typed: Any) -> None:
    assert cells.yes_no(typed) is False


def test_yes_no_refuses_what_is_neither() -> None:
    with pytest.raises(BadCell, match="not yes or no"):
        cells.yes_no("maybe")


def test_zip_code_from_a_spreadsheet_keeps_its_zeros() -> None:
    assert cells.zip_code(97034) == "97034"
    assert cells.zip_code(2134.0) == "02134"
    with pytest.raises(BadCell, match="not a US ZIP code"):
        cells.zip_code("00000")


def test_state_is_read_by_letters_and_by_name() -> None:
    assert (cells.state("or"), cells.state("Idaho"), cells.state("")) == ("OR", "ID", "")
    with pytest.raises(BadCell, match="not a state"):
        cells.state("ZZ")


@pytest.mark.parametrize(
    ("typed", "why"),
    [("lots", "not a number"), ("-3", "below 1"), (99, "above 7"), ("2.5", "not a whole number"),
     ("NaN", "not a number"), ("Infinity", "not a number"), ("9" * 5000, "not a number"), ("1e3", "not a number"),
     ("٣", "not a number")],
)  # fmt: skip
def test_number_says_what_is_wrong(typed: Any, why: str) -> None:
    with pytest.raises(BadCell, match=why):
        cells.whole(1, 7)(typed)


def test_numbers_are_read_as_excel_gives_them() -> None:
    assert cells.whole(1, 7)(4.0) == 4
    assert cells.whole(1, 7)("") is None
    assert cells.measure(1, 400)("61.84") == Decimal("61.8")


def test_words_are_parted_by_semicolon_or_comma() -> None:
    assert cells.words("pediatric ; Spanish, ") == ["pediatric", "spanish"]
    assert cells.dates("2/4/2027; 2027-01-31") == [dt.date(2027, 2, 4), dt.date(2027, 1, 31)]


def test_choice_is_read_whatever_its_case() -> None:
    read = cells.one_of(cells.spelled(ProviderType.choices), "not one of them")
    assert read(" ANESTHESIOLOGIST ") == "anesthesiologist"
    with pytest.raises(BadCell, match="not one of them"):
        read("Surgeon")


def test_text_refuses_what_cannot_be_shown_and_what_is_too_long() -> None:
    assert cells.text(20)("  two \n words ") == "two words"
    for typed in ("a\x00b", "\ud800"):
        with pytest.raises(BadCell, match="cannot be shown"):
            cells.text(20)(typed)
    with pytest.raises(BadCell, match="longer than 3"):
        cells.text(3)("four")


def test_email_is_lower_case_and_checked() -> None:
    assert cells.email(" Ann.Lee@Clinic.Example ") == "ann.lee@clinic.example"
    for typed in ("no-at-sign", "", "a@" + "b" * 300 + ".example"):
        with pytest.raises(BadCell, match="not an email address"):
            cells.email(typed)
