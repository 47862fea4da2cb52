"""Two people edited the same day: what the other did since it was opened, and where what was typed differs from it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from casedays.changes.comparing import dates_words, difference, in_words, label_of, snapshot
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.selectors.timeline import Row, row_of
from scheduling_portal.core.models import TimelineEntry

#: Steps that make a new version of a day.
VERSIONED = (
    "request_edited", "planned", "date_proposed", "proposal_declined", "rejected", "confirmed", "cancelled",
    "completed", "rescheduled", "change_applied",
)  # fmt: skip
MOST = 5
OWN = "You changed this day in another tab while you were editing here. What you typed is still here."
WANTED_DATES = "wanted_dates"
#: Fields of which the words tell whether somebody typed there.
KEEPABLE = frozenset(
    {
        "site", "date", "wanted_dates", "first_case_time", "expected_end", "expected_patients", "children", "skills",
        "contact_name", "contact_phone", "parking", "notes",
    }
)  # fmt: skip


@dataclass(frozen=True)
class EditConflict:
    """`steps` are what was done meanwhile, newest first; `rows` hold (label, what stands now, what was typed).

    `untouched` names the fields that were only changed there: what stands counts, and these are in no row. `own` says
    that the person who edits did all of it, in another tab. `said` is the sentence on top.
    """

    steps: tuple[Row, ...]
    rows: tuple[tuple[str, str, str], ...]
    untouched: frozenset[str]
    own: bool
    said: str


def conflict_of(
    day: CaseDay, wanted: Edit, version: int, *, actor: User, said: str, dates: Sequence[dt.date] = ()
) -> EditConflict:
    """What stands between the day as it is now and an edit of it that `actor` began at `version`. Five queries at most.

    `said` is the sentence for what others did. `dates` are all that the edit of a request wants, best first.
    """
    different = in_words(difference(snapshot(day), snapshot(day, wanted)))
    if dates:
        different = {**_dates(day, dates), **{name: said for name, said in different.items() if name != "date"}}
    missed = min(max(day.version - version, 0), MOST)
    entries = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk, kind__in=VERSIONED)
    since = list(entries.select_related("actor")[:missed])
    before = _before((entry.changes for entry in since), of_request=bool(dates))
    untouched = {name for name, (_, mine) in different.items() if name in KEEPABLE and before.get(name) == mine}
    own = bool(since) and all(entry.actor_id == actor.pk for entry in since)
    return EditConflict(
        steps=tuple(row_of(entry, {}) for entry in since),
        rows=tuple((label_of(name), now, mine) for name, (now, mine) in different.items() if name not in untouched),
        untouched=frozenset(untouched),
        own=own,
        said=OWN if own else said,
    )


def _dates(day: CaseDay, dates: Sequence[dt.date]) -> dict[str, tuple[str, str]]:
    now = [row.date for row in day.wanted_dates.all()]
    return {} if now == list(dates) else {WANTED_DATES: (dates_words(now), dates_words(dates))}


def _before(changes: Iterable[Mapping[str, Sequence[str]]], *, of_request: bool) -> dict[str, str]:
    """What stood in each field before these changes, newest first. A request with one date tells it as its date."""
    before: dict[str, str] = {}
    for one in changes:  # the oldest comes last, and its word stands
        before.update({name: old for name, (old, _) in one.items()})
        if of_request and "date" in one and WANTED_DATES not in one:
            before[WANTED_DATES] = one["date"][0]
    return before
