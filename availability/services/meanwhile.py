"""Answers sent from a page that was opened before others were sent."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from availability.as_read import LIMITS, AsRead, marks_of
from availability.enums import Answer
from availability.models import Availability, Submission
from scheduling_portal.core import wording
from scheduling_portal.core.errors import Conflict

NAMED = 3


@dataclass(frozen=True)
class Sent:
    """What was sent: an answer or "" per date, a note per date, and what holds for the whole."""

    answers: dict[dt.date, str]
    notes: dict[dt.date, str]
    note: str
    max_days_per_week: int | None
    max_days_per_period: int | None

    def by_name(self) -> dict[str, object]:
        """The same by the name of the form's field."""
        return {
            **{f"answer-{date}": answer for date, answer in self.answers.items()},
            **{f"note-{date}": note for date, note in self.notes.items()},
            "note": self.note,
            **{name: getattr(self, name) for name in LIMITS},
        }


class SentMeanwhile(Conflict):
    """The same date was answered otherwise since the page was opened. Nothing was saved."""


def only_changed(sent: Sent, read: AsRead, rows: Mapping[dt.date, Availability], submission: Submission | None) -> Sent:
    """What of `sent` was changed on that page; the rest stays as it stands now.

    Raises SentMeanwhile where the same thing was changed to something else since.
    """
    clashes = read.clashes(sent.by_name(), marks_of(rows, submission))
    if clashes:
        raise SentMeanwhile(_words(list(clashes), rows))
    kept = {} if submission is None else {name: getattr(submission, name) for name in ("note", *LIMITS)}
    whole = {name: value for name, value in kept.items() if not read.changed(name, getattr(sent, name))}
    return replace(
        sent,
        answers={date: one for date, one in sent.answers.items() if read.changed(f"answer-{date}", one)},
        notes={date: one for date, one in sent.notes.items() if read.changed(f"note-{date}", one)},
        **whole,
    )


def _words(clashes: list[str], rows: Mapping[dt.date, Availability]) -> str:
    said = [_word(name, rows) for name in clashes]
    more = f" and {len(said) - NAMED} more" if len(said) > NAMED else ""
    return (
        f"Since you opened this page, something else was sent for {', '.join(said[:NAMED])}{more}."
        " What you chose is still here; look at it, then send it again."
    )


def _word(name: str, rows: Mapping[dt.date, Availability]) -> str:
    whole = {"note": "the note for the manager", LIMITS[0]: "most days a week", LIMITS[1]: "most in the period"}
    if name in whole:
        return whole[name]
    kind, _, text = name.partition("-")
    date = dt.date.fromisoformat(text)
    if kind == "note":
        return f"the note of {wording.day(date)}"
    standing = rows.get(date)
    return f"{wording.day(date)} ({Answer(standing.answer).label.lower() if standing else 'no answer'})"
