"""The navigation joined in Python: it stands on every page, some of it three times. Everything given is escaped."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scheduling_portal.core.icons import icon


@dataclass(frozen=True)
class NavLink:
    """One entry as it is drawn. `badge` is None when there is nothing to count."""

    label: str
    url: str
    icon: str
    active: bool
    badge: int | None


def menu_items(links: Iterable[NavLink]) -> SafeString:
    """For a column or a menu: icon, word, count."""
    return mark_safe(
        "".join(
            f'<a class="nav-item" {_address(link)}>{icon(link.icon)}<span>{escape(link.label)}</span>'
            f"{_count(link, 'nav-count')}</a>"
            for link in links
        )
    )


def top_items(links: Iterable[NavLink]) -> SafeString:
    """For the row on top of a wide page: word and count as list items."""
    return mark_safe(
        "".join(f"<li><a {_address(link)}>{escape(link.label)} {_count(link, 'nav-count')}</a></li>" for link in links)
    )


def tab_items(links: Iterable[NavLink]) -> SafeString:
    """For the bar at the foot of a phone, as list items."""
    return mark_safe(
        "".join(
            f'<li><a class="tab" {_address(link)}>{icon(link.icon, 20)}{escape(link.label)}'
            f"{_count(link, 'tab-count')}</a></li>"
            for link in links
        )
    )


def _address(link: NavLink) -> str:
    current = ' aria-current="page"' if link.active else ""
    return f'href="{escape(link.url)}"{current}'


def _count(link: NavLink, css: str) -> str:
    if not link.badge:
        return ""
    return f'<span class="{css}">{link.badge}<span class="visually-hidden"> waiting</span></span>'
