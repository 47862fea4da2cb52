"""Words of a notice, from its templates and nothing but its allow-listed fields."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Engine, Template, TemplateDoesNotExist

from notifications.notices import FieldNotAllowedError, NoticeKind

Value = str | int
#: (label, old, new) of one changed field; both values empty when only its name may be told.
ChangeLine = tuple[str, str, str]

SUBJECT_LENGTH = 160
TEXT_LENGTH = 480  # three segments
#: What every template may use besides the kind's own fields.
SHARED = frozenset({"product", "link"})


@dataclass(frozen=True)
class Words:
    """A rendered notice. `text` is what goes by text message, `body` what the portal and emails show."""

    subject: str
    body: str
    text: str


@functools.cache
def engine() -> Engine:
    """Plain text: nothing is escaped, because nothing here is ever HTML."""
    return Engine(
        dirs=[str(settings.BASE_DIR / "templates" / "notices")],
        autoescape=False,
        loaders=["django.template.loaders.filesystem.Loader"],
    )


@functools.cache
def template(kind: NoticeKind, part: str) -> Template | None:
    """The kind's subject, body or text; None when it has none of its own."""
    try:
        return engine().get_template(f"{kind.folder}/{part}.txt")
    except TemplateDoesNotExist:
        return None


def check_fields(kind: NoticeKind, context: Mapping[str, Value]) -> None:
    """Raises FieldNotAllowedError unless `context` has exactly the fields that the kind names."""
    allowed = kind.fields | kind.private
    unknown, missing = sorted(set(context) - allowed), sorted(allowed - set(context))
    if unknown or missing:
        raise FieldNotAllowedError(f"{kind.name}: not allowed {unknown}, missing {missing}")


def render(
    kind: NoticeKind,
    context: Mapping[str, Value],
    *,
    changes: Mapping[str, ChangeLine],
    link: str,
    product: str,
    text_link: str = "",
) -> Words:
    """The words of one notice. `link` is an absolute address, `changes` go by field.

    `text_link` is the link of the text, where that leads elsewhere.

    Private fields, and values of private changes, are bound in the body only. A kind without a text of its own sends
    its subject and link.
    """
    shared: dict[str, Any] = {"product": product, "link": link}
    safe = {**{name: context[name] for name in kind.fields}, **shared, **_lines(kind, public(kind, changes))}
    subject = _one_line(_render(kind, "subject", safe))[:SUBJECT_LENGTH]
    body = _render(kind, "body", {**safe, **context, **_lines(kind, changes)}).strip() or subject
    text_link = text_link or link
    text = _one_line(_render(kind, "text", safe | {"link": text_link})) or f"{product}: {subject}. {text_link}"
    return Words(subject, body, shorten(text, text_link))


def outside_body(kind: NoticeKind | None, context: Mapping[str, Any]) -> str:
    """The body as it may leave the portal, from a notification's stored context; empty when it may leave as it is."""
    if kind is None or not kind.private_changes:
        return ""
    stored = context.get("changes", {})
    changes: dict[str, ChangeLine] = {name: (line[0], line[1], line[2]) for name, line in stored.items()}
    fit = public(kind, changes)
    return "" if fit == changes else _render(kind, "body", {**context, **_lines(kind, fit)}).strip()


def public(kind: NoticeKind, changes: Mapping[str, ChangeLine]) -> dict[str, ChangeLine]:
    """The changes without the values that stay in the portal."""
    return {name: (line[0], "", "") if name in kind.private_changes else line for name, line in changes.items()}


def _lines(kind: NoticeKind, changes: Mapping[str, ChangeLine]) -> dict[str, Any]:
    lines = list(changes.values())
    return {"changes": lines, "change_words": change_words(lines)} if kind.lists_changes else {}


def change_words(changes: list[ChangeLine]) -> str:
    """Changes in one sentence: "First case 7:30 am, now 7:00 am; parking and door code changed"."""
    said = [f"{label} {old}, now {new}" if new else f"{label} changed" for label, old, new in changes]
    return "; ".join([*said[:1], *(f"{one[:1].lower()}{one[1:]}" for one in said[1:])])


def shorten(text: str, link: str) -> str:
    """At most TEXT_LENGTH characters; the link at the end always survives."""
    if len(text) <= TEXT_LENGTH:
        return text
    if not text.endswith(link):
        return text[: TEXT_LENGTH - 3].rstrip() + "..."
    room = TEXT_LENGTH - len(link) - 4
    return f"{text[: -len(link)][:room].rstrip()}... {link}"


def _render(kind: NoticeKind, part: str, values: Mapping[str, Any]) -> str:
    found = template(kind, part)
    return found.render(Context(dict(values), autoescape=False)) if found else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
