"""More words that every template has: moments on the reader's own clock, and what somebody signed in with."""

import datetime as dt

from django import template

from scheduling_portal.core import browsers, wording

register = template.Library()


@register.simple_tag
def on_clock(value: dt.datetime | None, zone: str, beside: str = "") -> str:
    """Says "11:00 am ET": an instant on the reader's clock, without the zone where the times `beside` it are in it."""
    return wording.on_clock(value, zone, beside) if value else ""


@register.filter(is_safe=True)
def device(user_agent: str | None) -> str:
    """Says "Safari on iPhone" for what a browser says of itself."""
    return browsers.in_words(user_agent or "")
