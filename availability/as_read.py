"""What a page had of somebody's answers when it was opened, so that a page left open undoes nothing sent since.

The form carries it along. It is the person's own word: what it can do is to write less, or to be asked again.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

#: Longer than any period needs: 366 answers and as many notes.
LONGEST = 40_000
LIMITS = ("max_days_per_week", "max_days_per_period")


class Dated(Protocol):
    """An answer with its note, as a row or as a cell of a page."""

    @property
    def answer(self) -> str: ...
    @property
    def note(self) -> str: ...


class Whole(Protocol):
    """What holds for a period as a whole."""

    note: str
    max_days_per_week: int | None
    max_days_per_period: int | None


def mark(name: str, value: object) -> str:
    """A value as it is compared: notes by what they hash to, everything else as it is; "" for nothing."""
    text = "" if value is None else str(value).strip()
    if not text or not name.startswith("note"):
        return text
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def marks_of(dates: Mapping[dt.date, Dated], whole: Whole | None) -> dict[str, str]:
    """What stands, by the name of the form's field; nothing where nothing stands."""
    said: dict[str, object] = {}
    for date, one in dates.items():
        said |= {f"answer-{date}": one.answer, f"note-{date}": one.note}
    if whole is not None:
        said |= {"note": whole.note, **{name: getattr(whole, name) for name in LIMITS}}
    marked = {name: mark(name, value) for name, value in said.items()}
    return {name: value for name, value in marked.items() if value}


@dataclass(frozen=True)
class AsRead:
    """The fields of the form as they were when it was opened, marked."""

    marks: Mapping[str, str]

    @classmethod
    def from_text(cls, text: str) -> "AsRead | None":
        """What a form carried; None for what is not of that kind, as from a page without it."""
        try:
            read = json.loads(text) if text and len(text) <= LONGEST else None
        except ValueError:
            return None
        return cls({str(name): str(value) for name, value in read.items()}) if isinstance(read, dict) else None

    @staticmethod
    def text(dates: Mapping[dt.date, Dated], whole: Whole | None) -> str:
        """What a form carries."""
        return json.dumps(marks_of(dates, whole), separators=(",", ":"))

    def changed(self, name: str, value: object) -> bool:
        """Whether this differs from what the page had."""
        return mark(name, value) != self.marks.get(name, "")

    def clashes(self, typed: Mapping[str, object], standing: Mapping[str, str]) -> Iterable[str]:
        """The fields that were changed here, and otherwise by somebody since."""
        return [
            name
            for name, value in typed.items()
            if self.changed(name, value) and standing.get(name, "") not in {self.marks.get(name, ""), mark(name, value)}
        ]
