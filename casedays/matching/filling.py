"""A day whose open slots are to be filled, as plain values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scope import Scope
from casedays.matching.scoring import Weights


@dataclass(frozen=True)
class Placed:
    """An active assignment of a day."""

    assignment_id: int
    clinician_id: int
    provider_type: str
    status: str


@dataclass(frozen=True)
class DayToFill:
    """`open` slots are asked for, `stays` are in the others, `freed` were in open ones and may be put elsewhere.

    `wanted` are the practice's other dates, `label` its name with the site's. `tried` says of a request not yet
    accepted which of its dates this one is.
    """

    needs: DayNeeds
    open: tuple[str, ...]
    stays: tuple[Placed, ...] = ()
    freed: tuple[Placed, ...] = ()
    status: str = "planned"
    wanted: tuple[dt.date, ...] = ()
    label: str = ""
    tried: str = ""

    @property
    def mates(self) -> frozenset[int]:
        """Who is on the team whatever the matcher does."""
        return frozenset(placed.clinician_id for placed in self.stays)


@dataclass(frozen=True)
class PeriodWorld:
    """Everything that decides a whole period: the days to fill, and everybody who could."""

    scope: Scope
    days: tuple[DayToFill, ...]
    people: tuple[Person, ...]
    book: RuleBook
    weights: Weights
    by_id: Mapping[int, Person] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {person.clinician_id: person for person in self.people})

    @property
    def current(self) -> tuple[tuple[int, int], ...]:
        """(day id, clinician id) of all that was freed."""
        return tuple((day.needs.day_id, placed.clinician_id) for day in self.days for placed in day.freed)
