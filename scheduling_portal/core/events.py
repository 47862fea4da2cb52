"""What happened, told once, in the transaction in which it happened.

A service publishes an `Event`; this writes the timeline row and calls the handlers that other apps subscribed.
Handlers only write rows: they do no input or output, so a rollback leaves nothing behind and sends nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar

from django.db import transaction

from scheduling_portal.core.models import TimelineEntry


class PublishedOutsideTransaction(RuntimeError):
    """An event outside a transaction could tell of something that is then not saved."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events: ids and plain values only, never model instances.

    `actor_id` is the person who did it, None when the system did. `changes` maps a field name to its old and new value
    as shown to people. `entry_id` is set by `publish` to the timeline row of this event.
    """

    topic: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    #: Fields for the handlers alone, which the timeline does not keep.
    unstored: ClassVar[frozenset[str]] = frozenset()

    actor_id: int | None
    reason: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def topic_id(self) -> int:
        """Id of what the timeline row belongs to."""
        raise NotImplementedError(f"{type(self).__name__} must say what it is about")


EventT = TypeVar("EventT", bound=Event)
Handler = Callable[[Any, TimelineEntry], None]
_handlers: dict[type[Event], list[Handler]] = {}


def subscribe(
    event_type: type[EventT],
) -> Callable[[Callable[[EventT, TimelineEntry], None]], Callable[[EventT, TimelineEntry], None]]:
    """Register a handler for exactly this event type; called in order of registration."""

    def register(handler: Callable[[EventT, TimelineEntry], None]) -> Callable[[EventT, TimelineEntry], None]:
        handlers = _handlers.setdefault(event_type, [])
        if handler not in handlers:
            handlers.append(handler)
        return handler

    return register


def publish(event: Event) -> TimelineEntry:
    """Write the timeline row of `event` and let its handlers write theirs; returns the row.

    Raises `PublishedOutsideTransaction` when no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise PublishedOutsideTransaction(f"{type(event).__name__} must be published inside a transaction")
    own = {f.name for f in fields(Event)} | event.unstored
    extra = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in own}
    entry = TimelineEntry.objects.create(
        topic=event.topic,
        topic_id=event.topic_id,
        kind=event.kind,
        actor_id=event.actor_id,
        reason=event.reason,
        changes={name: list(pair) for name, pair in event.changes.items()},
        details={**_plain(extra), **event.details},
    )
    for handler in _handlers.get(type(event), []):
        handler(event, entry)
    return entry


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them: dates and the like become text, tuples lists."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain_value(item) for item in value]
    return value if isinstance(value, (int, str, bool, dict, type(None))) else str(value)
