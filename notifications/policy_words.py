"""The notice policy in words for administrators: its events and the fields they can be about, named by their rooms."""

from collections.abc import Mapping

from notifications import notices

_events: dict[str, str] = {
    "notifications.channel_held": "Texts or emails are on hold",
    "notifications.undelivered": "An urgent message did not arrive",
    "notifications.unseen": "Somebody has not said that they saw a change",
}
_fields: dict[str, str] = {}


def register(*, events: Mapping[str, str], fields: Mapping[str, str] | None = None) -> None:
    """Make words known for kinds of notices, and for the fields whose change they tell."""
    _events.update(events)
    _fields.update(fields or {})


def event_label(name: str) -> str:
    """The words of an event; of one that nobody named, those of its kind."""
    return _events.get(name) or name.rsplit(".", maxsplit=1)[-1].replace("_", " ").capitalize()


def field_label(name: str) -> str:
    """The word of a changed field; empty for any field."""
    return (_fields.get(name) or name.replace("_", " ").capitalize()) if name else ""


def event_choices() -> list[tuple[str, str]]:
    """Every kind of notice there is with its words, by them."""
    return sorted(((kind.name, event_label(kind.name)) for kind in notices.all_kinds()), key=lambda pair: pair[1])


def field_choices() -> list[tuple[str, str]]:
    """The fields a row can be about."""
    return list(_fields.items())
