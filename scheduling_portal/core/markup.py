"""The pieces of HTML that rows joined in Python and template tags share. Everything given is escaped."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling_portal.core.icons import icon, listed_icon
from scheduling_portal.core.vocabulary import Word, word

MARK_GAP = 13  # per cent of the bar: room for a time on a phone
#: What a bar looks like for each state of a slot.
BARS = {
    "accepted": "filled", "asked": "filled", "reminded": "filled", "held": "held", "open": "open",
    "dropped": "dropped", "open_again": "dropped", "declined": "dropped",
}  # fmt: skip


def status_badge(value: str, label: str = "") -> SafeString:
    """The boxed badge of a day status; `label` replaces the word, never the meaning."""
    entry = _said(word("day", value), label)
    return format_html(
        '<span class="status r-{}{}">{}{}</span>',
        entry.role,
        " is-dashed" if entry.dashed else "",
        listed_icon(entry.icon, 15),
        entry.label,
    )


def state_word(family: str, value: str, label: str = "") -> SafeString:
    """Icon and word of a state, without a box."""
    entry = _said(word(family, value), label)
    drawn = listed_icon(entry.icon, 14, "icon-filled" if entry.filled else "")
    return format_html('<span class="state r-{}">{}{}</span>', entry.role, drawn, entry.label)


def _said(entry: Word, label: str) -> Word:
    return entry.saying(label) if label else entry


def trio_words(states: list[str]) -> str:
    """The sentence of a team: "2 of 3 filled", "3 of 3 held", "2 of 3, open slot"."""
    kinds = [BARS[state] for state in states]
    filled, held = kinds.count("filled"), kinds.count("held")
    if "dropped" in kinds:
        return f"{filled} of {len(kinds)}, open slot"
    if held and not filled:
        return f"{held} of {len(kinds)} held"
    if held:
        return f"{filled} of {len(kinds)} filled, {held} held"
    return f"{filled} of {len(kinds)} filled"


def trio_bars(states: list[str], *, words: bool = False) -> SafeString:
    """Three bars, 27 px wide: filled solid, held hatched, open outlined, dropped out dashed red."""
    kinds = [BARS[state] for state in states]
    bars = format_html_join("", "{}", ((_bar(kind, 0.5 + 9.5 * place),) for place, kind in enumerate(kinds)))
    said = trio_words(states)
    drawing = format_html(
        '<svg class="trio-bars" width="27" height="15" viewBox="0 0 27 15" {}>{}</svg>',
        mark_safe('aria-hidden="true"') if words else format_html('role="img" aria-label="{}"', said),
        bars,
    )
    if not words:
        return drawing
    role = "broken" if "dropped" in kinds else "planned" if "held" in kinds and "filled" not in kinds else "ink"
    return format_html('<span class="trio-words r-{}">{}{}</span>', role, drawing, said)


def _bar(kind: str, left: float) -> SafeString:
    box = format_html('<rect class="trio-{}" x="{}" y=".5" width="7" height="14" rx="1.5"/>', kind, left)
    if kind != "held":
        return box
    lines = " ".join(f"M{left + 0.5} {top}l6-4" for top in (5.5, 9.5, 13.5))
    return format_html('{}<path class="trio-hatch" d="{}"/>', box, lines)


def progress_bar(value: float, total: float, label: str) -> SafeString:
    """A bar drawn to scale; more than full is drawn full."""
    share = 0 if total <= 0 else max(0, min(100, round(100 * value / total)))
    return format_html(
        '<svg class="progress-bar" role="img" aria-label="{}" viewBox="0 0 100 9" preserveAspectRatio="none">'
        '<rect width="{}" height="9"/></svg>',
        label,
        share,
    )


def capacity_bar(segments: list[tuple[str, int, int]], total: int, label: str) -> SafeString:
    """Minutes to scale in one bar; longer than `total` grows the scale, so that what is over is seen to be over."""
    scale = max([total, *(start + length for _, start, length in segments)]) or 1
    bars = format_html_join(
        "",
        '<rect class="capacity-{}" x="{}%" width="{}%" height="26"{}/>',
        (
            (
                kind,
                _share(start, scale),
                _share(length, scale),
                mark_safe(' fill="url(#capacity-hatch)"') if kind == "turnover" else "",
            )
            for kind, start, length in segments
        ),
    )
    return format_html(
        '<svg class="capacity-bar" role="img" aria-label="{}" height="26">{}{}</svg>',
        label or f"{sum(length for kind, _, length in segments if kind != 'turnover')} of {total} minutes booked",
        mark_safe(
            '<defs><pattern id="capacity-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(40)"><rect class="capacity-stripe" width="4" height="7"/></pattern></defs>'
        ),
        bars,
    )


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def capacity_marks(times: list[dt.time]) -> SafeString:
    """The times under a capacity bar, each at its place; those that would overlap are left out, never first or last."""
    minutes = [time.hour * 60 + time.minute for time in times]
    span = (minutes[-1] - minutes[0]) or 1 if minutes else 1
    shown: list[tuple[float, str, str]] = []
    for number, minute in enumerate(minutes):
        place = _share(minute - minutes[0], span)
        last = number == len(minutes) - 1
        if shown and not last and (place - shown[-1][0] < MARK_GAP or place > 100 - MARK_GAP):
            continue
        anchor = "end" if last and number else "start" if number == 0 else "middle"
        shown.append((place, anchor, f"{minute // 60 % 12 or 12}:{minute % 60:02}"))
    texts = format_html_join("", '<text x="{}%" y="13" text-anchor="{}">{}</text>', shown)
    return format_html('<svg class="capacity-marks" height="17">{}</svg>', texts)


def panel(content: str, *, title: str, icon_name: str, count: object, css: str) -> SafeString:
    """A panel; without a title it has no head."""
    head = SafeString("")
    if title:
        head = format_html(
            '<div class="panel-head"><h2>{}{}</h2>{}</div>',
            icon(icon_name) if icon_name else "",
            title,
            format_html('<span class="panel-count">{}</span>', count) if count != "" else "",
        )
    return format_html(
        '<section class="panel{}">{}<div class="panel-body">{}</div></section>',
        f" {css}" if css else "",
        head,
        content,
    )


def field(bound: BoundField, options: Mapping[str, Any]) -> SafeString:
    """One form field by the shared template."""
    bound.help_text = options.get("hint", bound.help_text)  # so that Django ties the input to it
    return render_to_string(
        "components/field.html",
        {
            "field": bound,
            "label": options.get("label", bound.label),
            "hint": bound.help_text,
            "optional": options.get("optional", False),
            "css": options.get("css", ""),
            "row": options.get("row", False),
            "is_check": isinstance(bound.field.widget, CheckboxInput),
        },
    )


def errors_of(form: BaseForm) -> Iterator[tuple[str, str]]:
    """(address of the field, sentence) of every error; the address is empty for those of the whole form."""
    for error in form.non_field_errors():
        yield "", str(error)
    for name in form.fields:
        bound = form[name]
        for error in bound.errors:
            target = bound.id_for_label or bound.auto_id
            yield f"#{target}", _naming(str(bound.label), str(error))


#: How sentences begin that go on after the name of their field.
OPENINGS = frozenset({"A", "Another", "At", "Choose", "Enter", "Fill", "Keep", "That", "This", "Tick"})


def _naming(label: str, sentence: str) -> str:
    """The sentence as it reads away from its field, unless it names it: "Height, cm: enter 30 or more"."""
    known = (label.split(",", maxsplit=1)[0].casefold(), label.split(" ", maxsplit=1)[0].casefold())
    if not label or sentence.startswith("Say ") or any(len(word) > 3 and word in sentence.casefold() for word in known):
        return sentence
    goes_on = sentence.split(" ", 1)[0] in OPENINGS
    return f"{label}: {sentence[:1].lower() if goes_on else sentence[:1]}{sentence[1:]}"
