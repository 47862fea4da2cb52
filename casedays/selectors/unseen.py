"""Applied changes of a day that somebody on the team has not seen yet."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from casedays.changes.comparing import all_in_words, label_of
from casedays.models import CaseDay, Change, ChangeAcknowledgement
from casedays.states import TOLD, ChangeStatus


@dataclass(frozen=True)
class UnseenChange:
    """One change in force: `words` are (label, old, new), `seen` and `missing` are names."""

    change: Change
    words: tuple[tuple[str, str, str], ...]
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    applied_at: dt.datetime | None

    @property
    def seen_words(self) -> str:
        """Such as "Seen 2 of 3"."""
        return f"Seen {len(self.seen)} of {len(self.seen) + len(self.missing)}"


def unseen_changes(day: CaseDay) -> list[UnseenChange]:
    """The day's changes that somebody still on its team has not acknowledged, newest first. Three queries at most."""
    rows = (
        ChangeAcknowledgement.objects.filter(
            change__case_day=day,
            change__status=ChangeStatus.APPLIED,
            user__clinician__assignments__case_day=day,
            user__clinician__assignments__status__in=TOLD,
        )
        .select_related("change", "user")
        .order_by("-change__number", "pk")
    )
    by_change: dict[int, list[ChangeAcknowledgement]] = defaultdict(list)
    for row in rows:
        by_change[row.change_id].append(row)
    open_ones = [mine for mine in by_change.values() if any(row.seen_at is None for row in mine)]
    words = all_in_words([mine[0].change.fields for mine in open_ones])
    return [
        UnseenChange(
            change=mine[0].change,
            words=tuple((label_of(name), old, new) for name, (old, new) in said.items()),
            seen=tuple(row.user.get_full_name() for row in mine if row.seen_at),
            missing=tuple(row.user.get_full_name() for row in mine if not row.seen_at),
            applied_at=mine[0].change.decided_at,
        )
        for mine, said in zip(open_ones, words, strict=True)
    ]
