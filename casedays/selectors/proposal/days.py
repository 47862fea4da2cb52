"""Days of a proposal as the manager reads them: what becomes of each slot and why, and what changed since."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import User
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.helps import COULD
from casedays.proposals.plan import Kind, Row
from casedays.proposals.stored import applied_days, changing, rows_of, tried_date, why_left
from casedays.proposals.together import companions_of
from casedays.selectors import facts
from casedays.selectors.board.rows import place_words
from casedays.selectors.proposal.following import MOST_NAMED, day_words
from casedays.selectors.proposal.meanwhile import Now, now_on, stale_of
from casedays.states import LIVE, Status
from scheduling_portal.core import wording

TRIED = "their date"


@dataclass(frozen=True)
class SlotView:
    """One slot. `kind` is a word of the family "proposal", or "" for somebody who was never in question."""

    slot: str
    kind: str
    name: str
    before: str = ""
    state: str = ""
    why: str = ""
    helps: tuple[str, ...] = ()
    #: Why who was there leaves, and why who is there cannot be confirmed.
    change: str = ""
    conflict: str = ""


@dataclass(frozen=True)
class DayView:
    """One day of the proposal. `stale` says what changed since; `outcome` what became of it when it was applied.

    `badge` is the day's status, or "at_risk". `together` names the days it exchanges people with, without which it
    cannot be applied; empty when it can.
    """

    pk: int
    date: dt.date
    practice: str
    place: str
    zone: str
    first_case_time: dt.time
    badge: str
    group: str
    slots: tuple[SlotView, ...]
    stale: str
    outcome: tuple[bool, str] | None
    applied_by: str
    selectable: bool
    together: str = ""
    #: Of a request that was only tried: which of its dates `date` is.
    tried: str = ""

    @property
    def causes(self) -> list[tuple[str, list[str]]]:
        """Why the day stays open, and what would help, each said once: the slots that nobody can take, or else one."""
        told = [slot for slot in self.slots if slot.why]
        nobody = [slot for slot in told if COULD not in slot.why] or told[:1]
        found: dict[str, list[str]] = {}
        said: set[str] = set()
        for slot in nobody:
            found.setdefault(slot.why, []).extend(one for one in slot.helps if one not in said)
            said |= set(slot.helps)
        return list(found.items())

    @property
    def applied(self) -> bool:
        """Whether it is as the proposal had it."""
        return bool(self.outcome and self.outcome[0])


def day_views(run: MatchingRun, user: User, shown: Sequence[int], groups: Mapping[int, str]) -> Iterator[DayView]:
    """Those of the days that the person may see, in this order; `groups` has the group of each. Three queries."""
    rows, together = rows_of(run), companions_of(run)
    near = {*shown, *(other for day in shown for other in together.get(day, ()))}
    mine = {day: rows[day] for day in near}
    days = _facts(run, user, near)
    now = now_on(run, mine, {day["date"] for day in days.values()})
    stale = stale_of(run, days, mine, now, together)
    drawn = _Drawing(run, days, now, stale, together)
    return (drawn.day(pk, mine[pk], groups[pk]) for pk in shown if pk in days)


def _facts(run: MatchingRun, user: User, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The days by id, requests on the date that was tried. One query."""
    days = CaseDay.objects.visible_to_manager(user).filter(pk__in=ids).order_by()
    rows = days.values(
        "pk", "date", "status", "first_case_time", practice_name=F("practice__name"), site_name=F("site__name"),
        city=F("site__city"), state=F("site__state"), zone=F("site__time_zone"),
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {row["pk"]: dict(row) for row in rows}
    for row in found.values():
        if row["status"] == Status.REQUESTED:
            row["date"] = tried_date(run, row["pk"]) or row["date"]
    return found


class _Drawing:
    """What is read once for all days that are shown."""

    def __init__(
        self,
        run: MatchingRun,
        days: Mapping[int, Mapping[str, Any]],
        now: Now,
        stale: Mapping[int, str],
        together: Mapping[int, Sequence[int]],
    ) -> None:
        result: dict[str, Any] = run.result or {}
        self.days, self.now, self.stale, self.others = days, now, stale, together
        self.outcome, self.tried = run.outcome, result.get("tried", {})
        self.applied, self.changes = applied_days(run), changing(run).keys()
        self.open = {(day, slot): (why, tuple(helps)) for day, slot, why, helps in result.get("open", ())}
        self.left = why_left(run)

    def day(self, pk: int, rows: Sequence[Row], group: str) -> DayView:
        """One day."""
        row, outcome = self.days[pk], self.outcome.get(str(pk))
        status, done = row["status"], pk in self.applied
        risky = facts.is_at_risk(status, row["date"], self.now.filled(pk))
        return DayView(
            pk=pk,
            date=row["date"],
            practice=row["practice_name"],
            place=place_words(row["site_name"], row["city"], row["state"]),
            zone=row["zone"],
            first_case_time=row["first_case_time"],
            badge="at_risk" if risky else status,
            group=group,
            slots=tuple(self.slot(pk, slot, rows, done=done) for slot in SLOT_ORDER),
            stale=self.stale.get(pk, ""),
            outcome=(outcome[0], outcome[1]) if outcome else None,
            applied_by=self.applied.get(pk, ""),
            selectable=pk in self.changes and status in LIVE and not done and not self.requests_with(pk),
            together=self.together(pk),
            tried=self.tried.get(str(pk), TRIED) if status == Status.REQUESTED else "",
        )

    def requests_with(self, pk: int) -> list[int]:
        """Mere requests that the day exchanges people with."""
        others = (other for other in self.others.get(pk, ()) if other in self.days)
        return [other for other in others if self.days[other]["status"] == Status.REQUESTED]

    def together(self, pk: int) -> str:
        """The days it exchanges people with, and what that means for applying it."""
        requests = self.requests_with(pk)
        others = (self.days[other] for other in requests or self.others.get(pk, ()) if other in self.days)
        which = wording.listed([day_words(other["date"], other["practice_name"]) for other in others], most=MOST_NAMED)
        if requests:
            return f"Exchanges people with {which}, which is only tried. Accept that request first"
        return f"Applied together with {which}: they exchange people" if which else ""

    def slot(self, pk: int, slot: ProviderType, rows: Sequence[Row], *, done: bool) -> SlotView:
        """One slot of a day; `done` when the day is applied."""
        row = next((row for row in rows if row.slot == slot), None)
        standing = self.now.team.get((pk, slot.value))
        state = standing["status"] if standing else ""
        conflict = standing["conflict"] if standing else ""
        if row is None:  # never in question
            name = self.now.name(standing["clinician_id"]) if standing else ""
            return SlotView(slot.value, "", name, state=state, conflict=conflict)
        why, helps = self.open.get((pk, slot.value), ("", ()))
        there = bool(standing and standing["clinician_id"] == row.after)
        return SlotView(
            slot=slot.value,
            kind="" if done and row.before != row.after else row.kind.value,
            name=self.now.name(row.after),
            before=self.now.name(row.before) if row.kind in {Kind.MOVED, Kind.LEFT} else "",
            state=state if row.kind == Kind.SAME or (done and there) else "",
            why=why,
            helps=helps,
            change=self.left.get((pk, slot.value), ""),
            conflict=conflict if there else "",
        )
