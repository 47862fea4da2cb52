"""What the form that asks for a run offers: regions, requests to try, days chosen on the board, earlier runs."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from casedays.models import CaseDay, MatchingRun
from casedays.selectors.board.spans import Span
from casedays.states import LIVE, Status
from scheduling_portal.core import clock, wording

MOST_REQUESTS = 60
EARLIER = 5
PAGE = 20


@dataclass(frozen=True)
class Offered:
    """Choices as (value, words), and how many days have an open slot by region."""

    states: list[tuple[str, str]]
    requests: list[tuple[str, str]]
    days: list[tuple[str, str]]


def offered(user: User, first: dt.date, last: dt.date | None, day_ids: Collection[int]) -> Offered:
    """What can be chosen for these dates. Three queries at most."""
    begin = max(first, clock.earliest_date())
    days, every = _dated("date", begin, last), CaseDay.objects.visible_to_manager(user)
    tried = _dated("proposed_date", begin, last) | Q(proposed_date=None) & days
    regions = (
        every.filter(days, status__in=LIVE).order_by("site__state").values_list("site__state").annotate(n=Count("pk"))
    )
    wanted = every.filter(tried, status=Status.REQUESTED).select_related("practice", "site")[:MOST_REQUESTS]
    chosen = (
        CaseDay.objects.visible_to_manager(user)
        .filter(pk__in=list(day_ids), status__in=LIVE)
        .select_related("practice", "site")
        if day_ids
        else ()
    )
    return Offered(
        states=[(state, f"{state}, {n} day{'' if n == 1 else 's'}") for state, n in regions],
        requests=[(str(day.pk), _words(day)) for day in wanted],
        days=[(str(day.pk), _words(day)) for day in chosen],
    )


def _dated(field: str, first: dt.date, last: dt.date | None) -> Q:
    until = Q(**{f"{field}__lte": last}) if last is not None else Q()
    return Q(**{f"{field}__gte": first}) & until


def span_of(user: User, known: Sequence[Span], otherwise: Span, day_ids: Collection[int] = ()) -> Span:
    """The period that holds the first of these days, of the requests to come when none is named. One query."""
    days = CaseDay.objects.visible_to_manager(user)
    if day_ids:
        days = days.filter(pk__in=list(day_ids))
    else:
        days = days.filter(status=Status.REQUESTED, date__gte=clock.earliest_date())
    first = days.order_by("date").values_list("date", flat=True).first()
    holds = (span for span in known if first and span.last is not None and span.first <= first <= span.last)
    return next(holds, otherwise)


def _words(day: CaseDay) -> str:
    date = day.date if day.status != Status.REQUESTED else day.proposed_date or day.date
    return f"{wording.day(date)}, {day.practice.name}, {day.site.label}"


def earlier_runs(user: User, first: dt.date, last: dt.date | None) -> list[MatchingRun]:
    """The latest runs that touch these dates. One query."""
    runs = MatchingRun.objects.visible_to(user).filter(scope__last__gte=first.isoformat())
    if last is not None:
        runs = runs.filter(Q(scope__first__lte=last.isoformat()))
    return list(runs.defer("result", "outcome").select_related("asked_by")[:EARLIER])


@dataclass(frozen=True)
class RunsPage:
    """One page of runs."""

    runs: list[MatchingRun]
    page: int
    pages: int


def runs_page(user: User, page: int) -> RunsPage:
    """One page of all runs, the latest first; a page past the last is the last. Two queries."""
    runs = MatchingRun.objects.visible_to(user)
    pages = max(1, -(-runs.count() // PAGE))
    page = min(page, pages)
    shown = runs.defer("result", "outcome").select_related("asked_by")[(page - 1) * PAGE : page * PAGE]
    return RunsPage(list(shown), page, pages)
