"""The rows of the board, joined in Python: a hundred of them cost a template ten times as much.

Everything that people typed is escaped. Icons are taken from one sprite that the page itself holds; the letters of the
slots, seen on phones only, are drawn by the style sheet, since their order never changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from casedays.selectors.board import Board, Option, Row
from casedays.selectors.slots import SlotCell
from casedays.states import Status
from scheduling_portal.core import wording
from scheduling_portal.core.icons import inner
from scheduling_portal.core.vocabulary import FAMILIES, Word, word

CELLS = {
    "held": " is-held",
    "open": " is-open",
    "open_again": " is-broken",
    "none": " is-none",
}


#: The icons of the rows, by number: their names would be a tenth of the page.
ICONS = {
    name: number
    for number, name in enumerate(
        sorted({entry.icon for family in ("day", "assignment") for entry in FAMILIES[family].values()})
    )
}


@dataclass(frozen=True)
class DrawnWeek:
    """A week's heading and its rows as HTML."""

    heading: str
    sums: str
    html: SafeString


def draw_weeks(board: Board) -> list[DrawnWeek]:
    """The weeks of one page of the board."""
    return [
        DrawnWeek(
            f"Week of {wording.day_span(week.monday, week.monday, long=True)}",
            week.sums,
            draw(week.rows),
        )
        for week in board.weeks
    ]


def draw_choice(name: str, label: str, options: Iterable[Option], chosen: object, nothing: str = "") -> SafeString:
    """A filter of many options; `nothing` stands for none of them."""
    parts = [f'<select name="{name}" aria-label="{label}">', f'<option value="">{nothing}' if nothing else ""]
    for one in options:
        on = " selected" if one.value == str(chosen) else ""
        parts.append(f'<option value="{escape(one.value)}"{on}>{escape(one.label)}')
    return mark_safe("".join([*parts, "</select>"]))


def draw(rows: Iterable[Row]) -> SafeString:
    """Rows as HTML."""
    address = reverse("manager:casedays-detail", args=[0]).replace("/0/", "/{}/")
    return mark_safe("".join(_row(row, address.format(row.pk)) for row in rows))


def sprite() -> SafeString:
    """The icons that rows refer to, once per page."""
    symbols = "".join(f'<symbol id="i{n}" viewBox="0 0 24 24">{inner(name)}</symbol>' for name, n in ICONS.items())
    return mark_safe(f'<svg hidden aria-hidden="true">{symbols}</svg>')


def _icon(name: str) -> str:
    return f'<svg><use href="#i{ICONS[name]}"/></svg>'


def _row(row: Row, address: str) -> str:
    risk = " is-at-risk" if row.at_risk else ""
    return (
        f'<div class="board-row{risk}">{_box(row)}'
        f"<div><b>{wording.day(row.date)}</b>"
        f"<small>{_when(row)}</small></div>"
        f'<div class="board-place"><a class="board-site" href="{address}">{escape(row.practice)}</a>'
        f"<small>{escape(row.place)}</small></div>"
        f'<div class="status-group">{_badges(row)}</div>'
        f'<div class="board-slots">{"".join(_cell(slot, row, address) for slot in row.slots)}</div></div>'
    )


def _box(row: Row) -> str:
    if row.blocked is None:
        return "<i></i>"
    blocked = f' data-blocked="{escape(row.blocked)}"' if row.blocked else ""
    if row.overrides:
        blocked += f' data-overrides="{row.overrides}"'
    name = f"Select {wording.day(row.date)}, {escape(row.practice)}"
    return (
        f'<input class="board-check" type="checkbox" name="day" value="{row.pk}" data-select{blocked}'
        f' aria-label="{name}">'
    )


def _when(row: Row) -> str:
    """When it begins, and of a request which other date would do, or how many would."""
    begins = f"{wording.time_of_day(row.first_case_time)} {wording.zone_name(row.zone, row.date)}"
    if not row.other_dates or row.status not in (Status.REQUESTED, "proposed"):
        return begins
    others = wording.day(row.other_dates[0]) if len(row.other_dates) == 1 else f"{len(row.other_dates)} other dates"
    return f"{begins}</small><small>or {others}"


def _badges(row: Row) -> str:
    parts = [_badge(word("day", row.status))]
    if row.at_risk:
        parts.append(_badge(word("day", "at_risk")))
    if row.change_waiting:
        parts.append(_badge(word("day", "change_waiting")))
    if row.change_unseen:
        parts.append(_badge(word("day", "change_unseen")))
    return "".join(parts)


def _badge(entry: Word) -> str:
    dashed = " is-dashed" if entry.dashed else ""
    return f'<span class="status r-{entry.role}{dashed}">{_icon(entry.icon)}{entry.label}</span>'


def _cell(slot: SlotCell, row: Row, address: str) -> str:
    if slot.state == "none":
        said = "Not planned yet" if row.status in (Status.REQUESTED, "proposed") else "No team"
        return f'<span class="slot-cell is-none">{said}</span>'
    entry = word("assignment", slot.state)
    state = f'<span class="state r-{entry.role}">{_icon(entry.icon)}{_said(slot, entry)}</span>'
    if slot.conflict:
        trouble = word("assignment", "conflict")
        state += f'<span class="state r-{trouble.role}">{_icon(trouble.icon)}{trouble.label}</span>'
        state = f'<span class="slot-states">{state}</span>'
    name = f"<b>{escape(slot.name)}</b>" if slot.name else ""
    return (
        f'<a class="slot-cell{CELLS.get(slot.state, "")}" href="{address}?slot={slot.provider_type}">'
        f"{name}{state}{'' if slot.name else _chances(slot)}</a>"
    )


def _chances(slot: SlotCell) -> str:
    """What runs for an open slot, and who could take it."""
    if slot.offers:
        return f"<span>{escape(slot.note)}</span>"
    if slot.eligible == 0:
        entry = word("assignment", "none_eligible")
        return f'<span class="state r-{entry.role}">{_icon(entry.icon)}{entry.label}</span>'
    parts = [slot.note, "" if slot.eligible is None else f"{slot.eligible} eligible"]
    said = ", ".join(part for part in parts if part)
    return f"<span>{escape(said)}</span>" if said else ""


def _said(slot: SlotCell, entry: Word) -> str:
    return escape(slot.note) if slot.note and slot.name else entry.label
