"""Random problems as in their files: every rule of the format is met by some of them."""

import datetime as dt
import random
from typing import Any

Json = dict[str, Any]
TYPES = ("anesthesiologist", "medic", "nurse")
START = dt.date(2027, 12, 27)  # weeks that cross a year


def world(
    seed: int,
    *,
    days: int,
    people: int,
    dates: int,
    eligible: float,
    types: int = 3,
    step: int = 6,
    ties: bool = False,
) -> Json:
    """A problem of that size. `ties` gives few different costs."""
    dice = random.Random(seed)
    calendar = [START + dt.timedelta(days=number) for number in range(dates)]
    return {
        "version": 1,
        "days": [_day(dice, number, calendar, TYPES[:types]) for number in range(days)],
        "clinicians": (clinicians := [_clinician(dice, n, calendar, TYPES[n % types], step) for n in range(people)]),
        "pairs": [
            [500 + day, person["id"], dice.randint(0, 2) * 10 if ties else dice.randint(-5, 60)]
            for day in range(days)
            for person in clinicians
            if dice.random() < eligible
        ],
        "seconds": 30,
    }


def _day(dice: random.Random, number: int, calendar: list[dt.date], types: tuple[str, ...]) -> Json:
    still = [name for name in types if dice.random() > 0.12]
    dice.shuffle(still)
    return {"id": 500 + number, "date": dice.choice(calendar).isoformat(), "open": still}


def _clinician(dice: random.Random, number: int, calendar: list[dt.date], kind: str, step: int) -> Json:
    around = [*calendar, calendar[0] - dt.timedelta(days=1), calendar[-1] + dt.timedelta(days=30)]
    busy = dice.sample(around, dice.choice([0, 0, 0, 1, 2]) if len(around) > 2 else 0)
    fairness = [0]
    for _ in range(dice.randint(0, 4)):
        fairness.append(fairness[-1] + dice.randint(0, step))
    return {
        "id": 900 - number,
        "type": kind,
        "max_week": dice.choice([0, 1, 2, 2, 3]),
        "max_period": dice.choice([None, None, 1, 2, 4]),
        "busy": [date.isoformat() for date in busy],
        "fairness": dice.choice([[], fairness, fairness, fairness]),
    }


def small(seed: int) -> Json:
    """A problem small enough to try every possibility."""
    return world(
        seed,
        days=3 + seed % 3,
        people=4 + seed % 6,
        dates=(2, 4, 9)[seed % 3],
        eligible=0.7,
        types=1 + seed % 3 if seed % 5 else 3,
        ties=seed % 4 == 0,
    )
