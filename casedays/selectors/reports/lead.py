"""How long it takes from a practice's request to a team that has accepted, by practice."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.events import CaseDayCreated, CaseDayPlanned
from casedays.models import Assignment, CaseDay
from casedays.selectors.reports.figures import lasted, quantile
from casedays.selectors.reports.scope import Scope, days_of
from casedays.selectors.reports.tables import Cell, Column, Report, Row, Table, duration
from casedays.states import AssignmentStatus
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.plots import Bar, Part, Plot

MEDIAN, MOST = 0.5, 0.9
#: The stages in order: key, word of the column, word of the plot.
STAGES = (
    ("accepted", "Accepted", "Request to accepted"),
    ("confirmed", "Confirmed", "Accepted to confirmed"),
    ("answered", "Answered", "Confirmed to accepted by all three"),
    ("whole", "In all", "Request to accepted by all three"),
)
COLUMNS = (
    Column("practice", "Practice", number=False),
    Column("days", "Days"),
    *(
        column
        for key, label, words in STAGES
        for column in (
            Column(key, f"{label}, median", words=f"{words}, median, hours"),
            Column(f"{key}-90", f"{label}, 90%", words=f"{words}, 90%, hours"),
        )
    ),
)


class Moments(NamedTuple):
    """When the steps of one day were; None for a step that was not, or not yet."""

    practice_id: int
    practice: str
    requested: dt.datetime
    created: dt.datetime | None
    planned: dt.datetime | None
    confirmed: dt.datetime | None
    answered: dt.datetime | None

    def stages(self) -> tuple[float | None, ...]:
        """Hours of each stage. A day that a manager made on a practice's behalf starts planned: nobody asked."""
        planned = self.planned or self.created
        asked = None if self.created else self.requested
        return (
            _hours(asked, planned),
            _hours(planned, self.confirmed),
            _hours(self.confirmed, self.answered),
            _hours(asked, self.answered),
        )


def lead_report(user: User, scope: Scope) -> Report:
    """Median and 90 % of each stage, by practice and for all. One query."""
    by_practice: dict[tuple[str, int], list[tuple[float | None, ...]]] = defaultdict(list)
    for row in _moments(user, scope):
        moments = Moments(*row)
        by_practice[moments.practice, moments.practice_id].append(moments.stages())
    everything = [stages for days in by_practice.values() for stages in days]
    rows = tuple(
        Row((Cell(name), *_cells(days)), pk=pk)
        for (name, pk), days in sorted(by_practice.items(), key=lambda item: item[0][0].casefold())
    )
    total = Row((Cell("All practices"), *_cells(everything)))
    return Report(
        headline=_headline(everything),
        plots=(_plot(everything),) if rows else (),
        tables=(Table("practices", "By practice", COLUMNS, rows, total, link="manager:practices-detail"),),
    )


def _moments(user: User, scope: Scope) -> "QuerySet[CaseDay, tuple[Any, ...]]":
    answered = (
        Assignment.objects.filter(case_day=OuterRef("pk"), status=AssignmentStatus.ACCEPTED)
        .order_by()
        .values("case_day")
        .annotate(n=Count("pk"), last=Max("answered_at"))
        .filter(n=len(SLOT_ORDER))
    )
    days = days_of(user, scope).annotate(
        created=_first(CaseDayCreated.kind),
        planned=_first(CaseDayPlanned.kind),
        answered=Subquery(answered.values("last")),
    )
    return days.values_list(
        "practice_id", "practice__name", "requested_at", "created", "planned", "confirmed_at", "answered"
    )


def _first(kind: str) -> Subquery:
    """When a step of this kind first happened to the outer day."""
    steps = TimelineEntry.objects.filter(topic=CaseDayPlanned.topic, topic_id=OuterRef("pk"), kind=kind)
    return Subquery(steps.order_by("at", "pk").values("at")[:1])


def _hours(start: dt.datetime | None, end: dt.datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return (end - start).total_seconds() / 3600


def _known(days: Iterable[tuple[float | None, ...]], stage: int) -> list[float]:
    return [hours for stages in days if (hours := stages[stage]) is not None]


def _cells(days: Sequence[tuple[float | None, ...]]) -> list[Cell]:
    cells = [Cell(len(days))]
    for stage in range(len(STAGES)):
        known = _known(days, stage)
        cells += [duration(quantile(known, MEDIAN)), duration(quantile(known, MOST))]
    return cells


def _headline(days: Sequence[tuple[float | None, ...]]) -> str:
    accepted, answered, whole = (_known(days, stage) for stage in (0, 2, 3))
    said = []
    if accepted:
        said.append(
            f"Half of the requests were accepted within {lasted(quantile(accepted, MEDIAN))}, "
            f"9 of 10 within {lasted(quantile(accepted, MOST))}."
        )
    if answered:
        said.append(f"Teams had accepted {lasted(quantile(answered, MEDIAN))} after the confirmation.")
    if whole:
        said.append(f"From the request to a team that has accepted it takes {lasted(quantile(whole, MEDIAN))}.")
    return " ".join(said) or "No request of these days has been accepted yet."


def _plot(days: Sequence[tuple[float | None, ...]]) -> Plot:
    bars = []
    for stage, (_, _, words) in enumerate(STAGES):
        known = _known(days, stage)
        median, most = quantile(known, MEDIAN), quantile(known, MOST)
        said = f"median {lasted(median)}, 90% within {lasted(most)}" if known else "not yet"
        bars.append(Bar(words, (Part("primary", median or 0),), said, most))
    return Plot(
        key="plot-stages",
        title="How long each stage takes",
        says=f"{'; '.join(f'{bar.label}: {bar.says}' for bar in bars)}.",
        kind="bars",
        bars=tuple(bars),
        legend=(("primary", "Median"), ("mark-key", "9 of 10 took no longer")),
    )
