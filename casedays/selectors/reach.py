"""What eligible clinicians can still do for days that lack somebody: how many slots they can fill, how many teams.

The hard rules decide who fits, one day at a time, as everywhere else. Nobody takes two slots on a date; limits over
several dates are left to whoever fills the slots.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from accounts.enums import SLOT_ORDER
from availability.demand import Chances, Reach, place
from casedays.matching.filling import DayToFill
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import needs_columns, needs_from
from casedays.matching.pairs import eligible_pairs
from casedays.matching.standing import load_standing
from casedays.models import Assignment, CaseDay, WantedDate
from casedays.selectors import facts
from casedays.states import ACTIVE, OPEN, Status
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules

OWN = ("pk", "date", "practice_id", "site_id", "children")
#: So many combinations are tried at most for the teams of one date, should the first ones not be proven best.
TRIES = 500
#: Per open slot, named by day and provider type, who could take it.
Fits = Mapping[tuple[int, str], Sequence[int]]


def reach(first: dt.date, last: dt.date) -> dict[dt.date, Reach]:
    """For each date ahead on which a day lacks somebody, what those who can come could do. Five queries."""
    standing = load_standing()
    days, others = _lacking(max(first, clock.earliest_date()), last, standing.rules)
    if not days:
        return {}
    asked = [*days, *others]
    dates = sorted({day.needs.date for day in asked})
    periods = periods_of(dates)
    people = load_people(dates, periods=periods)
    pairs = eligible_pairs(asked, people, standing.book(periods), standing.weights)
    able: list[dict[str, list[int]]] = [{slot: [] for slot in day.open} for day in asked]
    for day, person in zip(pairs.day.tolist(), pairs.person.tolist(), strict=True):
        able[day][people[person].provider_type].append(person)
    fits = {(day.needs.day_id, slot): able[n][slot] for n, day in enumerate(days) for slot in day.open}
    told: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for day, mine in zip(asked, able, strict=True):
        counts = {slot: len(who) for slot, who in mine.items()}
        told[day.needs.day_id][place(day.needs.day_id, day.needs.date)] = counts
    by_date = itertools.groupby(days, key=lambda day: day.needs.date)
    return {date: _reach_on(list(mine), fits, told) for date, mine in by_date}


def _lacking(first: dt.date, last: dt.date, rules: Rules) -> tuple[list[DayToFill], list[DayToFill]]:
    """Days with an open slot, by date; and those of them that are requests, on the other dates wanted for them."""
    active = Assignment.objects.filter(case_day=OuterRef("pk"), status__in=ACTIVE).order_by()
    wanted = WantedDate.objects.filter(case_day=OuterRef("pk"), date__gte=clock.earliest_date()).order_by("rank")
    days: QuerySet[Any, Any] = (
        CaseDay.objects.filter(date__range=(first, last), status__in=OPEN)
        .alias(filled=facts.filled())
        .filter(filled__lt=facts.TEAM_SIZE)
        .order_by("date", "pk")
    )
    rows = days.values(
        *OWN,
        "status",
        **needs_columns(rules),
        taken=ArraySubquery(active.values("provider_type")),
        wanted=ArraySubquery(wanted.values("date")),
    )
    found, others = [], []
    for row in rows:
        day = DayToFill(needs_from(row), tuple(kind.value for kind in SLOT_ORDER if kind.value not in row["taken"]))
        found.append(day)
        if row["status"] == Status.REQUESTED:
            dates = [date for date in row["wanted"] if date != row["date"]]
            others += [DayToFill(needs_from(row | {"date": date}), day.open) for date in dates]
    return found, others


def _reach_on(days: Sequence[DayToFill], fits: Fits, told: Mapping[int, Chances]) -> Reach:
    lacking, spare = {}, {}
    for kind in SLOT_ORDER:
        slots = [(day.needs.day_id, kind.value) for day in days if kind.value in day.open]
        if slots:
            filled = len(_filled(slots, fits))
            lacking[kind.value] = len(slots) - filled
            spare[kind.value] = len({person for slot in slots for person in fits[slot]}) - filled
    chances = {where: slots for day in days for where, slots in told[day.needs.day_id].items()}
    return Reach(lacking, spare, teamless=len(days) - most_teams(days, fits), chances=chances)


def _filled(slots: Sequence[tuple[int, str]], fits: Fits) -> dict[int, tuple[int, str]]:
    """Person -> slot, as many slots as can be filled at a time."""
    holders: dict[int, tuple[int, str]] = {}
    for slot in slots:
        take(slot, fits, holders, set())
    return holders


def take(slot: tuple[int, str], fits: Fits, holders: dict[int, tuple[int, str]], seen: set[int]) -> bool:
    """Fill one slot more, moving others to where they fit too; False, and nothing moved, when that cannot be."""
    free = next((person for person in fits[slot] if person not in holders), None)
    if free is not None:
        holders[free] = slot
        return True
    for person in fits[slot]:
        if person not in seen:
            seen.add(person)
            if take(holders[person], fits, holders, seen):
                holders[person] = slot
                return True
    return False


def most_teams(days: Sequence[DayToFill], fits: Fits) -> int:
    """How many of these days can have a full team at a time; the scarcest are tried first."""
    able = [day for day in days if all(fits[day.needs.day_id, slot] for slot in day.open)]
    able.sort(key=lambda day: (min(len(fits[day.needs.day_id, slot]) for slot in day.open), day.needs.day_id))
    best, tries = 0, TRIES
    waiting: list[tuple[int, int, dict[int, tuple[int, str]]]] = [(0, 0, {})]
    while waiting and best < len(able) and tries:
        place, teams, holders = waiting.pop()
        best, tries = max(best, teams), tries - 1
        if place == len(able) or teams + len(able) - place <= best:
            continue
        waiting.append((place + 1, teams, holders))
        with_day = dict(holders)
        if all(take((able[place].needs.day_id, slot), fits, with_day, set()) for slot in able[place].open):
            waiting.append((place + 1, teams + 1, with_day))
    return best
