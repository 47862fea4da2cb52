"""A company of some size, the same in every run: 300 clinicians, 100 practices, 1,000 case days around today."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from availability.calendar import dates_of
from availability.models import Period
from casedays.models import Case, CaseDay, Change
from casedays.states import AssignmentStatus, Status
from notifications.enums import Audience, Fate
from practices.models import Membership, Patient, Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import TimelineEntry
from tests.factories import bulk
from tests.factories.accounts import ManagerFactory

CLINICIANS = 300
PRACTICES = 100
DAYS = 1000
PERIOD_DAYS = 30
GRID_PEOPLE = 50
#: They alone have this name, so that the grid can be asked for exactly 50 people.
GRID_NAME = "Fiftyfold"
BOOKED = 5
#: Of ten days so many in each status; the completed ones are past, all others ahead.
MIX = (
    *[Status.COMPLETED] * 3,
    *[Status.CONFIRMED] * 4,
    *[Status.PLANNED] * 2,
    Status.REQUESTED,
)


@dataclass(frozen=True)
class World:
    """Who opens the pages, and which."""

    manager: User
    staff: User
    nurse: Clinician
    period: Period
    confirmed: CaseDay
    broken: CaseDay
    mine: CaseDay
    patients: Sequence[Patient]
    #: A date of the period on which the nurse is on no day.
    free: dt.date


def build(scale: int = 1) -> World:
    """Write it all; `scale` times as many of everything but the two periods."""
    manager = ManagerFactory.create(email="manager@bench.test")
    pools = bulk.clinicians(scale * CLINICIANS // len(SLOT_ORDER))
    everybody = [one for pool in pools.values() for one in pool]
    _name_fifty(everybody)
    period = _periods(everybody)
    sites = bulk.sites(scale * PRACTICES)
    days = _days(sites, pools, DAYS * scale)
    _history(days)
    nurse, confirmed = pools[ProviderType.NURSE][0], days[Status.CONFIRMED]
    mine = next(day for day in confirmed if day.assignments.filter(clinician=nurse).exists())
    staff = Membership.objects.filter(practice_id=mine.practice_id)[0].user
    patients = _patients(mine)
    for recipient, audience in (
        (manager, Audience.MANAGER),
        (nurse.user, Audience.CLINICIAN),
        (staff, Audience.PRACTICE),
    ):
        bulk.notices(recipient, audience, 50, fate=Fate.DELIVERED)
    bulk.notices(pools[ProviderType.MEDIC][0].user, Audience.CLINICIAN, scale * 2000, fate=Fate.DELIVERED)
    bulk.notices(pools[ProviderType.MEDIC][1].user, Audience.CLINICIAN, 3)
    complete = next(day for day in confirmed if day.assignments.count() == len(SLOT_ORDER))
    taken = set(nurse.assignments.values_list("date", flat=True))
    free = next(date for date in dates_of(period.starts_on, period.ends_on) if date not in taken)
    broken = next(day for day in days[Status.PLANNED][::5] if period.starts_on <= day.date <= period.ends_on)
    return World(manager, staff, nurse, period, complete, broken, mine, patients, free)


def _name_fifty(people: Sequence[Clinician]) -> None:
    chosen = [one.user_id for one in people[:: len(people) // GRID_PEOPLE][:GRID_PEOPLE]]
    User.objects.filter(pk__in=chosen).update(last_name=GRID_NAME)


def _periods(people: Sequence[Clinician]) -> Period:
    """The period that was, and the one that takes answers: both answered by all."""
    first = clock.monday_of(clock.now().date()) + dt.timedelta(weeks=1)
    now, span = clock.now(), dt.timedelta(days=PERIOD_DAYS)
    before, current = (
        Period.objects.create(
            starts_on=start,
            ends_on=start + span - dt.timedelta(days=1),
            opens_at=now - dt.timedelta(days=70),
            due_at=now + due,
            locks_at=now + due,
        )
        for start, due in ((first - span, dt.timedelta(days=-40)), (first, dt.timedelta(days=5)))
    )
    for period in (before, current):
        bulk.answers(period, people)
    return current


def _days(sites: list[Site], pools: bulk.Pools, count: int) -> dict[Status, list[CaseDay]]:
    """By status; every fifth planned day lacks its nurse and medic."""
    today = clock.now().date()
    ahead = itertools.cycle(today + dt.timedelta(days=n) for n in range(3, 3 + 2 * PERIOD_DAYS))
    past = itertools.cycle(today - dt.timedelta(days=n) for n in range(3, 3 + 2 * PERIOD_DAYS))
    made: dict[Status, list[CaseDay]] = {}
    turn = itertools.cycle(sites)
    for status in dict.fromkeys(MIX):
        many = count * MIX.count(status) // len(MIX)
        dates = list(itertools.islice(past if status == Status.COMPLETED else ahead, many))
        made[status] = bulk.days(list(itertools.islice(turn, many)), dates, status)
    bulk.teams(made[Status.COMPLETED], pools, AssignmentStatus.ACCEPTED)
    confirmed = made[Status.CONFIRMED]
    bulk.teams(confirmed[::2], pools, AssignmentStatus.ACCEPTED)
    bulk.teams(confirmed[1::2], pools, AssignmentStatus.ASKED)
    broken = made[Status.PLANNED][::5]
    whole = [day for number, day in enumerate(made[Status.PLANNED]) if number % 5]
    bulk.teams(broken, pools, AssignmentStatus.HELD, slots=SLOT_ORDER[:1])
    bulk.teams(whole, pools, AssignmentStatus.HELD)
    Change.objects.bulk_create(
        Change(case_day=day, number=1, fields={"children": [False, True]}) for day in confirmed[10:-1:20]
    )
    return made


def _history(days: dict[Status, list[CaseDay]]) -> None:
    """Of every day the steps that led there."""
    steps = {
        Status.REQUESTED: ["requested"],
        Status.PLANNED: ["requested", "planned", "held"],
        Status.CONFIRMED: ["requested", "planned", "held", "confirmed", "asked", "accepted"],
        Status.COMPLETED: ["requested", "planned", "held", "confirmed", "asked", "accepted", "completed"],
    }
    TimelineEntry.objects.bulk_create(
        (
            TimelineEntry(topic="case_day", topic_id=day.pk, kind=kind)
            for status, of_status in days.items()
            for day in of_status
            for kind in steps[status]
        ),
        batch_size=2000,
    )


def _patients(day: CaseDay) -> list[Patient]:
    """Of the practice of this day, a few of them booked on it."""
    made = bulk.patients(day.practice, 40)
    Case.objects.bulk_create(
        Case(case_day=day, patient=patient, practice=day.practice, start_time=dt.time(8 + number), minutes=45)
        for number, patient in enumerate(made[:BOOKED])
    )
    return made
