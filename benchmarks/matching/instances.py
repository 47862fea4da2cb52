"""Invented periods of a given size, always the same for a seed: towns, people who live near them, wishes, limits."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casedays.matching.solver import OpenDay, Pairs, Problem, Worker

TYPES = ("anesthesiologist", "medic", "nurse")
FIRST_MONDAY = dt.date(2027, 3, 1)
FAIRNESS = tuple(range(0, 30 * 12, 12))
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Size:
    """How many days, people and weeks; `square` is the side of the map in miles."""

    name: str
    days: int
    people: int
    weeks: int
    square: float


SIZES = {
    size.name: size
    for size in (
        Size("S", 40, 30, 2, 60),
        Size("M", 400, 240, 4, 110),
        Size("M short", 400, 130, 4, 45),
        Size("L", 4_000, 2_400, 8, 320),
        Size("L short", 4_000, 900, 8, 320),
        Size("XL", 20_000, 10_000, 13, 650),
    )
}


def instance(name: str, seed: int = 1, seconds: float = 60.0) -> Problem:
    """The period of that size and seed."""
    size = SIZES[name]
    rng = np.random.default_rng((seed, size.days, size.people))
    towns = rng.uniform(0, size.square, (max(3, size.days // 40), 2))
    weight = 1 / (1 + np.arange(len(towns))) ** 0.7
    weight /= weight.sum()
    sites = _near(rng, towns, weight, max(4, size.days // 8), 6)
    dates = [FIRST_MONDAY + dt.timedelta(days=7 * (number // 5) + number % 5) for number in range(5 * size.weeks)]
    day_site = rng.integers(0, len(sites), size.days)
    day_date = np.sort(rng.integers(0, len(dates), size.days))
    partly = rng.random((size.days, len(TYPES))) < 0.03
    days = tuple(OpenDay(1_000 + number, dates[day_date[number]], _open(partly[number])) for number in range(size.days))
    homes = _near(rng, towns, weight, size.people, 14)
    kind = np.arange(size.people) % len(TYPES)
    people = tuple(_person(rng, number, TYPES[kind[number]], dates) for number in range(size.people))
    pairs = _pairs(rng, sites, homes, day_site, day_date, kind, partly, len(dates))
    return Problem(days=days, clinicians=people, pairs=pairs, seconds=seconds)


def _near(rng: np.random.Generator, towns: Floats, weight: Floats, count: int, miles: float) -> Floats:
    return np.asarray(towns[rng.choice(len(towns), count, p=weight)] + rng.normal(0, miles, (count, 2)))


def _open(filled: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """The types that are not filled already; a day is in the problem because something is open."""
    return tuple(name for name, done in zip(TYPES, filled, strict=True) if not done) or TYPES


def _person(rng: np.random.Generator, number: int, kind: str, dates: list[dt.date]) -> Worker:
    busy = rng.choice(len(dates), rng.binomial(3, 0.25), replace=False)
    limited = rng.random() < 0.2
    return Worker(
        id=1 + number,
        type=kind,
        max_week=int(rng.integers(2, 6)),
        max_period=int(rng.integers(len(dates) // 4, len(dates) // 2 + 1)) if limited else None,
        busy=frozenset(dates[position] for position in busy),
        fairness=FAIRNESS,
    )


def _pairs(
    rng: np.random.Generator,
    sites: Floats,
    homes: Floats,
    day_site: Ints,
    day_date: Ints,
    kind: Ints,
    partly: npt.NDArray[np.bool_],
    dates: int,
) -> Pairs:
    """Who is near enough, willing on the date and has the skills; cost by distance, wish and taste."""
    willing = rng.random((len(homes), dates)) < 0.55
    wish = rng.choice(np.array([-60, 0, 90]), (len(homes), dates), p=[0.25, 0.6, 0.15])
    reach = rng.uniform(25, 80, len(homes))
    taste = rng.choice(np.array([-40, 0, 40]), (len(sites), len(homes)), p=[0.1, 0.8, 0.1])
    skilled = rng.random((len(sites), len(homes))) < 0.8
    parts: list[tuple[Ints, Ints, Ints]] = []
    for site, place in enumerate(sites):
        miles = np.hypot(*(homes - place).T)
        near = np.flatnonzero((miles < reach) & skilled[site])
        here = np.flatnonzero(day_site == site)
        day, person = (part.ravel() for part in np.meshgrid(here, near, indexing="ij"))
        open_types: npt.NDArray[np.bool_] = np.logical_or(~partly, np.all(partly, axis=1, keepdims=True))
        able = np.asarray(willing[person, day_date[day]]) & open_types[day, kind[person]]
        day, person = day[able], person[able]
        cost = 100 + (3 * miles[person]).astype(np.int64) + wish[person, day_date[day]] + taste[site, person]
        parts.append((day, person, cost))
    day, person, cost = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(day.astype(np.int32), person.astype(np.int32), cost.astype(np.int64))
