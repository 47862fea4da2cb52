"""The tables of reports joined in Python: they have up to a thousand cells. Everything given is escaped."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from casedays.selectors.reports import Cell, Column, Row, Table
from scheduling_portal.core.icons import icon

PAGE = 100
NOUGHT = SafeString('<span class="ink-3">0</span>')


@dataclass(frozen=True)
class Shown:
    """One page of a sorted table, drawn, with where its file is and which other pages there are."""

    key: str
    caption: str
    html: SafeString
    page: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.page * PAGE, self.total)


def show(table: Table, query: dict[str, str], sort: str, page: int) -> Shown:
    """Draw a table as the address has it: `query` is what else stands there."""
    ordered = table.sorted_by(sort)
    pages = max(1, -(-len(ordered.rows) // PAGE))
    page = min(page, pages)
    rows = ordered.rows[(page - 1) * PAGE : page * PAGE]
    total = [_row(table, table.total, css=' class="report-total"')] if table.total and rows else []
    html = format_html(
        '<table class="data data-cards report-table"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        table.caption,
        format_html_join("", "{}", ((_head(column, query, sort),) for column in table.columns)),
        format_html_join("", "{}", ((line,) for line in [*(_row(table, row) for row in rows), *total])),
    )
    return Shown(table.key, table.caption, html, page, pages, len(table.rows))


def _head(column: Column, query: dict[str, str], sort: str) -> SafeString:
    """The column's name as a link that sorts by it; numbers begin with the greatest, a second time turns it round."""
    down, up = f"-{column.key}", column.key
    first, second = (down, up) if column.number else (up, down)
    target = second if sort == first else first
    on = sort in {up, down}
    spoken = {up: "ascending", down: "descending"}
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        SafeString(' class="number"') if column.number else "",
        format_html(' aria-sort="{}"', spoken[sort]) if on else "",
        urlencode({**query, "sort": target}),
        column.label,
        icon("chevron-down" if sort == down else "chevron-up", 14) if on else "",
    )


def _row(table: Table, row: Row, css: str = "") -> SafeString:
    head, *cells = row.cells
    name = format_html("{}", head)
    if row.pk is not None and table.link:
        name = format_html('<a href="{}">{}</a>', reverse(table.link, args=[row.pk]), head)
    return format_html(
        '<tr{}><th scope="row">{}</th>{}</tr>',
        SafeString(css),
        name,
        format_html_join("", "{}", ((_cell(*pair),) for pair in zip(table.columns[1:], cells, strict=True))),
    )


def _cell(column: Column, cell: Cell) -> SafeString:
    """Noughts are paler, so that what counts stands out."""
    said = NOUGHT if cell.value == 0 and not cell.text else format_html("{}", cell)
    return format_html(
        '<td data-label="{}"{}>{}</td>', column.label, SafeString(' class="number"') if column.number else "", said
    )
