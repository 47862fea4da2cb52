"""Spreadsheets as rows: CSV with any usual delimiter, or the first sheet of an Excel file; nothing is interpreted."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from scheduling_portal.roster.sources import Source, UnusableFile, check_zip

MAX_ROWS = 100_000
MAX_COLUMNS = 200
DELIMITERS = ",;\t|"
#: What only pictures, programs and the like hold.
NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Sheet:
    """One file: which list it holds, its columns in order, and its rows that are not blank, by their number.

    `headings` are the columns as they are written there.
    """

    file: str
    kind: str
    columns: list[str]
    rows: list[tuple[int, list[Any]]]
    headings: list[str] = field(default_factory=list)


def kind_of(file: str) -> str:
    """Which list a file holds, by its name: "Clinicians.xlsx" is "clinicians"."""
    return tidy(PurePosixPath(file).stem)


def tidy(words: object) -> str:
    """A heading as it is compared: "Max Days per-week " is "max_days_per_week"."""
    return re.sub(r"[^a-z0-9]+", "_", str(words or "").strip().lower()).strip("_")


def read(source: Source) -> Sheet:
    """The rows of a file. Raises UnusableFile when it is no spreadsheet, or has no heading row."""
    rows = _excel_rows(source) if source.name.lower().endswith(".xlsx") else _csv_rows(source)
    heading: list[str] | None = None
    written: list[str] = []
    kept: list[tuple[int, list[Any]]] = []
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise UnusableFile(f"{source.name} has more than {MAX_ROWS:,} rows.")
        filled = _without_blank_end(cells[:MAX_COLUMNS])
        if not filled:
            continue
        if heading is None:
            heading = [tidy(cell) for cell in filled]
            written = [" ".join(str(cell or "").split())[:80] for cell in filled]
        else:
            kept.append((number, filled))
    if heading is None:
        raise UnusableFile(f"{source.name} is empty.")
    return Sheet(source.name, kind_of(source.name), heading, kept, written)


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _without_blank_end(cells: list[Any]) -> list[Any]:
    end = len(cells)
    while end and _is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]


def _csv_rows(source: Source) -> Iterator[list[Any]]:
    text = _decoded(source)
    if NO_TEXT.search(text):
        raise UnusableFile(f"{source.name} is not a CSV file.")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnusableFile(f"{source.name} is not a CSV file: {error}.") from error


def _decoded(source: Source) -> str:
    for encoding in ("utf-8-sig", "utf-16" if source.data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return source.data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(f"{source.name} is not a text file; save it as CSV UTF-8.")


def _excel_rows(source: Source) -> Iterator[list[Any]]:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            check_zip(source.name, archive)
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        SyntaxError,
        TypeError,
        AttributeError,
    ) as error:  # fmt: skip  (openpyxl meets a broken file with whatever went wrong inside)
        raise UnusableFile(f"{source.name} is not an Excel file that can be opened.") from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not to be trusted
        for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS):
            yield [*row]
    except (ValueError, KeyError, IndexError, SyntaxError, TypeError, zipfile.BadZipFile) as error:
        raise UnusableFile(f"{source.name} has a sheet that cannot be read.") from error
    finally:
        book.close()
