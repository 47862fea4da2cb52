"""Where to go instead, when an address takes only what a button sends."""

from django.urls import Resolver404, resolve


def page_above(path: str) -> str:
    """The nearest address above `path` at which there is something: a day above its buttons, else a portal's home.

    Up to the start of the site, which is always there. Says nothing of whether somebody may open it.
    """
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        if _leads_somewhere(above):
            return above
        parts.pop()
    return "/"


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
