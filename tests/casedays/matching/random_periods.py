"""Random worlds of days and people in which every rule decides somewhere."""

import datetime as dt
import random

from casedays.matching.filling import DayToFill, PeriodWorld, Placed
from casedays.matching.problem import Busy, DayNeeds, Held, Limits, Person, Requirement, RuleBook, SkillNeed, Span
from casedays.matching.scope import Scope
from casedays.matching.scoring import Weights

TYPES = ("anesthesiologist", "medic", "nurse")
FIRST = dt.date(2027, 3, 1)  # a Monday
LAST = FIRST + dt.timedelta(days=20)
PLACES = [(45.4, -122.7), (45.5, -122.6), (44.0, -123.1), (47.6, -122.3), None]
SKILLS = [
    SkillNeed(1, "pediatric", frozenset({"anesthesiologist"})),
    SkillNeed(2, "spanish", frozenset({"nurse"})),
    SkillNeed(3, "special needs", frozenset({"anesthesiologist", "nurse"})),
]
BEYOND = [frozenset(), frozenset(), frozenset({"week_limit"}), frozenset({"period_limit"})]


def requirements(rnd: random.Random) -> tuple[Requirement, ...]:
    """Kind 1 everywhere, kind 2 by state, kind 3 with children, kind 4 in one state, some of them twice."""
    rows = []
    for kind_type in TYPES:
        rows.append(Requirement(kind_type, 1, "BLS", by_state=False, state="", children_only=False))
        rows.append(Requirement(kind_type, 2, "state licence", by_state=True, state="", children_only=False))
        rows.append(Requirement(kind_type, 3, "PALS", by_state=False, state="", children_only=True))
        if rnd.random() < 0.5:
            rows.append(Requirement(kind_type, 1, "BLS", by_state=False, state="WA", children_only=False))
    return tuple(rows)


def random_world(seed: int, *, days: int = 14, people: int = 18) -> PeriodWorld:
    """A world that is the same for the same seed."""
    rnd = random.Random(seed)
    periods = (Span(FIRST - dt.timedelta(days=rnd.choice([0, 3])), LAST + dt.timedelta(days=2)),)
    book = RuleBook(
        requirements=requirements(rnd), max_miles=rnd.choice([60, 120]), lapse_days=rnd.choice([10, 30]),
        periods=periods if rnd.random() < 0.8 else (),
    )  # fmt: skip
    staff = [person(rnd, number + 1) for number in range(people)]
    return PeriodWorld(
        scope=Scope(FIRST, LAST),
        days=tuple(day(rnd, number + 100, people) for number in range(days)),
        people=tuple(staff),
        book=book,
        weights=Weights(
            preferred_date=rnd.randrange(9), available_date=rnd.randrange(40), if_needed_date=rnd.randrange(150),
            per_mile=rnd.randrange(3), per_day_in_period=rnd.randrange(40), practice_preferred=rnd.randrange(50),
            been_at_site=rnd.randrange(20), same_team=rnd.randrange(20), credential_lapsing=rnd.randrange(30),
        ),
    )  # fmt: skip


def day(rnd: random.Random, day_id: int, people: int) -> DayToFill:
    """A day with one to three open slots; the people of the others count as company."""
    state = rnd.choice(["OR", "WA"])
    slots = rnd.sample(TYPES, rnd.choice([1, 2, 3, 3]))
    needs = DayNeeds(
        day_id=day_id,
        date=FIRST + dt.timedelta(days=rnd.randrange(21)),
        practice_id=rnd.randrange(4),
        site_id=rnd.randrange(6),
        state=state,
        place=rnd.choice(PLACES),
        children=rnd.random() < 0.3,
        skills=tuple(rnd.sample(SKILLS, rnd.choice([0, 0, 1, 2]))),
    )
    stays = tuple(Placed(0, rnd.randrange(people) + 1, slot, "held") for slot in TYPES if slot not in slots)
    return DayToFill(needs, tuple(sorted(slots)), stays=stays)


def person(rnd: random.Random, clinician_id: int) -> Person:
    """Mostly eligible, and now and then each rule stands against them."""
    dates = [FIRST + dt.timedelta(days=n) for n in range(-7, 30)]
    answers = ["preferred", "available", "available", "if_needed", "unavailable"]
    busy = {
        date: Busy(900 + n, "Elsewhere", 50, rnd.choice(BEYOND))
        for n, date in enumerate(rnd.sample(dates, rnd.choice([0, 0, 2, 4])))
    }
    limits = Limits(FIRST, LAST + dt.timedelta(days=2), rnd.choice([None, 1, 2]), rnd.choice([None, 2, 5]))
    return Person(
        clinician_id=clinician_id,
        name=f"Person {clinician_id}",
        provider_type=rnd.choice(TYPES),
        active=rnd.random() < 0.95,
        home=rnd.choice(PLACES),
        max_miles=rnd.choice([None, None, 5, 30, 200]),
        max_days_per_week=rnd.choice([1, 2, 5]),
        max_days_per_period=rnd.choice([None, 2, 6]),
        skill_ids=frozenset(skill.skill_id for skill in SKILLS if rnd.random() < 0.7),
        credentials=papers(rnd),
        answers={date: rnd.choice(answers) for date in dates if rnd.random() < 0.85},
        busy=busy,
        blocked_practices=frozenset(n for n in range(4) if rnd.random() < 0.1),
        preferred_practices=frozenset(n for n in range(4) if rnd.random() < 0.2),
        sites_worked=frozenset(n for n in range(6) if rnd.random() < 0.2),
        worked_with={rnd.randrange(18) + 1: rnd.randrange(3) for _ in range(4)},
        wishes=(limits,) if rnd.random() < 0.3 else (),
        dropped=frozenset(rnd.sample(dates, rnd.choice([0, 0, 0, 3]))) - busy.keys(),
    )


def papers(rnd: random.Random) -> tuple[Held, ...]:
    """Credentials, some of which begin, end or lapse within the dates."""
    held = []
    for kind, states in ((1, ("",)), (2, ("OR", "WA")), (3, ("",))):
        for state in states:
            for _ in range(rnd.choice([0, 1, 1, 1, 1, 2])):
                begins = FIRST + dt.timedelta(days=rnd.choice([-300, -300, -300, 5]))
                ends = FIRST + dt.timedelta(days=rnd.choice([400, 400, 400, 12, 25, 40]))
                held.append(Held(kind, state, begins, ends))
    return tuple(held)
