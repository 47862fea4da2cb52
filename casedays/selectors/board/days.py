"""The days of a span with what counts, chips and pages are made of: two queries, a few plain values for each day."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.selectors import facts
from casedays.selectors.board.filters import OVER, SHOWN, Filters
from casedays.selectors.board.spans import Span
from casedays.states import ACTIVE, ChangeStatus, Status
from scheduling_portal.core import clock

AHEAD = (Status.PLANNED, Status.CONFIRMED)


class Day(NamedTuple):
    """One day, with how many slots are taken and what of it waits for somebody."""

    pk: int
    date: dt.date
    status: str
    filled: int
    at_risk: bool
    #: Whether somebody on its team would no longer be eligible.
    conflict: bool
    needs: bool
    change_waiting: bool
    change_unseen: bool

    def is_under(self, chip: str) -> bool:
        """Whether it shows under a chip: a status, or needs, risk (or a conflict), team (none that is full), over."""
        if chip == "needs":
            return self.needs
        if chip == "risk":
            return self.at_risk or self.conflict
        if chip == "team":
            return self.status == Status.PLANNED and self.filled < facts.TEAM_SIZE
        if chip == "over":
            return self.status in OVER
        return self.status == chip if chip else self.status in SHOWN


def days_of(user: User, span: Span, filters: Filters) -> list[Day]:
    """Days of the span that fit every filter but the status, by date and first case. Two queries."""
    rows = (
        _rows(user, span, filters)
        .annotate(
            review=Case(
                When(facts.unreviewed(), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            ),
            filled=Count("assignments", filter=Q(assignments__status__in=ACTIVE)),
            conflicts=Count("assignments", filter=Q(assignments__status__in=ACTIVE, assignments__conflict__gt="")),
            late=Count("assignments", filter=facts.late_answer("assignments__")),
        )
        .values_list("pk", "date", "status", "review", "filled", "conflicts", "late")
    )
    waiting, unseen = _changes(span.dates)
    earliest = clock.earliest_date()
    return [_day(row, earliest, change_waiting=row[0] in waiting, change_unseen=row[0] in unseen) for row in rows]


def ids_to_confirm(user: User, span: Span, filters: Filters) -> list[int]:
    """Ids of the planned days ahead with a full team that these filters leave, by date. One query."""
    days = _rows(user, span, filters).filter(status=Status.PLANNED, date__gte=clock.earliest_date())
    return list(days.alias(filled=facts.filled()).filter(filled=facts.TEAM_SIZE).values_list("pk", flat=True))


def _rows(user: User, span: Span, filters: Filters) -> "QuerySet[CaseDay]":
    days = CaseDay.objects.visible_to_manager(user).filter(span.dates)
    if filters.site:
        days = days.filter(site=filters.site)
    if filters.state:
        days = days.filter(site__state=filters.state)
    if filters.clinician:
        mine = Assignment.objects.filter(clinician=filters.clinician, status__in=ACTIVE)
        days = days.filter(pk__in=mine.values("case_day"))
    return days.order_by("date", "first_case_time", "pk")


def _changes(dates: tuple[str, object]) -> tuple[set[int], set[int]]:
    """Ids of the days with a change that waits for a manager, and with an applied one that somebody has not seen."""
    lookup, value = dates
    waiting = facts.changes_to_decide().filter(**{f"case_day__{lookup}": value}).order_by()
    unseen = facts.unseen().filter(**{f"change__case_day__{lookup}": value}).order_by()
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for case_day, status in waiting.values_list("case_day", "status").union(
        unseen.values_list("change__case_day", "change__status")
    ):
        found[status == ChangeStatus.WAITING].add(case_day)
    return found[True], found[False]


def _day(row: tuple[Any, ...], earliest: dt.date, *, change_waiting: bool, change_unseen: bool) -> Day:
    pk, date, status, review, filled, conflicts, late = row
    ahead = date >= earliest and status in AHEAD
    short = ahead and filled < facts.TEAM_SIZE
    return Day(
        pk=pk,
        date=date,
        status=status,
        filled=filled,
        at_risk=short and status == Status.CONFIRMED,
        conflict=ahead and bool(conflicts),
        needs=bool(review or short or (ahead and conflicts) or late or change_waiting or change_unseen),
        change_waiting=change_waiting,
        change_unseen=change_unseen,
    )


@dataclass(frozen=True)
class Tally:
    """How many days there are of each kind, after the filters other than status.

    `shown` are those that "all" shows, by status; `earlier` are days of it that lie behind and are left out there.
    """

    chips: Counter[str]
    shown: Counter[str]
    shown_at_risk: int
    earlier: int
    #: The last date up to which no day is only planned, if a day was confirmed by then.
    published: dt.date | None = None
    #: Planned days ahead with a full team.
    full: int = 0

    @property
    def all(self) -> int:
        """Days that are or may be."""
        return sum(self.shown.values())

    def of(self, status: str) -> int:
        """Days behind one chip."""
        return self.chips[status] if status else self.all


def tally_of(days: Sequence[Day], since: dt.date) -> Tally:
    """The counts for chips and the sentence; "all" begins at `since`."""
    chips: Counter[str] = Counter(day.status for day in days)
    chips["over"] = sum(chips[status] for status in OVER)
    chips["needs"] = sum(day.needs for day in days)
    chips["risk"] = sum(day.is_under("risk") for day in days)
    chips["team"] = sum(day.is_under("team") for day in days if day.status == Status.PLANNED)
    live = [day for day in days if day.status in SHOWN]
    shown = [day for day in live if day.date >= since]
    return Tally(
        chips,
        Counter(day.status for day in shown),
        shown_at_risk=sum(day.at_risk for day in shown),
        earlier=len(live) - len(shown),
        published=_published(live),
        full=len(full_days(days)),
    )


def _published(live: Sequence[Day]) -> dt.date | None:
    planned = min((day.date for day in live if day.status == Status.PLANNED), default=dt.date.max)
    told = (day.date for day in live if day.status in (Status.CONFIRMED, Status.COMPLETED) and day.date < planned)
    return max(told, default=None)


def full_days(days: Sequence[Day]) -> list[Day]:
    """The planned days ahead that have a full team against whom no rule stands."""
    today = clock.earliest_date()
    whole = (d for d in days if d.status == Status.PLANNED and d.filled >= facts.TEAM_SIZE and d.date >= today)
    return [day for day in whole if not day.conflict]


def by_week(days: Sequence[Day]) -> dict[dt.date, Counter[str]]:
    """Monday -> how many days of each status, at risk, and with a full team, whatever they stand at."""
    weeks: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for day in days:
        sums = weeks[clock.monday_of(day.date)]
        sums[day.status] += 1
        sums["risk"] += day.at_risk
        sums["full"] += day.status in SHOWN and day.filled >= facts.TEAM_SIZE
    return weeks
