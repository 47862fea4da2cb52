"""Tags and filters that every template has. Wording lives in `core.wording`, states in `core.vocabulary`."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling_portal.core import markup, month_grid, wording
from scheduling_portal.core.icons import icon as draw_icon
from scheduling_portal.core.icons import listed_icon
from scheduling_portal.core.vocabulary import VOCABULARY

register = template.Library()


@register.simple_tag
def product_name() -> str:
    """The product's name, also on pages that know nothing else, such as the one for errors."""
    return str(settings.PRODUCT_NAME)


# Icons and states


@register.simple_tag
def icon(name: str, size: int = 18, css: str = "") -> SafeString:
    """A Lucide icon drawn in the page, hidden from assistive technology."""
    return draw_icon(name, size, css)


@register.simple_tag
def row_icon(name: str, size: int = 15, css: str = "") -> SafeString:
    """The same from the shared sprite: for rows that come by the hundred."""
    return listed_icon(name, size, css)


@register.simple_tag
def status_badge(value: object, label: str = "") -> SafeString:
    """A case day's status, or a badge beside it ("at_risk", "change_waiting"), boxed. Takes the value or the day."""
    return markup.status_badge(str(getattr(value, "status", value)), label)


@register.simple_tag
def state_word(family: str, value: str, label: str = "") -> SafeString:
    """A state without a box: icon and word. `label` says more than the bare word ("Asked 3 days ago")."""
    return markup.state_word(family, str(value), label)


@register.simple_tag
def trio_bars(states: Iterable[str], words: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a tag's argument
    """The team in three bars, in the order anesthesiologist, nurse, medic; with `words` the sentence beside them."""
    return markup.trio_bars(list(states), words=words)


@register.simple_tag
def progress_bar(value: float, total: float, label: str) -> SafeString:
    """A bar filled to value of total; `label` is what a screen reader says."""
    return markup.progress_bar(value, total, label)


@register.simple_tag
def capacity_bar(segments: Iterable[tuple[str, int, int]], total: int, label: str = "") -> SafeString:
    """The minutes of a day to scale. Segments: ("booked" | "turnover" | "over", first minute, length)."""
    return markup.capacity_bar(list(segments), total, label)


@register.simple_tag
def capacity_marks(times: Iterable[dt.time]) -> SafeString:
    """The times under a capacity bar, first to last, each at its place."""
    return markup.capacity_marks(list(times))


@register.simple_tag
def month_rows(weeks: month_grid.Weeks) -> SafeString:
    """The rows of the month grid."""
    return month_grid.table_rows(weeks)


@register.simple_tag
def month_inputs(weeks: month_grid.Weeks) -> SafeString:
    """What the month grid sends."""
    return month_grid.hidden_inputs(weeks)


@register.simple_tag
def month_list(weeks: month_grid.Weeks, locked: bool = False) -> SafeString:  # noqa: FBT001, FBT002 - a tag's argument
    """The dates of the month grid as a list."""
    return month_grid.list_items(weeks, locked=bool(locked))


@register.simple_tag
def month_part(name: str) -> SafeString:
    """What stands around the dates of every month grid: one of its PARTS."""
    return month_grid.PARTS[name]()


@register.simple_tag
def month_pattern(pattern: Iterable[tuple[int, str, str]]) -> SafeString:
    """What to choose for each weekday."""
    return month_grid.pattern_fields(pattern)


@register.simple_tag
def letter(provider_type: str) -> SafeString:
    """The letter tile of a provider type: A, N or M."""
    return format_html('<span class="letter-tile" aria-hidden="true">{}</span>', str(provider_type)[:1].upper())


# Forms


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """One form field with label, hint and error. Options: label, hint, optional, css, row (choices side by side)."""
    return markup.field(bound, options)


@register.simple_tag
def crispy_field(bound: BoundField, wrapper_class: str = "") -> SafeString:
    """The same field as crispy's layouts ask for it: optional ones say so, `choices-beside` puts choices in a row."""
    is_choice_list = isinstance(bound.field.widget, CheckboxSelectMultiple)
    return markup.field(
        bound,
        {
            "optional": not bound.field.required and not is_choice_list,
            "css": "" if wrapper_class == "choices-beside" else wrapper_class,
            "row": wrapper_class == "choices-beside",
        },
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None, to: str = "save") -> dict[str, object]:
    """Every error of the forms on top of the page, as links to the fields: "Fix 1 thing to send this request"."""
    errors = [error for form in forms if form is not None for error in markup.errors_of(form)]
    return {"errors": errors, "to": to}


# Blocks


@register.simple_block_tag
def panel(content: str, title: str = "", icon_name: str = "", count: object = "", css: str = "") -> SafeString:
    """A panel with a heading. `{% panel "Requirements" icon_name="list" %}...{% endpanel %}`."""
    return markup.panel(content, title=title, icon_name=icon_name, count=count, css=css)


@register.simple_block_tag
def consequences(content: str, title: str = "") -> SafeString:
    """The grey box that says who will get what. Holds `{% consequence icon %}` items."""
    head = format_html('<p class="consequences-title">{}</p>', title) if title else ""
    return format_html('{}<ul class="consequences">{}</ul>', head, content)


@register.simple_block_tag
def consequence(content: str, icon_name: str = "message-circle") -> SafeString:
    """One line of the consequence list."""
    return format_html("<li>{}<span>{}</span></li>", draw_icon(icon_name, 15), content)


@register.simple_block_tag
def empty_state(content: str, icon_name: str, title: str) -> SafeString:
    """Why there is nothing, and the next step or deadline."""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p>{}</div>',
        draw_icon(icon_name, 24),
        title,
        content,
    )


@register.simple_block_tag
def dialog_card(content: str, title: str, lead: str = "") -> SafeString:
    """The card of a confirm page; also what opens in a dialog when the link has `data-dialog`."""
    intro = format_html('<p class="dialog-lead">{}</p>', lead) if lead else ""
    return format_html(
        '<div class="dialog-card" data-dialog-body><h1 id="dialog-title">{}</h1>{}{}</div>',
        title,
        intro,
        content,
    )


@register.simple_block_tag
def reason(content: str, sign: str = "plus") -> SafeString:
    """One reason of a candidate, with a plus or a minus. `sign` is "plus" or "minus"."""
    name = "plus" if sign in {"plus", "+"} else "minus"
    spoken = "For: " if name == "plus" else "Against: "
    return format_html(
        '<li class="reason reason-{}">{}<span><span class="visually-hidden">{}</span>{}</span></li>',
        name,
        listed_icon(name, 13),
        spoken,
        content.strip(),
    )


# Wording


@register.filter(is_safe=True)
def day(value: dt.date | None, zone: str | None = None) -> str:
    """Says "Thu 11 Mar"; the year only when it is not this year's."""
    return wording.day(value, zone) if value else ""


@register.filter(is_safe=True)
def day_long(value: dt.date | None, zone: str | None = None) -> str:
    """Says "Thursday 11 March 2027"."""
    return wording.day_long(value, zone) if value else ""


@register.filter(is_safe=True)
def grid_day(value: dt.date | None) -> str:
    """Says "Tue 30" in a column of dates, "Mon 29 Mar" on Mondays and the first of a month."""
    return wording.grid_day(value) if value else ""


@register.simple_tag
def day_span(first: dt.date, last: dt.date, long: bool = False) -> str:  # noqa: FBT001, FBT002 - a tag's argument
    """Says "29 Mar to 25 Apr"; with `long`, "29 March to 25 April"."""
    return wording.day_span(first, last, long=long)


@register.filter(is_safe=True)
def clock(value: dt.time | dt.datetime | None, zone: str | None = None) -> str:
    """Says "7:30 am"."""
    return wording.time_of_day(value, zone) if value is not None else ""


@register.filter(is_safe=True)
def zone(value: str, date: dt.date | None = None) -> str:
    """Says "PT" or "MT" for an IANA zone."""
    return wording.zone_name(str(value), date) if value else ""


@register.filter(is_safe=True)
def ago(value: dt.datetime | None) -> str:
    """Says "2 h ago"."""
    return wording.ago(value) if value else ""


@register.filter(is_safe=True)
def age(value: dt.datetime | None) -> str:
    """Says "2 h"."""
    return wording.age(value) if value else ""


@register.filter(is_safe=True)
def until(value: dt.date | None, zone: str | None = None) -> str:
    """Says "in 8 days"."""
    return wording.until(value, zone) if value else ""


@register.filter
def phone(value: object) -> str:
    """Says "503 555 0142"."""
    return wording.phone(value)


@register.filter
def tel(value: object) -> SafeString | str:
    """A phone number as a link to call it; plain when it is no number, empty when there is none."""
    address = wording.phone_address(value)
    text = wording.phone(value)
    return format_html('<a class="nowrap" href="{}">{}</a>', address, text) if address else text


@register.filter
def initials(value: object) -> str:
    """Says "RD" for Rosa Delgado."""
    return wording.initials(str(value))


@register.filter
def miles(value: float | None) -> str:
    """Says "14 miles"."""
    return "" if value is None else wording.miles(value)


@register.simple_tag
def vocabulary_words(family: str) -> list[tuple[str, str]]:
    """(value, label) of every state of a family, in the order of the vocabulary."""
    return [(value, entry.label) for (name, value), entry in VOCABULARY.items() if name == family]
