"""The plain values that eligibility and scoring are computed from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SkillNeed:
    """A skill that a day asks for, and the provider types that must have it."""

    skill_id: int
    name: str
    provider_types: frozenset[str]


@dataclass(frozen=True)
class DayNeeds:
    """What one case day on one date asks of its team. Coordinates in degrees, None when the ZIP is unknown."""

    day_id: int
    date: dt.date
    practice_id: int
    site_id: int
    state: str
    place: tuple[float, float] | None
    children: bool
    skills: tuple[SkillNeed, ...]


@dataclass(frozen=True)
class Held:
    """A credential someone holds, valid from `issued` to `expires`, both inclusive."""

    kind_id: int
    state: str
    issued: dt.date
    expires: dt.date


@dataclass(frozen=True)
class Busy:
    """An active assignment on a date. `beyond` names the limits a manager overrode for it: they do not count it."""

    day_id: int
    label: str
    practice_id: int
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Limits:
    """What a clinician asked for in one period; None leaves the standing limit."""

    first: dt.date
    last: dt.date
    days_per_week: int | None
    days_per_period: int | None


@dataclass(frozen=True)
class Person:
    """A clinician with everything that decides where they can go. Answers and busy dates cover a window of dates."""

    clinician_id: int
    name: str
    provider_type: str
    active: bool
    home: tuple[float, float] | None
    max_miles: int | None
    max_days_per_week: int
    max_days_per_period: int | None
    skill_ids: frozenset[int]
    credentials: tuple[Held, ...]
    answers: Mapping[dt.date, str]
    busy: Mapping[dt.date, Busy]
    blocked_practices: frozenset[int] = frozenset()
    preferred_practices: frozenset[int] = frozenset()
    sites_worked: frozenset[int] = frozenset()
    worked_with: Mapping[int, int] = field(default_factory=dict)
    wishes: tuple[Limits, ...] = ()
    #: Dates of which they said that they can't make it after being asked for one, and on which they are in no slot now.
    dropped: frozenset[dt.date] = frozenset()
    #: First dates of the periods in which they offered a date; loaded for scoring alone.
    offered: frozenset[dt.date] = frozenset()

    def week_limit(self, date: dt.date) -> int:
        """Most days in the week of `date`: the wish for that period, else the standing limit."""
        return next(
            (w.days_per_week for w in self.wishes if w.first <= date <= w.last and w.days_per_week),
            self.max_days_per_week,
        )

    def period_limit(self, date: dt.date) -> int | None:
        """Most days in the period of `date`: the wish for that period, else the standing limit; None is no limit."""
        return next(
            (w.days_per_period for w in self.wishes if w.first <= date <= w.last and w.days_per_period),
            self.max_days_per_period,
        )


@dataclass(frozen=True)
class Requirement:
    """One row of the required set. Empty `state` means every state."""

    provider_type: str
    kind_id: int
    kind: str
    by_state: bool
    state: str
    children_only: bool


@dataclass(frozen=True)
class Span:
    """The scheduling period around a date."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class RuleBook:
    """The rules in force: required set, distance in miles, and the periods that hold the dates in question."""

    requirements: tuple[Requirement, ...]
    max_miles: int
    periods: tuple[Span, ...] = ()
    lapse_days: int = 30

    def period_on(self, date: dt.date) -> Span | None:
        """The scheduling period that holds `date`."""
        return next((span for span in self.periods if span.first <= date <= span.last), None)
