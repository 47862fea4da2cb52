"""The dates of the month grid, joined in Python: as a template they would cost more than the rest of the page.

Everything given is escaped.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scheduling_portal.core import wording
from scheduling_portal.core.icons import icon
from scheduling_portal.core.markup import state_word
from scheduling_portal.core.vocabulary import FAMILIES, word

#: The four that can be chosen.
ANSWERS = [(value, entry.label) for value, entry in list(FAMILIES["availability"].items())[:4]]
MOST_NOTE = 200


class Cell(Protocol):
    """One date as the grid draws it. `on_day` names on whose team one is; empty on none."""

    @property
    def date(self) -> dt.date: ...
    @property
    def iso(self) -> str: ...
    @property
    def day_label(self) -> str: ...
    @property
    def weekday(self) -> int: ...
    @property
    def answer(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def in_period(self) -> bool: ...
    @property
    def on_day(self) -> str: ...
    @property
    def last(self) -> str: ...
    @property
    def more(self) -> str: ...


Weeks = Iterable[Sequence[Cell]]


def answer_icon(answer: str, *, outline: bool = False) -> SafeString:
    """The icon of an answer; a missing one is a dashed ring."""
    entry = word("availability", answer or "missing")
    return icon(entry.icon, 20, "icon-filled" if entry.filled and not outline else "")


def answer_words(answer: str) -> str:
    """What a screen reader says of a date: "preferred", "no answer"."""
    return word("availability", answer).label.lower() if answer else "no answer"


def table_rows(weeks: Weeks) -> SafeString:
    """The rows of the grid, a button per date."""
    rows = (
        "".join(f'<td role="gridcell">{_button(cell) if cell.in_period else ""}</td>' for cell in week)
        for week in weeks
    )
    return mark_safe("".join(f"<tr>{row}</tr>" for row in rows))


def _button(cell: Cell) -> str:
    css = "cell" + (" is-on-day" if cell.on_day else "") + (" has-note" if cell.note else "")
    day = wording.day(cell.date)
    said = f"{day}, {answer_words(cell.answer)}" + (", you are on a day" if cell.on_day else "")
    data = f' data-on-day="{escape(cell.on_day)}"' if cell.on_day else ""
    data += f' data-last="{escape(cell.last)}"' if cell.last else ""
    data += f' data-more="{escape(cell.more)}"' if cell.more else ""
    label = ' class="cell-day-long"' if len(cell.day_label) > 2 else ""
    return (
        f'<button class="{css}" type="button" data-cell="{cell.iso}" data-answer="{escape(cell.answer)}"'
        f' data-weekday="{cell.weekday}" data-long="{day}"{data} aria-label="{said}">'
        f"<span{label}>{escape(cell.day_label)}</span>{answer_icon(cell.answer)}</button>"
    )


def hidden_inputs(weeks: Weeks) -> SafeString:
    """What the grid sends: an answer and a note per date. They wait disabled until the script is there."""
    return mark_safe(
        "".join(
            f'<input type="hidden" name="answer-{cell.iso}" value="{escape(cell.answer)}" disabled>'
            f'<input type="hidden" name="note-{cell.iso}" value="{escape(cell.note)}" disabled>'
            for cell in _dates(weeks)
        )
    )


def list_items(weeks: Weeks, *, locked: bool) -> SafeString:
    """The same dates as a list: with full words, and what one fills without script."""
    draw = _shown if locked else _asked
    return mark_safe("".join(f"<li>{draw(cell)}{_on_day(cell)}</li>" for cell in _dates(weeks)))


def _dates(weeks: Weeks) -> Iterator[Cell]:
    return (cell for week in weeks for cell in week if cell.in_period)


def _on_day(cell: Cell) -> str:
    if not cell.on_day:
        return ""
    return f'<span class="day-list-note">{state_word("availability", "on_day", f"On the team of {cell.on_day}")}</span>'


def _shown(cell: Cell) -> str:
    note = f' <span class="secondary">{escape(cell.note)}</span>' if cell.note else ""
    said = state_word("availability", cell.answer or "missing")
    return f"<b>{wording.day(cell.date)}</b><span>{said}{note}</span>"


def _asked(cell: Cell) -> str:
    day = wording.day(cell.date)
    options = "".join(
        f'<option value="{value}"{" selected" if value == cell.answer else ""}>{label}</option>'
        for value, label in ANSWERS
    )
    return (
        f'<label for="list-{cell.iso}"><b>{day}</b></label>'
        f'<select id="list-{cell.iso}" name="answer-{cell.iso}" data-list-answer>'
        f'<option value="">No answer</option>{options}</select>'
        f'<input class="day-list-note" type="text" name="note-{cell.iso}" value="{escape(cell.note)}"'
        f' maxlength="{MOST_NOTE}" placeholder="Note" aria-label="Note for {day}">'
    )


# What stands around the dates. All of it but the pattern is the same on every page.


@functools.cache
def weekday_heads() -> SafeString:
    """The heads of the columns."""
    names = "".join(f'<th scope="col"><abbr title="{name}">{name[:3]}</abbr></th>' for name in wording.DAYS_LONG)
    return mark_safe(f"<tr>{names}</tr>")


@functools.cache
def answer_choices() -> SafeString:
    """The answers to tap with; the second is chosen at first."""
    return mark_safe(
        "".join(
            f'<label class="answer answer-{value}"><input type="radio" name="_answer" value="{value}"'
            f"{' checked' if place == 1 else ''}>{answer_icon(value, outline=True)} {label}</label>"
            for place, (value, label) in enumerate(ANSWERS)
        )
    )


@functools.cache
def answer_icons() -> SafeString:
    """The icons that the script puts into the cells."""
    return mark_safe(
        f'<template data-icon="missing">{answer_icon("")}</template>'
        + "".join(f'<template data-icon="{value}">{answer_icon(value)}</template>' for value, _ in ANSWERS)
    )


@functools.cache
def weekday_fills() -> SafeString:
    """A button for each weekday that marks all of them."""
    return mark_safe(
        "".join(
            f'<button class="nav-item" type="button" data-fill="weekday" data-weekday="{number}">'
            f"All my {name}s</button>"
            for number, name in enumerate(wording.DAYS_LONG, start=1)
        )
    )


def pattern_fields(pattern: Iterable[tuple[int, str, str]]) -> SafeString:
    """For each weekday, by number and name, an answer to choose; the usual one is chosen at first."""
    return mark_safe("".join(_pattern_field(number, escape(name), usual) for number, name, usual in pattern))


def _pattern_field(number: int, name: str, usual: str) -> str:
    options = "".join(
        f'<option value="{value}"{" selected" if value == usual else ""}>{label}</option>' for value, label in ANSWERS
    )
    return (
        f'<label class="pattern-day" for="pattern-{number}">{name}</label>'
        f'<select id="pattern-{number}" data-pattern="{number}">'
        f'<option value="keep">Leave as it is</option>{options}</select>'
    )


PARTS = {part.__name__: part for part in (weekday_heads, weekday_fills, answer_choices, answer_icons)}
