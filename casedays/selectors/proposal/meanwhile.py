"""What has changed since a proposal was made, as far as it can be seen without checking every rule again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.models import Assignment, MatchingRun
from casedays.proposals.plan import Row
from casedays.proposals.stored import rows_of, tried_date
from casedays.proposals.together import movable_in, why_stays
from casedays.states import ACTIVE, LIVE, AssignmentStatus, Status
from scheduling_portal.core import wording

FACTS = ("pk", "case_day_id", "clinician_id", "provider_type", "status", "date", "conflict", "overridden")
Days = Mapping[int, Mapping[str, Any]]


@dataclass
class Now:
    """How things stand: teams by day and slot, on which day people are by date, and names.

    `ended` says of who is not on a day any more how that came, by day and person. `movable` are the states in which the
    run may take somebody off, `leaving` (day, person) of all whom it does.
    """

    movable: tuple[str, ...] = ()
    leaving: frozenset[tuple[int, int]] = frozenset()
    team: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    on_date: dict[tuple[int, dt.date], int] = field(default_factory=dict)
    ended: dict[tuple[int, int], str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def name(self, clinician_id: int | None) -> str:
        """The person's name; empty for nobody."""
        return self.names.get(clinician_id or 0, "")

    def filled(self, day_id: int) -> int:
        """How many slots of the day are taken."""
        return sum((day_id, slot.value) in self.team for slot in ProviderType)


def now_on(run: MatchingRun, rows: Mapping[int, Sequence[Row]], dates: Collection[dt.date]) -> Now:
    """How it stands on these days of the run, and where the people of their rows are on these dates. Two queries."""
    people = {pk for mine in rows.values() for row in mine for pk in (row.before, row.after) if pk is not None}
    now = Now(movable_in(run), leaving_of(run))
    assignments = Assignment.objects.order_by()
    on_days = assignments.filter(case_day__in=list(rows)).values(*FACTS)
    theirs = assignments.filter(clinician__in=people, date__in=dates, status__in=ACTIVE).values(*FACTS)
    for one in sorted(on_days.union(theirs), key=lambda one: int(one["pk"])):
        if one["status"] not in ACTIVE:
            now.ended[one["case_day_id"], one["clinician_id"]] = one["status"]
            continue
        now.team[one["case_day_id"], one["provider_type"]] = one
        now.on_date[one["clinician_id"], one["date"]] = one["case_day_id"]
        people.add(one["clinician_id"])
    named = Clinician.objects.filter(pk__in=people).order_by()
    for pk, first, last in named.values_list("pk", "user__first_name", "user__last_name"):
        now.names[pk] = f"{first} {last}".strip()
    return now


def leaving_of(run: MatchingRun) -> frozenset[tuple[int, int]]:
    """(day id, clinician id) of all whom the proposal takes off a day."""
    return frozenset(
        (row.day_id, row.before)
        for mine in rows_of(run).values()
        for row in mine
        if row.before is not None and row.before != row.after
    )


def stale_of(
    run: MatchingRun,
    days: Days,
    rows: Mapping[int, Sequence[Row]],
    now: Now,
    together: Mapping[int, Sequence[int]],
) -> dict[int, str]:
    """What changed about these days since, in words, by day; of a day that exchanges people also what did there.

    `together` maps a day to those it exchanges people with. Days that still fit, as far as can be seen here, are not in
    it, nor those about which it is written down already what became of them.
    """
    asked = {pk: day for pk, day in days.items() if str(pk) not in run.outcome}
    own = {pk: words for pk, day in asked.items() if (words := _day_words(run, day, rows[pk], now))}
    found = dict(own)
    for pk in asked.keys() - own.keys():
        other = next((one for one in together.get(pk, ()) if one in own), None)
        if other is not None:
            where = wording.day(tried_date(run, other) or days[other]["date"])
            found[pk] = f"It exchanges people with {where}, where this changed: {own[other]}"
    return found


def _day_words(run: MatchingRun, day: Mapping[str, Any], rows: Sequence[Row], now: Now) -> str:
    if day["date"] != tried_date(run, day["pk"]):
        return f"Moved to {wording.day(day['date'])} since"
    if day["status"] not in {*LIVE, Status.REQUESTED}:
        return f"{Status(day['status']).label} since"
    found = (_slot_words(day, row, now) for row in rows)
    return next((words for words in found if words), "")


def _slot_words(day: Mapping[str, Any], row: Row, now: Now) -> str:
    standing = now.team.get((day["pk"], row.slot))
    there = standing["clinician_id"] if standing else None
    slot = ProviderType(row.slot).label
    if there is None and row.before is not None:
        declined = now.ended.get((day["pk"], row.before)) == AssignmentStatus.DECLINED
        gone = "said since that they can't make it" if declined else "was released since"
        return f"{slot}: {now.name(row.before)} {gone}"
    if there not in {None, row.before, row.after}:
        return f"{slot}: {now.name(there)} was put here since"
    if standing and there == row.before != row.after:
        why = why_stays(standing["status"], standing["overridden"], now.movable)
        if why:
            return f"{slot}: {now.name(there)} {why} since"
    if row.after is None or there == row.after:
        return ""
    other = now.on_date.get((row.after, day["date"]))
    if other is None or other == day["pk"] or (other, row.after) in now.leaving:
        return ""
    return f"{slot}: {now.name(row.after)} is on another day that date since"
