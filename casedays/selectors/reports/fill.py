"""How far the wanted days have teams: by week, and by provider type."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, Count, OuterRef, Subquery, Value, When
from django.db.models.functions import TruncWeek

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.models import Assignment
from casedays.selectors.reports.figures import percent, share_of
from casedays.selectors.reports.scope import Scope, days_of
from casedays.selectors.reports.tables import Cell, Column, Report, Row, Table, counts, rate
from casedays.states import ACTIVE, AssignmentStatus, Status
from scheduling_portal.core import clock, wording
from scheduling_portal.core.plots import Bar, Part, Plot
from scheduling_portal.core.wording import counted

#: Days that are wanted: those that stand. Rejected and cancelled ones are only counted.
WANTED = (Status.REQUESTED, Status.PLANNED, Status.CONFIRMED, Status.COMPLETED)
#: Days whose slots are there to be filled.
STAFFED = (Status.PLANNED, Status.CONFIRMED, Status.COMPLETED)
#: Pieces of a column from the foot up: what is counted, the style sheet's word, the word on the page.
PIECES = (
    ("completed", "over", "Completed"),
    ("sure", "settled", "Confirmed, full team"),
    ("risk", "broken", "Confirmed, at risk"),
    ("full", "planned", "Planned, full team"),
    ("short", "planned-open", "Planned, open slots"),
    ("requested", "waiting", "Requested"),
)

WEEK_COLUMNS = (
    Column("week", "Week of", number=False),
    Column("wanted", "Wanted"),
    Column("requested", "Requested"),
    Column("full", "Planned, full team"),
    Column("short", "Planned, open"),
    Column("confirmed", "Confirmed"),
    Column("risk", "At risk"),
    Column("completed", "Completed"),
    Column("open-a", "Open A", words="Open slots, anesthesiologist"),
    Column("open-n", "Open N", words="Open slots, nurse"),
    Column("open-m", "Open M", words="Open slots, medic"),
    Column("fill", "Full teams", words="Full teams, %"),
)
TYPE_COLUMNS = (
    Column("type", "Provider type", number=False),
    Column("slots", "Slots"),
    Column("held", "Held"),
    Column("asked", "Asked"),
    Column("accepted", "Accepted"),
    Column("open", "Open"),
    Column("filled", "Filled", words="Filled, %"),
)


@dataclass
class Sums:
    """Days of each kind, and slots by provider type and state ("open" when nobody is in them)."""

    days: Counter[str] = field(default_factory=Counter)
    slots: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, status: str, states: dict[str, str | None], count: int, *, ahead: bool) -> None:
        """`count` days alike: `states` is who stands in each slot, `ahead` that the date has not passed."""
        if status not in WANTED:
            self.days["over"] += count
            return
        self.days["wanted"] += count
        self.days[status] += count
        if status not in STAFFED:
            return
        for slot, state in states.items():
            self.slots[slot, state or "open"] += count
        full = None not in states.values()
        self.days["with team"] += count * full
        if status == Status.PLANNED:
            self.days["full" if full else "short"] += count
        if status == Status.CONFIRMED:
            self.days["risk" if ahead and not full else "sure"] += count

    def open_slots(self, slot: str) -> int:
        """Slots that nobody is in."""
        return self.slots[slot, "open"]

    @property
    def fill_rate(self) -> float | None:
        """Wanted days with a full team, per cent."""
        return share_of(self.days["with team"], self.days["wanted"])


def fill_report(user: User, scope: Scope) -> Report:
    """Days by week with how many have a full team, and slots by provider type. One query."""
    weeks: dict[dt.date, Sums] = {}
    total = Sums()
    for week, status, ahead, *states, count in _grouped(user, scope):
        by_slot: dict[str, str | None] = dict(zip(SLOT_ORDER, states, strict=True))
        for sums in (weeks.setdefault(week, Sums()), total):
            sums.add(status, by_slot, count, ahead=ahead)
    ordered = sorted(weeks.items())
    return Report(
        headline=_headline(total),
        plots=(_plot(_without_gaps(weeks)),) if weeks else (),
        tables=(
            Table(
                "weeks",
                "By week",
                WEEK_COLUMNS,
                tuple(Row(_week_cells(Cell(week, wording.day(week)), sums)) for week, sums in ordered),
                Row(_week_cells(Cell("All weeks"), total)),
            ),
            Table("types", "By provider type", TYPE_COLUMNS, tuple(_type_row(total, slot) for slot in SLOT_ORDER)),
        ),
    )


def _grouped(user: User, scope: Scope) -> Iterable[tuple[Any, ...]]:
    """Days alike counted: week, status, whether ahead, who stands in the three slots."""
    ahead = Case(
        When(date__gte=clock.earliest_date(), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
    slots = {f"slot_{slot.value}": _state_in(slot.value) for slot in SLOT_ORDER}
    days = days_of(user, scope).annotate(week=TruncWeek("date"), ahead=ahead, **slots)
    return days.values_list("week", "status", "ahead", *slots).annotate(n=Count("pk"))


def _state_in(slot: str) -> Subquery:
    active = Assignment.objects.filter(case_day=OuterRef("pk"), provider_type=slot, status__in=ACTIVE)
    return Subquery(active.order_by().values("status")[:1])


def _week_cells(name: Cell, sums: Sums) -> tuple[Cell, ...]:
    days = sums.days
    numbers = [days[kind] for kind in ("wanted", "requested", "full", "short", "confirmed", "risk", "completed")]
    return name, *counts(numbers), *counts([sums.open_slots(slot) for slot in SLOT_ORDER]), rate(sums.fill_rate)


def _type_row(sums: Sums, slot: str) -> Row:
    states = (AssignmentStatus.HELD, AssignmentStatus.ASKED, AssignmentStatus.ACCEPTED)
    filled = [sums.slots[slot, state] for state in states]
    slots = sum(filled) + sums.open_slots(slot)
    label = next(str(one.label) for one in SLOT_ORDER if one == slot)
    return Row((Cell(label), *counts([slots, *filled, sums.open_slots(slot)]), rate(share_of(sum(filled), slots))))


def _headline(sums: Sums) -> str:
    wanted, full = sums.days["wanted"], sums.days["with team"]
    if not wanted:
        return f"No day is wanted; {counted(sums.days['over'], 'day')} rejected or cancelled."
    have = "has" if full == 1 else "have"
    said = [f"{full:,} of {counted(wanted, 'wanted day')} {have} a full team ({percent(sums.fill_rate)})."]
    gaps = sorted(((sums.open_slots(slot), slot.label.lower()) for slot in SLOT_ORDER), key=lambda gap: -gap[0])
    total = sum(count for count, _ in gaps)
    if total:
        words = ", ".join(f"{count:,} {label}" for count, label in gaps if count)
        said.append(f"{counted(total, 'slot is', 'slots are')} open: {words}.")
    if sums.days["risk"]:
        said.append(f"{counted(sums.days['risk'], 'day is', 'days are')} at risk.")
    if sums.days["over"]:
        said.append(f"{counted(sums.days['over'], 'more was', 'more were')} rejected or cancelled.")
    return " ".join(said)


def _without_gaps(weeks: dict[dt.date, Sums]) -> list[tuple[dt.date, Sums]]:
    """Every week from the first to the last, also those without a day."""
    first, last = min(weeks), max(weeks)
    mondays = (first + dt.timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
    return [(monday, weeks.get(monday, Sums())) for monday in mondays]


def _plot(weeks: list[tuple[dt.date, Sums]]) -> Plot:
    bars = tuple(
        Bar(
            f"{week.day} {wording.MONTHS[week.month - 1]}",
            tuple(Part(role, sums.days[kind]) for kind, role, _ in PIECES),
        )
        for week, sums in weeks
    )
    full = [
        f"{bar.label} {sums.days['with team']} of {sums.days['wanted']}"
        for bar, (_, sums) in zip(bars, weeks, strict=True)
    ]
    return Plot(
        key="plot-weeks",
        title="Wanted days by week",
        says=f"Days with a full team of those wanted, week by week: {', '.join(full)}.",
        kind="columns",
        bars=bars,
        legend=tuple((role, word) for _, role, word in PIECES),
    )
