"""A proposal as the manager reviews it: day by day what is new, unchanged, changed or open, and what is stale."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import User
from casedays.matching.scope import restored
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.applying import applied_days, rows_of, why_left
from casedays.proposals.helps import COULD
from casedays.proposals.plan import Kind, Row
from casedays.selectors.board.rows import place_words
from casedays.selectors.proposal.meanwhile import Now, leaving_of, now_on, stale_words, tried_date
from casedays.states import ACTIVE, LIVE, Status

PAGE = 30
TRIED = "their date"
#: Groups of days, in the order in which they are offered: value, words.
GROUPS = (("", "All"), ("new", "New"), ("changed", "Changed"), ("same", "Unchanged"), ("open", "Stay open"))


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

    `badge` is the day's status, or "at_risk" for a confirmed day that lacks somebody as it stands.
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


@dataclass(frozen=True)
class Conflicting:
    """Somebody in a slot of these dates who cannot be confirmed, whom the run did not move."""

    day_id: int
    date: dt.date
    practice: str
    slot: str
    name: str
    why: str


@dataclass(frozen=True)
class Review:
    """One page of a proposal."""

    days: list[DayView]
    counts: Counter[str]
    page: int
    pages: int
    #: Days that can still be applied, of all pages.
    to_apply: int
    done: int
    left_out: int

    @property
    def chips(self) -> list[tuple[str, str, int]]:
        """The groups that hold something: value, words, how many days."""
        return [(value, label, self.counts[value]) for value, label in GROUPS if self.counts[value] or not value]


def group_of(rows: Sequence[Row], *, complete: bool) -> str:
    """The group of a day by what becomes of its slots."""
    kinds = {row.kind for row in rows}
    if not complete:
        return "open"
    if kinds & {Kind.MOVED, Kind.LEFT}:
        return "changed"
    return "new" if Kind.NEW in kinds else "same"


def review_of(run: MatchingRun, user: User, group: str, page: int) -> Review:
    """One page of the days of one group. Three queries, whatever the size of the proposal."""
    result: dict[str, Any] = run.result or {}
    rows, complete = rows_of(run), set(result.get("complete", ()))
    groups = {day: group_of(mine, complete=day in complete) for day, mine in rows.items()}
    counts = Counter(groups.values())
    counts[""] = len(groups)
    chosen = [day for day in rows if not group or groups[day] == group]
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(page, pages)
    shown = chosen[(page - 1) * PAGE : page * PAGE]
    changing = {day for day, mine in rows.items() if any(row.before != row.after for row in mine)}
    done = set(applied_days(run))
    tried = set(run.scope["requests"])
    return Review(
        days=_views(run, user, {day: rows[day] for day in shown}, groups, changing),
        counts=counts,
        page=page,
        pages=pages,
        to_apply=len(changing - done - tried),
        done=len(done),
        left_out=len(run.outcome) - len(done),
    )


def _views(
    run: MatchingRun, user: User, rows: Mapping[int, list[Row]], groups: Mapping[int, str], changing: Collection[int]
) -> list[DayView]:
    result: dict[str, Any] = run.result or {}
    tried: dict[str, str] = result.get("tried", {})
    whys = {(day, slot): (why, tuple(helps)) for day, slot, why, helps in result.get("open", ())}
    days = CaseDay.objects.visible_to_manager(user).filter(pk__in=rows.keys())
    found = {
        row["pk"]: row
        for row in days.order_by().values(
            "pk", "date", "status", "first_case_time", practice_name=F("practice__name"), site_name=F("site__name"),
            city=F("site__city"), state=F("site__state"), zone=F("site__time_zone"),
        )
    }  # fmt: skip
    for row in found.values():
        if row["status"] == Status.REQUESTED:
            row["date"] = tried_date(run, row["pk"]) or row["date"]
    now = now_on(rows, {row["date"] for row in found.values()})
    words = Words(whys, why_left(run))
    leaving = leaving_of(run)
    views = []
    for pk, mine in rows.items():
        if pk not in found:
            continue
        row = found[pk]
        outcome = run.outcome.get(str(pk))
        stale = "" if outcome else stale_words(row, mine, now, result["dates"].get(str(pk)), leaving)
        done = bool(outcome and outcome[0])
        views.append(
            DayView(
                pk=pk,
                date=row["date"],
                practice=row["practice_name"],
                place=place_words(row["site_name"], row["city"], row["state"]),
                zone=row["zone"],
                first_case_time=row["first_case_time"],
                badge=_badge(pk, row["status"], now),
                group=groups[pk],
                slots=tuple(_slot(pk, slot, mine, now, words, done=done) for slot in SLOT_ORDER),
                stale=stale,
                outcome=(outcome[0], outcome[1]) if outcome else None,
                applied_by=applied_days(run).get(pk, ""),
                selectable=pk in changing and row["status"] in LIVE and not done,
                tried=tried.get(str(pk), TRIED) if row["status"] == Status.REQUESTED else "",
            )
        )
    return views


def _badge(day_id: int, status: str, now: Now) -> str:
    short = any((day_id, slot.value) not in now.team for slot in SLOT_ORDER)
    return "at_risk" if short and status == Status.CONFIRMED else status


@dataclass(frozen=True)
class Words:
    """What the run wrote down about slots: why one stays open and what would help, why somebody leaves one."""

    open: Mapping[tuple[int, str], tuple[str, tuple[str, ...]]]
    left: Mapping[tuple[int, str], str]


def _slot(day_id: int, slot: ProviderType, rows: Sequence[Row], now: Now, words: Words, *, done: bool) -> SlotView:
    row = next((row for row in rows if row.slot == slot), None)
    standing = now.team.get((day_id, slot.value))
    state = standing["status"] if standing else ""
    conflict = standing["conflict"] if standing else ""
    if row is None:  # never in question
        name = now.name(standing["clinician_id"]) if standing else ""
        return SlotView(slot.value, "", name, state=state, conflict=conflict)
    why, helps = words.open.get((day_id, slot.value), ("", ()))
    changes = row.before != row.after
    there = bool(standing and standing["clinician_id"] == row.after)
    return SlotView(
        slot=slot.value,
        kind="" if done and changes else row.kind.value,
        name=now.name(row.after),
        before=now.name(row.before) if row.kind in {Kind.MOVED, Kind.LEFT} else "",
        state=state if row.kind == Kind.SAME or (done and there) else "",
        why=why,
        helps=helps,
        change=words.left.get((day_id, slot.value), ""),
        conflict=conflict if there else "",
    )


def conflicting(run: MatchingRun, user: User) -> list[Conflicting]:
    """Who cannot be confirmed on a day of the run's dates and stays there by its proposal. One query."""
    scope = restored(run.scope)
    moved = {(row.day_id, row.before) for mine in rows_of(run).values() for row in mine if row.before != row.after}
    days = CaseDay.objects.visible_to_manager(user).filter(status__in=LIVE, date__range=(scope.first, scope.last))
    if scope.states:
        days = days.filter(site__state__in=scope.states)
    if scope.days:
        days = days.filter(pk__in=scope.days)
    found = (
        Assignment.objects.filter(case_day__in=days, status__in=ACTIVE)
        .exclude(conflict="")
        .select_related("clinician__user", "case_day__practice")
        .order_by("date", "case_day", "provider_type")
    )
    return [
        Conflicting(
            one.case_day_id, one.date, one.case_day.practice.name, ProviderType(one.provider_type).label,
            one.clinician.user.get_full_name(), one.conflict,
        )
        for one in found[:PAGE]
        if (one.case_day_id, one.clinician_id) not in moved
    ]  # fmt: skip
