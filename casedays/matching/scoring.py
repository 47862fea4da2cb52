"""The soft reasons: what makes one eligible clinician a better choice than another, in points and in words."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from casedays.matching.eligibility import day_words, days_between, miles_to, required_for
from casedays.matching.problem import DayNeeds, Person, RuleBook

NEAR_MILES = 25


@dataclass(frozen=True)
class Weights:
    """Cost points of each soft reason; the lowest total ranks first."""

    preferred_date: int = 0
    available_date: int = 30
    if_needed_date: int = 120
    per_mile: int = 1
    per_day_in_period: int = 25
    practice_preferred: int = 40
    been_at_site: int = 10
    same_team: int = 10
    credential_lapsing: int = 20


@dataclass(frozen=True)
class Reason:
    """One soft reason in words; `good` speaks for the person."""

    good: bool
    text: str


@dataclass(frozen=True)
class Score:
    """Total cost in points and the reasons behind it, in a fixed order."""

    cost: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Company:
    """What the score compares with: average days per clinician in the period, and who else is on the team."""

    average_days: float = 0.0
    team: Mapping[int, str] | None = None


def score(person: Person, day: DayNeeds, slot: str, book: RuleBook, weights: Weights, company: Company) -> Score:
    """Cost and reasons of putting an eligible `person` into `slot` of `day`. Deterministic."""
    parts = [
        _wish(person, day, weights),
        _distance(person, day, weights),
        _fairness(person, day, book, weights, company),
        _preference(person, day, weights),
        _site(person, day, weights),
        *_mates(person, company, weights),
        *_lapsing(person, day, slot, book, weights),
    ]
    kept = [part for part in parts if part is not None]
    return Score(sum(cost for cost, _ in kept), tuple(reason for _, reason in kept))


Part = tuple[int, Reason]


def wish_cost(answer: str | None, weights: Weights) -> int:
    """Points for what somebody answered for the date."""
    return {"preferred": weights.preferred_date, "available": weights.available_date}.get(
        answer or "", weights.if_needed_date
    )


def _wish(person: Person, day: DayNeeds, weights: Weights) -> Part:
    answer = person.answers.get(day.date)
    cost = wish_cost(answer, weights)
    if answer in ("preferred", "available"):
        return cost, Reason(good=True, text="Prefers this date" if answer == "preferred" else "Available")
    return cost, Reason(good=False, text="If needed" if answer == "if_needed" else "Has not offered this date")


def _distance(person: Person, day: DayNeeds, weights: Weights) -> Part | None:
    miles = miles_to(person, day)
    if miles is None:
        return None
    whole = round(miles)
    return whole * weights.per_mile, Reason(
        good=whole <= NEAR_MILES, text=f"{whole} mile{'' if whole == 1 else 's'} away"
    )


def _fairness(person: Person, day: DayNeeds, book: RuleBook, weights: Weights, company: Company) -> Part | None:
    period = book.period_on(day.date)
    if period is None:
        return None
    count = days_between(person, period.first, period.last, without=day.day_id)
    days, average = "1 day" if count == 1 else f"{count} days", round(company.average_days, 1)
    return count * weights.per_day_in_period, Reason(
        good=count <= average, text=f"{days} this period, average {average:.1f}"
    )


def _preference(person: Person, day: DayNeeds, weights: Weights) -> Part | None:
    if day.practice_id not in person.preferred_practices:
        return None
    return -weights.practice_preferred, Reason(good=True, text="Preferred by the practice")


def _site(person: Person, day: DayNeeds, weights: Weights) -> Part | None:
    return (
        (-weights.been_at_site, Reason(good=True, text="Has worked at this site"))
        if day.site_id in person.sites_worked
        else None
    )


def _mates(person: Person, company: Company, weights: Weights) -> list[Part]:
    shared = [
        (person.worked_with[mate], name) for mate, name in (company.team or {}).items() if person.worked_with.get(mate)
    ]
    return [
        (-weights.same_team, Reason(good=True, text=f"{days} day{'' if days == 1 else 's'} with {name}"))
        for days, name in shared
    ]


def _lapsing(person: Person, day: DayNeeds, slot: str, book: RuleBook, weights: Weights) -> list[Part]:
    soon = day.date + dt.timedelta(days=book.lapse_days)
    found: list[Part] = []
    for row in required_for(day, slot, book):
        ends = [
            c.expires
            for c in person.credentials
            if c.kind_id == row.kind_id
            and (not row.by_state or c.state == day.state)
            and c.issued <= day.date <= c.expires
        ]
        if ends and max(ends) < soon:
            found.append(
                (
                    weights.credential_lapsing,
                    Reason(good=False, text=f"{row.kind} ends {day_words(max(ends))}"),
                )
            )
    return found


def average_days(people: Collection[Person], date: dt.date, book: RuleBook) -> float:
    """Mean days in the period of `date` over those who offered a date in it, or have a day; 0 without any of them.

    Who offered none can be given none, and would only make the others look busy: reports leave them out as well.
    """
    period = book.period_on(date)
    if period is None:
        return 0.0
    days = [(days_between(p, period.first, period.last, without=0), period.first in p.offered) for p in people]
    counted = [count for count, offered in days if count or offered]
    return sum(counted) / len(counted) if counted else 0.0
