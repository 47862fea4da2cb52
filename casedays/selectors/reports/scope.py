"""What a report covers: a span of local dates, and where."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from casedays.models import CaseDay
from casedays.selectors.board.spans import Span, spans
from practices.models import Site
from scheduling_portal.core import clock, wording

YEAR = dt.timedelta(days=365)
LONGEST = dt.timedelta(days=731)


@dataclass(frozen=True)
class Scope:
    """A day counts when its own date, the local one at its site, is from `first` to `last`.

    `state` is two letters, `practice` part of a name; empty ones narrow nothing.
    """

    first: dt.date
    last: dt.date
    state: str = ""
    practice: str = ""

    @property
    def dates(self) -> str:
        """The dates in words."""
        return wording.day_span(self.first, self.last)

    @property
    def narrowed(self) -> bool:
        """Whether only some places count."""
        return bool(self.state or self.practice)


def report_spans(today: dt.date | None = None) -> list[Span]:
    """The scheduling periods, the past and the coming year. One query.

    `today` is the date at the reader's place; without one it is the date in UTC.
    """
    today = today or clock.now().date()
    periods = [span for span in spans(today) if span.last is not None]
    past = Span("past", today - YEAR, today - dt.timedelta(days=1), "Past 12 months", today - YEAR)
    return [*periods, past, Span("ahead", today, today + YEAR, "Next 12 months", today)]


def days_of(user: User, scope: Scope) -> "QuerySet[CaseDay]":
    """The case days that count, in no order; none for who is no manager."""
    days = CaseDay.objects.visible_to_manager(user).filter(date__range=(scope.first, scope.last))
    if scope.state:
        days = days.filter(site__state=scope.state)
    if scope.practice:
        days = days.filter(practice__name__icontains=scope.practice)
    return days.order_by()


def states_with_sites(user: User) -> list[str]:
    """The states to narrow by. One query."""
    sites = Site.objects.all().visible_to(user).order_by("state")
    return list(sites.values_list("state", flat=True).distinct())
