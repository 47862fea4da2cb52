"""The run that waits for a manager: under way, or with a proposal that nobody has applied yet."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from casedays.models import UNDER_WAY, MatchingRun
from casedays.selectors.proposal.words import filled_words, span_words
from scheduling_portal.core import clock, wording

#: An older proposal is no longer pointed at; things have changed too much.
FRESH = dt.timedelta(days=7)


@dataclass(frozen=True)
class Pending:
    """One line with a link: what it is, and what there is to do."""

    pk: int
    words: str
    act: str


def pending_run(user: User, first: dt.date | None = None, last: dt.date | None = None) -> Pending | None:
    """The latest run under way, else the latest proposal left unapplied, that touches these dates. One query.

    A proposal that changes nothing, one that only tries other weights, and one over whose dates a later one was applied
    do not count.
    """
    later = MatchingRun.objects.filter(
        scope_key=OuterRef("scope_key"), asked_at__gt=OuterRef("asked_at"), applied_at__isnull=False
    )
    waits = Q(applied_at=None, compared_with=None, result__isnull=False) & ~Q(result__loads={}) & ~Exists(later)
    runs = MatchingRun.objects.visible_to(user).filter(Q(state__in=UNDER_WAY) | waits)
    start = max(first, clock.earliest_date()) if first else clock.earliest_date()
    runs = runs.filter(asked_at__gte=clock.now() - FRESH, scope__last__gte=start.isoformat())
    if last is not None:
        runs = runs.filter(scope__first__lte=last.isoformat())
    found = runs.defer("result", "outcome").order_by("-asked_at", "-pk")[:5]
    run = min(found, key=lambda one: not one.under_way, default=None)
    if run is None:
        return None
    if run.under_way:
        return Pending(run.pk, f"The matcher is running over {span_words(run)}.", "Watch it")
    made = f"made {wording.ago(run.ended_at)}" if run.ended_at else ""
    said = filled_words(run)
    return Pending(run.pk, f"A proposal for {span_words(run)} is not applied yet: {said}, {made}.", "Review it")
