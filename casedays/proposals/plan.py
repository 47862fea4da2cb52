"""What a proposal makes of each slot: new, unchanged, moved, left or still open. Plain values, no database."""

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casedays.matching.filling import DayToFill, PeriodWorld
from casedays.matching.problem import Busy, Person

Pairs = Iterable[tuple[int, int]]


class Kind(enum.StrEnum):
    """What becomes of one slot."""

    NEW = "new"
    SAME = "same"
    MOVED = "moved"
    LEFT = "left"
    OPEN = "open"


@dataclass(frozen=True)
class Row:
    """One slot that was asked for. `before` and `after` are clinicians' ids, None for nobody."""

    day_id: int
    slot: str
    before: int | None
    after: int | None

    @property
    def kind(self) -> Kind:
        """What becomes of it."""
        if self.before == self.after:
            return Kind.OPEN if self.after is None else Kind.SAME
        if self.before is None:
            return Kind.NEW
        return Kind.LEFT if self.after is None else Kind.MOVED


@dataclass(frozen=True)
class Plan:
    """The whole proposal, slot by slot in the order of days. `world` is what it was made of."""

    world: PeriodWorld
    rows: tuple[Row, ...]
    complete: frozenset[int]

    def people_after(self) -> dict[int, Person]:
        """Everybody as they would be with the proposal applied."""
        days = {day.needs.day_id: day for day in self.world.days}
        more: dict[int, dict[dt.date, Busy]] = defaultdict(dict)
        for row in self.rows:
            if row.after is not None:
                day = days[row.day_id]
                more[row.after][day.needs.date] = Busy(row.day_id, day.label, day.needs.practice_id)
        return {pk: with_busy(person, more.get(pk, {})) for pk, person in self.world.by_id.items()}


def with_busy(person: Person, more: Mapping[dt.date, Busy]) -> Person:
    """The person on these days besides."""
    return replace(person, busy={**person.busy, **more}) if more else person


def plan_of(world: PeriodWorld, assignments: Pairs) -> Plan:
    """The proposal slot by slot.

    Who was freed on a day that gets no full team stays there, unless the proposal needs them elsewhere or a limit would
    be broken: a day that cannot be completed is no reason to lose who was found for it.
    """
    after = {(day, world.by_id[person].provider_type): person for day, person in assignments}
    complete = frozenset(
        day.needs.day_id for day in world.days if all((day.needs.day_id, slot) in after for slot in day.open)
    )
    _keep_the_rest(world, after, complete)
    rows = tuple(row for day in world.days for row in _rows(day, after))
    return Plan(world, rows, complete)


def _rows(day: DayToFill, after: Mapping[tuple[int, str], int]) -> list[Row]:
    before = {placed.provider_type: placed.clinician_id for placed in day.freed}
    number = day.needs.day_id
    return [Row(number, slot, before.get(slot), after.get((number, slot))) for slot in day.open]


def _keep_the_rest(world: PeriodWorld, after: dict[tuple[int, str], int], complete: frozenset[int]) -> None:
    dates: dict[int, list[dt.date]] = defaultdict(list)
    by_id = {day.needs.day_id: day for day in world.days}
    for (day_id, _), person in after.items():
        dates[person].append(by_id[day_id].needs.date)
    for day in world.days:
        if day.needs.day_id in complete:
            continue
        for placed in day.freed:
            who, date = world.by_id.get(placed.clinician_id), day.needs.date
            if who is None or fits(world, who, dates[placed.clinician_id], date):
                after[day.needs.day_id, placed.provider_type] = placed.clinician_id
                dates[placed.clinician_id].append(date)


def fits(world: PeriodWorld, person: Person, taken: Sequence[dt.date], date: dt.date) -> bool:
    """Whether the person can be on one more day on `date`, with those taken and those they have."""
    worked = [*person.busy, *taken]
    if date in worked:
        return False
    week = sum(one.isocalendar()[:2] == date.isocalendar()[:2] for one in worked)
    span, most = world.book.period_on(date), person.period_limit(date)
    if span is not None and most is not None and sum(span.first <= one <= span.last for one in worked) >= most:
        return False
    return week < person.week_limit(date)
