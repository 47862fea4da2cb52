"""Three scheduling periods and what everybody answered: two closed, the next one open with some still missing."""

import datetime as dt

from accounts.enums import ProviderType
from accounts.models import Clinician
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from availability.services import return_submission
from scheduling_portal.core import clock
from scheduling_portal.demo.moments import HOME_ZONE, at
from scheduling_portal.demo.script import DAYS
from scheduling_portal.demo.world import World

WEEKS = 28
NOTES = ("Dentist myself until 10", "Back from leave", "School run until 8:15", "Night shift before")
#: Have not answered for the next period; the demo accounts among them have something to do.
MISSING = {
    "Priya Raman", "Grace Whitfield", "Luis Ortega", "Helen Castellano", "Dana Kowalski", "Theo Grant",
    "Rebecca Holt", "Travis Lowe",
}  # fmt: skip
RETURNED = "Sofia Lindgren"
#: How often which answer is given: preferred, available, if needed, unavailable.
USUAL, FEW = [22, 46, 12, 20], [8, 13, 4, 75]
#: On these days nobody of a kind can come.
SCARCE = {24: ProviderType.MEDIC, 36: ProviderType.ANESTHESIOLOGIST}


def make_periods(world: World) -> None:
    """Last, this and the next period, with answers."""
    calendar = world.calendar
    for first in (-35, -7):
        world.periods.append(
            _period(world, first, calendar.moment(first - 24, 8), calendar.moment(first - 10, 17), first - 7)
        )
    soon = calendar.today + dt.timedelta(days=4)
    due = clock.local_instant(soon, dt.time(17), HOME_ZONE)
    coming = _period(world, 21, calendar.now - dt.timedelta(days=6), due, None)
    world.periods.append(coming)
    wanted = _wanted(world)
    for period in world.periods:
        people = [
            clinician for name, clinician in world.clinicians.items() if period is not coming or name not in MISSING
        ]
        _answer(world, period, people, wanted)
    _give_back(world, coming)


def _period(world: World, first: int, opens: dt.datetime, due: dt.datetime, locks: int | None) -> Period:
    calendar = world.calendar
    return Period.objects.create(
        starts_on=calendar.date(first),
        ends_on=calendar.date(first + WEEKS - 1),
        opens_at=opens,
        due_at=due,
        locks_at=calendar.moment(locks, 17) if locks is not None else due + dt.timedelta(days=3),
    )


def _wanted(world: World) -> set[tuple[int, dt.date]]:
    """Whom the script needs on which date: they can."""
    return {(world.clinicians[name].pk, world.calendar.date(part.day)) for part in DAYS for name in part.team}


def _answer(world: World, period: Period, people: list[Clinician], wanted: set[tuple[int, dt.date]]) -> None:
    weights = FEW if period is world.periods[-1] else USUAL
    rows = []
    for clinician in people:
        habit = [_usual(world, weights) for _ in range(5)]
        for offset in range(WEEKS):
            date = period.starts_on + dt.timedelta(days=offset)
            if date.weekday() < 5:
                answer = habit[date.weekday()] if world.dice.random() < 0.8 else _usual(world, weights)
                if (clinician.pk, date) in wanted and answer == Answer.UNAVAILABLE:
                    answer = Answer.AVAILABLE
                if SCARCE.get((date - world.calendar.monday).days) == clinician.provider_type:
                    answer = Answer.UNAVAILABLE
                note = world.dice.choice(NOTES) if world.dice.random() < 0.03 else ""
                rows.append(Availability(clinician=clinician, date=date, answer=answer, note=note))
    Availability.objects.bulk_create(rows)
    Submission.objects.bulk_create(
        Submission(
            period=period,
            clinician=clinician,
            submitted_at=min(
                period.opens_at + dt.timedelta(hours=world.dice.randint(4, 120)),
                world.calendar.now - dt.timedelta(hours=2),
            ),
        )
        for clinician in people
    )


def _usual(world: World, weights: list[int]) -> Answer:
    return world.dice.choices([Answer.PREFERRED, Answer.AVAILABLE, Answer.IF_NEEDED, Answer.UNAVAILABLE], weights)[0]


def _give_back(world: World, period: Period) -> None:
    """One submission was returned with a comment on a date."""
    submission = Submission.objects.get(period=period, clinician=world.clinicians[RETURNED])
    with at(world.calendar.yesterday(11, 20)):
        return_submission(
            submission=submission,
            actor=world.manager,
            comment="You gave no Fridays at all this time. Is that what you meant?",
            date=world.calendar.date(25),
        )
