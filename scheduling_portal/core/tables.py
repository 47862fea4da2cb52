"""Lists as CSV files that no spreadsheet takes for formulas."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

#: A cell that begins with one of these is computed, not shown, by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """A value as text for a spreadsheet; what would be read as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    text = str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text


def csv_response(filename: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download of these rows, in UTF-8 with the mark by which Excel knows it."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return response
