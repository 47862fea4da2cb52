"""A report as data: a headline, a plot, tables whose rows can be sorted. Pages and files draw it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from casedays.selectors.reports.figures import lasted, percent
from scheduling_portal.core.plots import Plot

Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Column:
    """A column. `key` stands in the address when the table is sorted by it; `words` is what the file's head says."""

    key: str
    label: str
    number: bool = True
    words: str = ""


@dataclass(frozen=True)
class Cell:
    """A value, by which the row is sorted and which a file holds, and how it reads."""

    value: Value
    text: str = ""

    def __str__(self) -> str:
        if self.text or self.value is None:
            return self.text
        return f"{self.value:,}" if isinstance(self.value, int) else str(self.value)


@dataclass(frozen=True)
class Row:
    """A row of a table. `pk` is whom or what it leads to."""

    cells: tuple[Cell, ...]
    pk: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows in an order that makes sense; `total` stays below however they are sorted.

    `link` is the name of the address to which a row's first cell leads, with the row's `pk`.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    link: str = ""

    def sorted_by(self, sort: str) -> "Table":
        """By the column with this key, "-" before it for the greatest first; unknown keys change nothing.

        Rows that have no value there come last either way; equal ones keep their order.
        """
        place = next((at for at, column in enumerate(self.columns) if column.key == sort.removeprefix("-")), None)
        if place is None:
            return self
        known = [row for row in self.rows if row.cells[place].value is not None]
        known.sort(key=lambda row: _sortable(row.cells[place].value), reverse=sort.startswith("-"))
        missing = [row for row in self.rows if row.cells[place].value is None]
        return replace(self, rows=(*known, *missing))

    @property
    def header(self) -> list[str]:
        """The head of a file."""
        return [column.words or column.label for column in self.columns]

    def lines(self) -> Iterator[list[Value]]:
        """The rows of a file: plain values, the total last."""
        for row in [*self.rows, *([self.total] if self.total else [])]:
            yield [cell.value for cell in row.cells]


@dataclass(frozen=True)
class Report:
    """One report. Without rows in the first of `tables` there is nothing to draw and nothing to say."""

    headline: str
    plots: tuple[Plot, ...]
    tables: tuple[Table, ...]

    @property
    def empty(self) -> bool:
        """Whether no day, or nobody, counts."""
        return not self.tables[0].rows


def _sortable(value: Value) -> tuple[str, float]:
    if isinstance(value, dt.date):
        return "", value.toordinal()
    if isinstance(value, str):
        return value.casefold(), 0
    return "", value or 0


def counts(values: Sequence[int]) -> tuple[Cell, ...]:
    """Cells of plain numbers."""
    return tuple(Cell(value) for value in values)


def rate(value: float | None) -> Cell:
    """A cell of per cent."""
    return Cell(value, percent(value))


def duration(hours: float | None) -> Cell:
    """A cell of a time: hours in a file, hours or days in words on a page."""
    return Cell(None if hours is None else round(hours, 1), lasted(hours))
