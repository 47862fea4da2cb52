"""What narrows the board, and how many days there are of each kind."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import TruncWeek

from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.selectors import facts
from casedays.selectors.board.spans import Span
from casedays.states import ACTIVE, Status

#: What "all" shows; rejected and cancelled days have their own filter.
SHOWN = (Status.REQUESTED, Status.PLANNED, Status.CONFIRMED, Status.COMPLETED)
#: The same in the order in which sums speak of them.
IN_WORDS = (Status.CONFIRMED, Status.PLANNED, Status.REQUESTED, Status.COMPLETED)
OVER = (Status.REJECTED, Status.CANCELLED)


@dataclass(frozen=True)
class Filters:
    """What narrows the board; the address holds it. Empty values narrow nothing."""

    status: str = ""
    site: int | None = None
    state: str = ""
    clinician: int | None = None

    @property
    def narrowed(self) -> int:
        """How many filters are on."""
        return sum(bool(value) for value in (self.status, self.site, self.state, self.clinician))


@dataclass(frozen=True)
class Tally:
    """How many days there are of each kind, after the filters other than status."""

    by_status: Counter[str]
    needs: int
    at_risk: int
    without_team: int
    weeks: dict[dt.date, Counter[str]]

    @property
    def all(self) -> int:
        """Days that are or may be."""
        return sum(self.by_status[status] for status in SHOWN)

    def of(self, status: str) -> int:
        """Days behind one chip."""
        counts = {
            "": self.all,
            "needs": self.needs,
            "risk": self.at_risk,
            "team": self.without_team,
            "over": sum(self.by_status[over] for over in OVER),
        }
        return counts.get(status, self.by_status[status])


def days_in(user: User, span: Span, filters: Filters) -> "QuerySet[CaseDay]":
    """Days of the span that fit every filter but the status, with `filled`, `needs` and `risk`."""
    days = CaseDay.objects.visible_to_manager(user).filter(date__gte=span.first)
    if span.last is not None:
        days = days.filter(date__lte=span.last)
    if filters.site:
        days = days.filter(site=filters.site)
    if filters.state:
        days = days.filter(site__state=filters.state)
    if filters.clinician:
        mine = Assignment.objects.filter(clinician=filters.clinician, status__in=ACTIVE)
        days = days.filter(pk__in=mine.values("case_day"))
    days = days.annotate(filled=facts.filled())
    risk = Q(status=Status.CONFIRMED, filled__lt=facts.TEAM_SIZE, date__gte=facts.earliest_date())
    return days.annotate(needs=_flag(facts.needs_manager()), risk=_flag(risk))


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def of_status(days: "QuerySet[CaseDay]", status: str) -> "QuerySet[CaseDay]":
    """Narrow to one chip: a status, or needs, risk, team (planned without a full team), over."""
    chips: dict[str, Q] = {
        "": Q(status__in=SHOWN),
        "needs": Q(needs=True),
        "risk": Q(risk=True),
        "team": Q(status=Status.PLANNED, filled__lt=facts.TEAM_SIZE),
        "over": Q(status__in=OVER),
    }
    return days.filter(chips.get(status, Q(status=status)))


def tally_of(days: "QuerySet[CaseDay]") -> Tally:
    """The counts for chips and week heads. One query."""
    grouped = (
        days.order_by()
        .annotate(week=TruncWeek("date"), full=_flag(Q(filled__gte=facts.TEAM_SIZE)))
        .values_list("week", "status", "needs", "risk", "full")
        .annotate(n=Count("pk"))
    )
    by_status: Counter[str] = Counter()
    weeks: dict[dt.date, Counter[str]] = {}
    needed = risky = teamless = 0
    for week, status, needs, risk, full, count in grouped:
        by_status[status] += count
        needed += count * needs
        risky += count * risk
        open_plan = status == Status.PLANNED and not full
        teamless += count * open_plan
        if status in SHOWN:
            sums = weeks.setdefault(week, Counter())
            sums[status] += count
            sums["risk"] += count * risk
            sums["full"] += count * (status == Status.PLANNED and full)
    return Tally(by_status, needed, risky, teamless, weeks)


def week_words(sums: Counter[str]) -> str:
    """The sum of a week: "6 days, 5 planned, 1 requested. 4 have a full team"."""
    total = sum(sums[status] for status in SHOWN)
    days = f"{total} day{'' if total == 1 else 's'}"
    kinds = [status for status in IN_WORDS if sums[status]]
    if len(kinds) == 1:
        parts = [f"{'all ' if total > 1 else ''}{kinds[0].label.lower()}"]
    else:
        parts = [f"{sums[status]} {status.label.lower()}" for status in kinds]
    if sums["risk"]:
        parts.append(f"{sums['risk']} at risk")
    teams = ""
    if sums[Status.PLANNED]:
        teams = f". {sums['full'] or 'None'} ha{'s' if sums['full'] == 1 else 've'} a full team"
    return f"{', '.join([days, *parts])}{teams}"
