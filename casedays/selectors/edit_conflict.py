"""Two people edited the same day: what the other did since it was opened, and where what was typed differs from it."""

from dataclasses import dataclass

from casedays.changes.comparing import difference, in_words, label_of, snapshot
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.selectors.timeline import Row, row_of
from scheduling_portal.core.models import TimelineEntry

#: Steps that make a new version of a day.
VERSIONED = (
    "request_edited", "planned", "date_proposed", "proposal_declined", "rejected", "confirmed", "cancelled",
    "completed", "rescheduled", "details_confirmed", "change_applied",
)  # fmt: skip
MOST = 5
#: Fields of which the words tell whether somebody typed there.
KEEPABLE = frozenset(
    {
        "site", "first_case_time", "expected_end", "expected_patients", "children", "skills", "contact_name",
        "contact_phone", "parking", "notes",
    }
)  # fmt: skip


@dataclass(frozen=True)
class EditConflict:
    """`steps` are what others did meanwhile, newest first; `rows` hold (label, what stands now, what was typed).

    `untouched` names the fields that only the others changed: theirs counts there, and these are in no row.
    """

    steps: tuple[Row, ...]
    rows: tuple[tuple[str, str, str], ...]
    untouched: frozenset[str]


def conflict_of(day: CaseDay, wanted: Edit, version: int) -> EditConflict:
    """What stands between the day as it is now and an edit of it that was begun at `version`. Four queries at most."""
    different = in_words(difference(snapshot(day), snapshot(day, wanted)))
    missed = min(max(day.version - version, 0), MOST)
    entries = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk, kind__in=VERSIONED)
    since = list(entries.select_related("actor")[:missed])
    before = {name: old for entry in since for name, (old, _) in entry.changes.items()}  # the oldest comes last
    untouched = {name for name, (_, mine) in different.items() if name in KEEPABLE and before.get(name) == mine}
    return EditConflict(
        steps=tuple(row_of(entry, {}) for entry in since),
        rows=tuple((label_of(name), now, mine) for name, (now, mine) in different.items() if name not in untouched),
        untouched=frozenset(untouched),
    )
