"""Lucide icons: drawn in the page, or taken by name from the one sprite that lists share."""

import functools
import re
from xml.etree import ElementTree as ET

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from scheduling_portal.core.vocabulary import VOCABULARY

SPRITE = "img/icons.svg"
_OUTER = re.compile(r"^<svg\b[^>]*>(?P<inner>.*)</svg>$", re.DOTALL)
#: In lists besides the vocabulary's own.
ALSO_IN_SPRITE = ("chevron-right", "plus", "minus", "arrow-right")


@functools.cache
def inner(name: str) -> str:
    """What is inside the `<svg>` of a Lucide icon; lucide.IconDoesNotExist for an unknown name."""
    found = _OUTER.match(" ".join(lucide(name).split()))
    if found is None:
        msg = f"Icon {name} is not one svg element"
        raise ValueError(msg)
    return found["inner"].replace(" />", "/>").replace("> <", "><").strip()


@functools.lru_cache(maxsize=1024)
def icon(name: str, size: int = 18, css: str = "") -> SafeString:
    """A whole icon drawn in the page. Decoration only: the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="{}" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        size,
        size,
        mark_safe(inner(name)),  # from the icon package, never from a person
    )


@functools.lru_cache(maxsize=1024)
def listed_icon(name: str, size: int = 15, css: str = "") -> SafeString:
    """The same icon by reference to the sprite: short, for rows that come by the hundred."""
    if name not in sprite_names():
        return icon(name, size, css)
    return format_html(
        '<svg class="icon{}" width="{}" height="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        size,
        size,
        static(SPRITE),
        name,
    )


@functools.lru_cache(maxsize=1)
def sprite_names() -> tuple[str, ...]:
    """The icons in the sprite: those of the vocabulary and a few that rows share."""
    return tuple(sorted({word.icon for word in VOCABULARY.values()} | set(ALSO_IN_SPRITE)))


def sprite() -> str:
    """The sprite as a file; `manage.py icon_sprite` writes it."""
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg")
    for name in sprite_names():
        drawing = ET.fromstring(f"<g>{inner(name)}</g>")  # noqa: S314 - from the icon package
        symbol = ET.SubElement(root, "symbol", id=name, viewBox="0 0 24 24")
        symbol.extend(list(drawing))
    return ET.tostring(root, encoding="unicode") + "\n"
