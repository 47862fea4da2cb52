"""The minutes of a day: booked, turnover between cases, free. Capacity is minutes, not a count.

Pure arithmetic on minutes since midnight on the site's clock. `cases` are the booked ones of one day, in any order.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casedays.models import Case, CaseDay
from scheduling_portal.core.models import Rules

#: The shortest case there is; a shorter gap is no room.
SHORTEST = 5


@dataclass(frozen=True)
class Segment:
    """A stretch of the day. `kind` is "booked", "turnover", "free" or "over" (past the expected end)."""

    kind: str
    start: int
    minutes: int


@dataclass(frozen=True)
class Gap:
    """Room for one case of up to `minutes`, from `start`."""

    start: dt.time
    minutes: int


@dataclass(frozen=True)
class Capacity:
    """The day in minutes; `booked` is cases, `turnover` the time between them, `over` past the end."""

    total: int
    booked: int
    turnover: int
    free: int
    over: int
    segments: list[Segment]

    @property
    def taken(self) -> int:
        """Minutes that no other case can have."""
        return self.booked + self.turnover


def minute_of(time: dt.time) -> int:
    """Minutes since midnight."""
    return time.hour * 60 + time.minute


def time_of(minute: int) -> dt.time:
    """The clock time of a minute of the day; at most 23:59."""
    minute = max(0, min(minute, 24 * 60 - 1))
    return dt.time(minute // 60, minute % 60)


def _in_order(cases: Iterable[Case]) -> list[tuple[int, int]]:
    """(start, end) of each case, in order of start."""
    return sorted((minute_of(case.start_time), minute_of(case.start_time) + case.minutes) for case in cases)


def gaps(case_day: CaseDay, cases: Iterable[Case], rules: Rules, *, least: int = SHORTEST) -> list[Gap]:
    """Where a case of at least `least` minutes fits, turnover on both sides kept."""
    turnover = rules.turnover_minutes
    cursor, end = minute_of(case_day.first_case_time), minute_of(case_day.expected_end)
    found = []
    for start, stop in _in_order(cases):
        room = start - turnover - cursor
        if room >= least:
            found.append(Gap(time_of(cursor), room))
        cursor = max(cursor, stop + turnover)
    if end - cursor >= least:
        found.append(Gap(time_of(cursor), end - cursor))
    return found


def next_free_start(
    case_day: CaseDay, cases: Iterable[Case], *, minutes: int = SHORTEST, rules: Rules | None = None
) -> dt.time | None:
    """The first time at which a case of `minutes` fits, None when none does."""
    found = gaps(case_day, cases, rules or Rules.current(), least=minutes)
    return found[0].start if found else None


def capacity(case_day: CaseDay, cases: Sequence[Case], rules: Rules) -> Capacity:
    """What the day holds and what is left; the segments cover it from the first case to its end without a hole."""
    first, end = minute_of(case_day.first_case_time), minute_of(case_day.expected_end)
    taken = _in_order(cases)
    segments: list[Segment] = []
    cursor = first
    for place, (start, stop) in enumerate(taken):
        following = taken[place + 1][0] if place + 1 < len(taken) else end
        if start > cursor:
            segments.append(Segment("free", cursor, start - cursor))
        segments.extend(_split_at_end("booked", start, stop, end))
        pause = max(0, min(rules.turnover_minutes, following - stop))
        if pause:
            segments.append(Segment("turnover", stop, pause))
        cursor = max(cursor, stop + pause)
    if end > cursor:
        segments.append(Segment("free", cursor, end - cursor))
    return Capacity(
        total=end - first,
        booked=sum(stop - start for start, stop in taken),
        turnover=sum(part.minutes for part in segments if part.kind == "turnover"),
        free=sum(gap.minutes for gap in gaps(case_day, cases, rules)),
        over=sum(part.minutes for part in segments if part.kind == "over"),
        segments=segments,
    )


def _split_at_end(kind: str, start: int, stop: int, end: int) -> list[Segment]:
    """The stretch, cut where the day is expected to end."""
    if stop <= end:
        return [Segment(kind, start, stop - start)]
    inside = [Segment(kind, start, end - start)] if start < end else []
    from_minute = max(start, end)
    return [*inside, Segment("over", from_minute, stop - from_minute)]
