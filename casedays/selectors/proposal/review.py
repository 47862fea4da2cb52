"""A proposal as the manager reviews it: page by page, by what becomes of the days, and whom it leaves in a conflict."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.enums import ProviderType
from accounts.models import User
from casedays.matching.scope import restored
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.plan import Kind, Row
from casedays.proposals.stored import applied_days, rows_of
from casedays.proposals.together import chosen_days
from casedays.selectors.proposal.days import DayView, day_views
from casedays.selectors.proposal.meanwhile import leaving_of
from casedays.states import ACTIVE, LIVE

PAGE = 30
#: Groups of days, in the order in which they are offered: value, words.
GROUPS = (("", "All"), ("new", "New"), ("changed", "Changed"), ("same", "Unchanged"), ("open", "Stay open"))


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
    """One page of the days of one group. Four queries at most, whatever the size of the proposal."""
    complete = set((run.result or {}).get("complete", ()))
    groups = {day: group_of(mine, complete=day in complete) for day, mine in rows_of(run).items()}
    counts = Counter(groups.values())
    counts[""] = len(groups)
    chosen = [day for day in groups if not group or groups[day] == group]
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(page, pages)
    done = applied_days(run)
    return Review(
        days=list(day_views(run, user, chosen[(page - 1) * PAGE : page * PAGE], groups)),
        counts=counts,
        page=page,
        pages=pages,
        to_apply=len(chosen_days(run, None)),
        done=len(done),
        left_out=len(run.outcome) - len(done),
    )


def conflicting(run: MatchingRun, user: User) -> list[Conflicting]:
    """Who cannot be confirmed on a day of the run's dates and stays there by its proposal. One query."""
    scope, moved = restored(run.scope), leaving_of(run)
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
