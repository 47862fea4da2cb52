"""Files for spreadsheets."""

import datetime as dt

import pytest

from scheduling_portal.core.tables import csv_response, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "|", "%"])
def test_what_would_be_computed_is_quoted(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "yes"), (False, "no"), (-3, "-3"), (dt.time(7, 30), "07:30"), ("Riley", "Riley")],
)
def test_other_values_read_as_they_are(value: object, text: str) -> None:
    assert safe_cell(value) == text


def test_a_file_has_the_mark_excel_needs() -> None:
    response = csv_response("days.csv", ["Day"], [["=1"]])
    assert response.content.startswith("\ufeff".encode())
    assert response.content.endswith(b"Day\r\n'=1\r\n")
    assert response["Content-Disposition"] == 'attachment; filename="days.csv"'
