"""What practices and managers changed and cancelled, and how late, by practice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import User
from casedays.events import (
    CaseDayCancelled,
    CaseDayRejected,
    CaseDayRescheduled,
    ChangeApplied,
    ChangeAsked,
)
from casedays.models import Change
from casedays.selectors.reports.figures import lasted, quantile
from casedays.selectors.reports.scope import Scope, days_of
from casedays.selectors.reports.tables import Cell, Column, Report, Row, Table, counts, duration
from casedays.states import ChangeStatus, Status
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.plots import Bar, Part, Plot
from scheduling_portal.core.wording import counted

#: Within so many hours of the first case is late.
LATE_HOURS = 72
MOST_BARS = 12
COLUMNS = (
    Column("practice", "Practice", number=False),
    Column("days", "Days"),
    Column("by-practice", "Changes by practice"),
    Column("by-manager", "By managers"),
    Column("declined", "Declined"),
    Column("moved", "Days moved"),
    Column("late-changes", "Within 72 h", words="Changes within 72 h"),
    Column("notice", "Notice, median", words="Notice of changes, median, hours"),
    Column("withdrawn", "Requests withdrawn"),
    Column("rejected", "Requests rejected"),
    Column("cancelled-practice", "Cancelled by practice"),
    Column("cancelled-manager", "By managers", words="Cancelled by managers"),
    Column("late-cancelled", "Within 72 h", words="Cancelled within 72 h"),
    Column("cancel-notice", "Notice, median", words="Notice of cancellations, median, hours"),
)
PIECES = (
    ("by-practice", "primary", "Changes by the practice"),
    ("by-manager", "second", "Changes by managers"),
    ("cancelled", "over", "Days cancelled"),
)


class Day(NamedTuple):
    """One day as it stands now."""

    pk: int
    practice_id: int
    practice: str
    date: dt.date
    first_case: dt.time
    zone: str


class ChangeRow(NamedTuple):
    """One numbered change."""

    pk: int
    day_id: int
    status: str
    fields: dict[str, Any]
    asked_at: dt.datetime
    decided_at: dt.datetime | None


@dataclass
class Tally:
    """What happened to a practice's days."""

    days: int = 0
    by_practice: int = 0
    by_manager: int = 0
    declined: int = 0
    moved: int = 0
    withdrawn: int = 0
    rejected: int = 0
    cancelled_by_practice: int = 0
    cancelled_by_manager: int = 0
    #: Hours from each change, and from each cancellation, to the first case as it then was.
    notice: list[float] = field(default_factory=list)
    cancel_notice: list[float] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """All changes."""
        return self.by_practice + self.by_manager

    @property
    def cancelled(self) -> int:
        """All cancelled days that had been planned."""
        return self.cancelled_by_practice + self.cancelled_by_manager

    def merge(self, other: "Tally") -> None:
        """Add the other's figures."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def changes_report(user: User, scope: Scope) -> Report:
    """Changes and cancellations of the days that count, by practice and for all. Three queries."""
    tallies: dict[tuple[str, int], Tally] = defaultdict(Tally)
    days = [Day(*row) for row in _days(user, scope)]
    changes = _changes(user, scope)
    steps = _steps(user, scope)
    for day in days:
        _add(tallies[day.practice, day.practice_id], day, changes.get(day.pk, ()), steps.get(day.pk, ()))
    total = Tally()
    for tally in tallies.values():
        total.merge(tally)
    ordered = sorted(tallies.items(), key=lambda item: item[0][0].casefold())
    rows = tuple(Row((Cell(name), *_cells(tally)), pk=pk) for (name, pk), tally in ordered)
    table = Table(
        "practices",
        "By practice",
        COLUMNS,
        rows,
        Row((Cell("All practices"), *_cells(total))),
        link="manager:practices-detail",
    )
    return Report(_headline(total), _plots([(name, tally) for (name, _), tally in ordered]), (table,))


def _days(user: User, scope: Scope) -> Iterable[tuple[Any, ...]]:
    return days_of(user, scope).values_list(
        "pk", "practice_id", "practice__name", "date", "first_case_time", "site__time_zone"
    )


def _changes(user: User, scope: Scope) -> dict[int, list[ChangeRow]]:
    """The changes of each day, oldest first."""
    found: dict[int, list[ChangeRow]] = defaultdict(list)
    rows = Change.objects.filter(case_day__in=days_of(user, scope).values("pk")).order_by("case_day", "number")
    for row in rows.values_list("pk", "case_day_id", "status", "fields", "asked_at", "decided_at"):
        found[row[1]].append(ChangeRow(*row))
    return found


def _steps(user: User, scope: Scope) -> dict[int, list[tuple[str, dt.datetime, dict[str, Any]]]]:
    """Of each day's timeline (kind, when, details) of what tells who did it."""
    kinds = (
        ChangeAsked.kind,
        ChangeApplied.kind,
        CaseDayRescheduled.kind,
        CaseDayCancelled.kind,
        CaseDayRejected.kind,
    )
    found: dict[int, list[tuple[str, dt.datetime, dict[str, Any]]]] = defaultdict(list)
    rows = TimelineEntry.objects.filter(
        topic=ChangeAsked.topic, topic_id__in=days_of(user, scope).values("pk"), kind__in=kinds
    )
    for topic_id, kind, at, details in rows.order_by("pk").values_list("topic_id", "kind", "at", "details"):
        found[topic_id].append((kind, at, details))
    return found


def _add(
    tally: Tally, day: Day, changes: Sequence[ChangeRow], steps: Iterable[tuple[str, dt.datetime, Mapping[str, Any]]]
) -> None:
    tally.days += 1
    of_practice: set[int] = set()
    for kind, at, details in steps:
        if kind == ChangeAsked.kind or (kind == ChangeApplied.kind and details.get("by_practice")):
            of_practice.add(details["change_id"])
        elif kind == CaseDayRejected.kind:
            tally.rejected += 1
        elif kind == CaseDayCancelled.kind:
            _cancelled(tally, details, hours_left(day, changes, at))
    for change in changes:
        hours = hours_left(day, changes, change.asked_at, own=change.pk)
        _changed(tally, change, hours, by_practice=change.pk in of_practice)


def _cancelled(tally: Tally, details: Mapping[str, Any], hours: float) -> None:
    if details.get("was") == Status.REQUESTED:
        tally.withdrawn += 1
        return
    tally.cancel_notice.append(hours)
    if details.get("by_practice"):
        tally.cancelled_by_practice += 1
    else:
        tally.cancelled_by_manager += 1


def _changed(tally: Tally, change: ChangeRow, hours: float, *, by_practice: bool) -> None:
    tally.notice.append(hours)
    if by_practice:
        tally.by_practice += 1
    else:
        tally.by_manager += 1
    tally.declined += change.status == ChangeStatus.DECLINED
    tally.moved += change.status == ChangeStatus.APPLIED and "date" in change.fields


def hours_left(day: Day, changes: Sequence[ChangeRow], at: dt.datetime, *, own: int = 0) -> float:
    """Hours from `at` to the first case as the day then stood: what was applied since, and the change `own`, is undone.

    Negative after the first case.
    """
    date, first = day.date, day.first_case
    applied = [(one.decided_at, one) for one in changes if one.status == ChangeStatus.APPLIED and one.decided_at]
    for decided_at, change in sorted(applied, reverse=True):
        if decided_at < at and change.pk != own:
            continue
        if "date" in change.fields:
            date = dt.date.fromisoformat(change.fields["date"][0])
        if "first_case_time" in change.fields:
            first = dt.time.fromisoformat(change.fields["first_case_time"][0])
    return (clock.local_instant(date, first, day.zone) - at).total_seconds() / 3600


def late(notice: Iterable[float]) -> int:
    """How many came within the hours that count as late."""
    return sum(hours < LATE_HOURS for hours in notice)


def _cells(tally: Tally) -> tuple[Cell, ...]:
    return (
        *counts([tally.days, tally.by_practice, tally.by_manager, tally.declined, tally.moved, late(tally.notice)]),
        duration(quantile(tally.notice, 0.5)),
        *counts([tally.withdrawn, tally.rejected, tally.cancelled_by_practice, tally.cancelled_by_manager]),
        Cell(late(tally.cancel_notice)),
        duration(quantile(tally.cancel_notice, 0.5)),
    )


def _headline(total: Tally) -> str:
    days = counted(total.days, "day")
    soon = _of_them(late(total.notice), total.changes)
    said = [f"{counted(total.changes, 'change')} on {days}, {soon} of them within {LATE_HOURS} h of the first case."]
    if not total.changes:
        said = [f"Nothing was changed on {days}."]
    if total.cancelled:
        cancelled = counted(total.cancelled, "day was", "days were")
        said.append(
            f"{cancelled} cancelled, {_of_them(total.cancelled_by_practice, total.cancelled)} by practices, "
            f"{_of_them(late(total.cancel_notice), total.cancelled)} within {LATE_HOURS} h."
        )
        median = quantile(total.cancel_notice, 0.5)
        said.append(f"The median notice was {lasted(median)}.")
    else:
        said.append("No day was cancelled.")
    return " ".join(said)


def _of_them(part: int, whole: int) -> str:
    """Says "none", "3" or "all"."""
    if not part:
        return "none"
    return "all" if part == whole > 1 else f"{part:,}"


def _plots(practices: Sequence[tuple[str, Tally]]) -> tuple[Plot, ...]:
    """The practices with the most of both; none when there is nothing to draw."""
    busy = sorted(
        (one for one in practices if one[1].changes + one[1].cancelled),
        key=lambda one: (-(one[1].changes + one[1].cancelled), one[0].casefold()),
    )[:MOST_BARS]
    if not busy:
        return ()
    bars = tuple(
        Bar(
            name,
            tuple(
                Part(role, value)
                for (_, role, _), value in zip(
                    PIECES, (tally.by_practice, tally.by_manager, tally.cancelled), strict=True
                )
            ),
            f"{counted(tally.changes, 'change')}, {tally.cancelled} cancelled",
        )
        for name, tally in busy
    )
    most = f"The {len(bars)} practices with the most" if len(practices) > len(bars) else "Every practice with any"
    return (
        Plot(
            key="plot-changes",
            title="Changes and cancelled days by practice",
            says=f"{most}. {'; '.join(f'{bar.label}: {bar.says}' for bar in bars)}.",
            kind="bars",
            bars=bars,
            legend=tuple((role, word) for _, role, word in PIECES),
        ),
    )
