"""A proposal by clinician: what each gains and loses, and their days in the period before and after."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.stored import changing

PAGE = 30


@dataclass(frozen=True)
class Step:
    """A day that somebody gains or loses."""

    day_id: int
    date: dt.date
    practice: str
    gained: bool


@dataclass(frozen=True)
class PersonView:
    """One clinician for whom something changes."""

    pk: int
    name: str
    slot: str
    before: int
    after: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PeoplePage:
    """One page of clinicians, by name."""

    people: list[PersonView]
    page: int
    pages: int
    total: int


def people_of(run: MatchingRun, user: User, page: int) -> PeoplePage:
    """One page of those for whom something changes. Two queries, whatever the size of the proposal."""
    gains: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for day, rows in changing(run).items():
        for row in rows:
            if row.after is not None:
                gains[row.after].append((day, True))
            if row.before is not None:
                gains[row.before].append((day, False))
    visible = Clinician.objects.visible_to(user).filter(pk__in=gains.keys())
    ordered = visible.order_by("user__last_name", "user__first_name", "pk")
    named = list(ordered.values_list("pk", "user__first_name", "user__last_name", "provider_type"))
    pages = max(1, -(-len(named) // PAGE))
    page = min(page, pages)
    shown = named[(page - 1) * PAGE : page * PAGE]
    days = _days(user, {day for pk, *_ in shown for day, _ in gains[pk]})
    loads: dict[str, list[int]] = (run.result or {}).get("loads", {})
    people = [
        PersonView(
            pk=pk,
            name=f"{first} {last}".strip(),
            slot=ProviderType(kind).label,
            before=loads.get(str(pk), [0, 0])[0],
            after=loads.get(str(pk), [0, 0])[1],
            steps=tuple(_steps(gains[pk], days)),
        )
        for pk, first, last, kind in shown
    ]
    return PeoplePage(people, page, pages, len(named))


def _days(user: User, ids: set[int]) -> dict[int, dict[str, Any]]:
    rows = CaseDay.objects.visible_to_manager(user).filter(pk__in=ids).order_by()
    return {row["pk"]: dict(row) for row in rows.values("pk", "date", practice_name=F("practice__name"))}


def _steps(gains: list[tuple[int, bool]], days: dict[int, dict[str, Any]]) -> list[Step]:
    steps = [
        Step(day, days[day]["date"], days[day]["practice_name"], gained=gained) for day, gained in gains if day in days
    ]
    return sorted(steps, key=lambda step: (step.date, step.day_id, step.gained))
