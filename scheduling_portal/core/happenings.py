"""Timeline rows of every kind in words, for lists that hold all of them. Each room names its own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from scheduling_portal.core.models import TimelineEntry

#: Ids -> what has them, for naming it.
Rows = Callable[[Collection[int]], Mapping[int, object]]
#: Entries of one topic -> what happened, by their ids, where the bare words of the kind say too little.
Words = Callable[[Sequence[TimelineEntry]], Mapping[int, str]]


@dataclass(frozen=True)
class Topic:
    """What timeline rows can be about: its word, the words of its kinds, and its rows by id."""

    label: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    rows: Rows | None = None
    words: Words | None = None


_topics: dict[str, Topic] = {}


def register(name: str, topic: Topic) -> None:
    """Make a topic known; called at start-up."""
    _topics[name] = topic


def topics() -> list[tuple[str, str]]:
    """(name, word) of every topic, by word."""
    return sorted(((name, topic.label) for name, topic in _topics.items()), key=lambda pair: pair[1])


def told(entries: Sequence[TimelineEntry]) -> dict[int, tuple[str, str]]:
    """What each entry is about and what happened, by its id."""
    result: dict[int, tuple[str, str]] = {}
    for name in {entry.topic for entry in entries}:
        topic = _topics.get(name, Topic(_readable(name)))
        own = [entry for entry in entries if entry.topic == name]
        rows = topic.rows({entry.topic_id for entry in own}) if topic.rows else {}
        words = topic.words(own) if topic.words else {}
        for entry in own:
            about = str(rows.get(entry.topic_id) or f"{topic.label} {entry.topic_id}")
            result[entry.pk] = (about, words.get(entry.pk) or topic.kinds.get(entry.kind) or _readable(entry.kind))
    return result


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
