"""Everything that decides a whole period, from the database, with a fixed number of queries whatever its size."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.enums import SLOT_ORDER
from availability.models import Period
from casedays.matching.filling import DayToFill, PeriodWorld, Placed
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import needs_columns, needs_from
from casedays.matching.problem import Person
from casedays.matching.scope import Moves, Scope
from casedays.matching.standing import load_standing
from casedays.matching.trying import FIRST_CHOICE, on_best_dates
from casedays.models import Assignment, CaseDay, WantedDate
from casedays.states import ACTIVE, LIVE, AssignmentStatus, Status
from practices.models import site_label
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.models import Rules
from scheduling_portal.core.querysets import JsonList

#: What the matcher may free, besides nothing. What somebody accepted is theirs.
FREED: dict[Moves, tuple[str, ...]] = {
    Moves.NOTHING: (),
    Moves.HELD: (AssignmentStatus.HELD,),
    Moves.ASKED: (AssignmentStatus.HELD, AssignmentStatus.ASKED),
}
OWN = ("pk", "date", "practice_id", "site_id", "children", "status", "proposed_date")


def load_period(scope: Scope) -> PeriodWorld:
    """The days of the scope with an open or freed slot, and everybody who works. Five queries.

    Raises RuleBroken when the dates touch more than one scheduling period, whose limits would differ.
    """
    standing = load_standing()
    weights = replace(standing.weights, **scope.weights)
    periods = periods_of([scope.first, scope.last])
    check_span(scope, periods)
    book = standing.book(periods)
    rows = list(_days(scope, standing.rules))
    days = [day for row in rows if (day := _day(row, scope)).open]
    if not days:
        return PeriodWorld(scope, (), (), book, weights)
    people = _people(days, periods)
    return PeriodWorld(scope, tuple(on_best_dates(days, people, book)), tuple(people), book, weights)


def check_span(scope: Scope, periods: Sequence[Period]) -> None:
    """Raises RuleBroken unless the dates lie within one scheduling period, or touch none."""
    if scope.first > scope.last:
        raise RuleBroken("The last date is before the first.", field="last")
    inside = len(periods) == 1 and periods[0].starts_on <= scope.first and scope.last <= periods[0].ends_on
    if periods and not inside:
        to_come = [period for period in periods if period.ends_on >= clock.now().date()]
        example = to_come[0] if to_come else None
        such = f", such as {wording.day_span(example.starts_on, example.ends_on)}" if example else ""
        raise RuleBroken(f"Choose dates within one period{such}.", field="first")


def check_something_to_do(scope: Scope) -> None:
    """Raises RuleBroken when the dates are over, or no day of the scope has a slot to fill. One query."""
    today = clock.earliest_date()
    if scope.last < today:
        raise RuleBroken("These dates are over. Choose dates that are still to come.", field="last")
    span = (max(scope.first, today), scope.last)
    tried = Q(status=Status.REQUESTED, pk__in=scope.requests)
    live = _in_scope(scope) & Q(date__range=span) & _to_fill(scope)
    if not CaseDay.objects.filter(live | tried).exists():
        more = " To replace people, choose who may be moved." if scope.moves == Moves.NOTHING else ""
        raise RuleBroken(f"No day of these has an open slot.{more}", field="first")


def _to_fill(scope: Scope) -> Q:
    """Days with a slot, of those asked for, that is open or would be freed."""
    stays = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).exclude(
        status__in=FREED[scope.moves], overridden=[]
    )
    found = Q()
    for slot in scope.types or [slot.value for slot in SLOT_ORDER]:
        found |= ~Q(Exists(stays.filter(provider_type=slot)))
    return found


def _in_scope(scope: Scope) -> Q:
    live = Q(status__in=LIVE)
    if scope.days:
        live &= Q(pk__in=scope.days)
    if scope.states:
        live &= Q(site__state__in=scope.states)
    return live


def _days(scope: Scope, rules: Rules) -> "QuerySet[Any, dict[str, Any]]":
    """Days in question as plain values, teams and wanted dates as arrays. One query."""
    live = _in_scope(scope)
    span = (scope.first, scope.last)
    tried = Q(status=Status.REQUESTED, pk__in=scope.requests) & (
        Q(proposed_date__range=span) | Q(proposed_date=None, date__range=span)
    )
    team = (
        Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE)
        .order_by("pk")
        .values(
            row=JSONObject(
                pk="pk", clinician="clinician_id", type="provider_type", status="status", overridden="overridden"
            )
        )
    )
    days = CaseDay.objects.filter(live & Q(date__range=span) | tried)
    rows: QuerySet[Any, dict[str, Any]] = days.order_by("date", "pk").values(
        *OWN,
        **needs_columns(rules),
        zone=F("site__time_zone"),
        practice_name=F("practice__name"),
        site_name=F("site__name"),
        city=F("site__city"),
        team_list=JsonList(team),
        wanted=ArraySubquery(WantedDate.objects.filter(case_day=OuterRef("pk")).order_by("rank").values("date")),
    )
    return rows


def _day(row: dict[str, Any], scope: Scope) -> DayToFill:
    """One day; without open slots when it has passed at its site or asks for nobody."""
    movable = FREED[scope.moves]
    stays: list[Placed] = []
    freed: list[Placed] = []
    for one in row["team_list"]:
        placed = Placed(one["pk"], one["clinician"], one["type"], one["status"])
        free = one["status"] in movable and not one["overridden"] and _asked_for(one["type"], scope)
        (freed if free else stays).append(placed)
    taken = {placed.provider_type for placed in stays}
    open_now = tuple(slot.value for slot in SLOT_ORDER if slot not in taken and _asked_for(slot.value, scope))
    dates = [date for date in _dates(row, scope) if date >= clock.today_in(row["zone"])]
    return DayToFill(
        needs=needs_from(row | {"date": dates[0]} if dates else row),
        open=open_now if dates else (),
        stays=tuple(stays),
        freed=tuple(freed),
        status=row["status"],
        wanted=tuple(dates[1:]),
        label=f"{row['practice_name']}, {site_label(row['site_name'], row['city'])}",
        tried=("the proposed date" if row["proposed_date"] else FIRST_CHOICE) if _is_tried(row) else "",
    )


def _is_tried(row: dict[str, Any]) -> bool:
    return bool(row["status"] == Status.REQUESTED)


def _dates(row: dict[str, Any], scope: Scope) -> list[dt.date]:
    """The day's date, which for a request is the proposed one if there is one, then the practice's others."""
    if _is_tried(row) and row["proposed_date"]:
        return [row["proposed_date"]]
    others = [date for date in row["wanted"] if date != row["date"] and scope.first <= date <= scope.last]
    return [row["date"], *others]


def _asked_for(slot: str, scope: Scope) -> bool:
    return not scope.types or slot in scope.types


def _people(days: Sequence[DayToFill], periods: Sequence[Period]) -> list[Person]:
    """Everybody who works, without the assignments that were freed. Two queries."""
    people = load_people(sorted(_in_question(days)), history=True, periods=periods, only_working=True)
    freed: dict[int, set[dt.date]] = defaultdict(set)
    for day in days:
        for placed in day.freed:
            freed[placed.clinician_id].add(day.needs.date)
    return [_free(person, freed[person.clinician_id]) if person.clinician_id in freed else person for person in people]


def _in_question(days: Sequence[DayToFill]) -> set[dt.date]:
    """The days' dates, and the others that their practices would take."""
    return {day.needs.date for day in days} | {date for day in days for date in day.wanted}


def _free(person: Person, dates: Collection[dt.date]) -> Person:
    return replace(person, busy={date: busy for date, busy in person.busy.items() if date not in dates})
