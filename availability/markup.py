"""Tables with a cell per person and date, joined in Python: a template would cost ten times as much.

Everything given is escaped.
"""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.enums import SLOT_ORDER
from availability.enums import Answer
from availability.models import Period
from availability.selectors import CoverageRow, Overview, PersonRow
from scheduling_portal.core import wording

SATURDAY = 5
NONE = "–"  # noqa: RUF001 - the dash that stands for nothing
_LABELS = {**{str(value): str(label) for value, label in Answer.choices}, "": "Missing"}
#: Whole cells, by answer, whether there is a note, whether the person is on a day.
_CELLS: dict[tuple[str, bool, bool], str] = {}


def _cell(answer: str, *, noted: bool, taken: bool) -> str:
    key = (answer, noted, taken)
    if key not in _CELLS:
        label = _LABELS[answer] + (", on a day" if taken else "") + (", note" if noted else "")
        css = ("a-on_day " if taken else "") + f"a-{answer or 'missing'}" + (" has-note" if noted else "")
        _CELLS[key] = format_html('<td class="{}">{}</td>', css, label)
    return _CELLS[key]


def people_grid(overview: Overview, period: Period) -> SafeString:
    """Clinicians x dates: rows by provider type, a cell per date that says the answer."""
    body = "".join(
        group_head(row, overview.rows[place - 1] if place else None, len(overview.dates)) + _row(row, period, overview)
        for place, row in enumerate(overview.rows)
    )
    return format_html(
        '<table class="avail-grid"><caption class="visually-hidden">Answers of every clinician by date</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        _heads(overview.dates),
        mark_safe(body),
    )


def group_head(row: PersonRow, before: PersonRow | None, dates: int) -> str:
    """The line above the first clinician of a provider type; empty above the others."""
    kind = row.clinician.provider_type
    if before is not None and before.clinician.provider_type == kind:
        return ""
    return format_html(
        '<tr class="avail-group"><th scope="colgroup" colspan="{}">{}s</th></tr>',
        dates + 2,
        row.clinician.get_provider_type_display(),
    )


def _heads(dates: Sequence[dt.date]) -> SafeString:
    heads = format_html_join(
        "",
        '<th scope="col" class="{}"><abbr title="{}">{}<br>{}</abbr></th>',
        (
            (
                "is-weekend" if date.weekday() >= SATURDAY else "is-monday" if date.weekday() == 0 else "",
                wording.day(date),
                wording.DAYS[date.weekday()][:2],
                date.day,
            )
            for date in dates
        ),
    )
    return format_html('<th scope="col">Clinician</th><th scope="col">Dates</th>{}', heads)


def _row(row: PersonRow, period: Period, overview: Overview) -> str:
    url = reverse("manager:availability-clinician", args=(period.pk, row.clinician.pk))
    cells = "".join(
        _cell(answer, noted=date in row.noted, taken=date in row.taken)
        for date, answer in zip(overview.dates, row.answers, strict=True)
    )
    return (
        f'<tr><th scope="row"><a href="{url}">{conditional_escape(row.name)}</a>{_state(row)}</th>'
        f'<td class="avail-count">{row.answered or NONE}</td>{cells}</tr>'
    )


def _state(row: PersonRow) -> str:
    if row.state == "missing":
        return mark_safe(' <span class="avail-state">missing</span>')
    if row.state == "returned":
        return mark_safe(' <span class="avail-state">returned</span>')
    return mark_safe(' <span class="avail-state">asks</span>') if row.asks else ""


def coverage_table(rows: Sequence[CoverageRow], chosen: dt.date | None = None) -> SafeString:
    """Dates x provider types: spare or short clinicians, and the teams that are possible."""
    heads = "".join(
        f'<th scope="col">{"Anesth." if kind.value == "anesthesiologist" else kind.label}</th>' for kind in SLOT_ORDER
    )
    return mark_safe(
        '<table class="coverage"><caption class="visually-hidden">Clinicians beyond the days wanted, by date</caption>'
        f'<thead><tr><th scope="col">Date</th><th scope="col">Days</th>{heads}<th scope="col">Teams</th></tr></thead>'
        f"<tbody>{''.join(_coverage_row(row, chosen) for row in rows)}</tbody></table>"
    )


def _coverage_row(row: CoverageRow, chosen: dt.date | None) -> str:
    start = ' class="is-week-start"' if row.is_week_start else ""
    current = ' aria-current="true"' if row.date == chosen else ""
    covers = "".join(f'<td class="cover {cover.css}">{cover.label}</td>' for cover in row.covers)
    return (
        f'<tr{start}{current} id="on-{row.date}"><th scope="row">{wording.grid_day(row.date)}</th>'
        f"<td>{row.days or NONE}</td>{covers}<td>{f'{row.teams} of {row.days}' if row.days else NONE}</td></tr>"
    )
