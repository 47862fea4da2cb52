"""What has changed since a proposal was made, as far as it can be seen without checking every rule again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.models import Assignment, MatchingRun
from casedays.proposals.applying import rows_of
from casedays.proposals.plan import Row
from casedays.states import ACTIVE, LIVE, AssignmentStatus, Status
from scheduling_portal.core import wording

FACTS = ("case_day_id", "clinician_id", "provider_type", "status", "date", "conflict")


@dataclass
class Now:
    """How things stand: teams by day and slot, on which day people are by date, and names."""

    team: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    on_date: dict[tuple[int, dt.date], int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def name(self, clinician_id: int | None) -> str:
        """The person's name; empty for nobody."""
        return self.names.get(clinician_id or 0, "")


def now_on(rows: Mapping[int, Sequence[Row]], dates: Collection[dt.date]) -> Now:
    """How it stands on these days, and where the people of their rows are on these dates. Two queries."""
    people = {pk for mine in rows.values() for row in mine for pk in (row.before, row.after) if pk is not None}
    now = Now()
    active = Assignment.objects.filter(status__in=ACTIVE).order_by()
    on_days = active.filter(case_day__in=list(rows)).values(*FACTS)
    theirs = active.filter(clinician__in=people, date__in=dates).values(*FACTS)
    for one in on_days.union(theirs):
        now.team[one["case_day_id"], one["provider_type"]] = one
        now.on_date[one["clinician_id"], one["date"]] = one["case_day_id"]
        people.add(one["clinician_id"])
    named = Clinician.objects.filter(pk__in=people).order_by()
    for pk, first, last in named.values_list("pk", "user__first_name", "user__last_name"):
        now.names[pk] = f"{first} {last}".strip()
    return now


def tried_date(run: MatchingRun | None, day_id: int) -> dt.date | None:
    """The date that the run had the day on, which for a request need not be its first."""
    date = ((run and run.result) or {}).get("dates", {}).get(str(day_id))
    return dt.date.fromisoformat(date) if date else None


def leaving_of(run: MatchingRun) -> frozenset[tuple[int, int]]:
    """(day id, clinician id) of all whom the proposal takes off a day."""
    return frozenset(
        (row.day_id, row.before)
        for mine in rows_of(run).values()
        for row in mine
        if row.before is not None and row.before != row.after
    )


def stale_words(
    day: Mapping[str, Any],
    rows: Sequence[Row],
    now: Now,
    date_then: str | None,
    leaving: Collection[tuple[int, int]],
) -> str:
    """What changed about a day since, in words; empty when the proposal still fits as far as can be seen here."""
    if day["date"].isoformat() != date_then:
        return f"Moved to {wording.day(day['date'])} since"
    if day["status"] not in {*LIVE, Status.REQUESTED}:
        return f"{Status(day['status']).label} since"
    found = (_slot_words(day, row, now, leaving) for row in rows)
    return next((words for words in found if words), "")


def _slot_words(day: Mapping[str, Any], row: Row, now: Now, leaving: Collection[tuple[int, int]]) -> str:
    standing = now.team.get((day["pk"], row.slot))
    there = standing["clinician_id"] if standing else None
    slot = ProviderType(row.slot).label
    if there is None and row.before is not None:
        return f"{slot}: {now.name(row.before)} was released since"
    if there not in {None, row.before, row.after}:
        return f"{slot}: {now.name(there)} was put here since"
    if standing and there == row.before != row.after and standing["status"] == AssignmentStatus.ACCEPTED:
        return f"{slot}: {now.name(there)} accepted since"
    if row.after is None or there == row.after:
        return ""
    other = now.on_date.get((row.after, day["date"]))
    if other is None or other == day["pk"] or (other, row.after) in leaving:
        return ""
    return f"{slot}: {now.name(row.after)} is on another day that date since"
