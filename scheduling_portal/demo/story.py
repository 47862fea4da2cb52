"""The script played in the order in which it happens, each step by the service that a person's click would call."""

import datetime as dt
from collections.abc import Callable

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician
from casedays.details import CaseDayDetails
from casedays.lifecycle import (
    accept_request,
    complete_past_days,
    confirm_case_day,
    confirm_details,
    request_case_day,
    request_case_days,
)
from casedays.models import CaseDay
from casedays.selectors.candidates import ranked_clinician_ids
from casedays.staffing import accept_assignment, hold_clinician
from casedays.states import AssignmentStatus
from scheduling_portal.core.errors import DomainError
from scheduling_portal.demo.bookings import book_patients
from scheduling_portal.demo.incidents import incidents
from scheduling_portal.demo.messages import send_due
from scheduling_portal.demo.moments import at
from scheduling_portal.demo.script import DAYS, SERIES, DayPart, Stage
from scheduling_portal.demo.world import World

Step = tuple[dt.datetime, Callable[[], object]]
LETTERS = {ProviderType.ANESTHESIOLOGIST: "a", ProviderType.NURSE: "n", ProviderType.MEDIC: "m"}


def play(world: World) -> None:
    """Everything that has happened up to now."""
    steps: list[Step] = [step for part in DAYS for step in _steps(world, part)]
    steps += [_series(world)]
    steps += incidents(world)
    past = {world.calendar.date(part.day) for part in DAYS if world.is_past(world.calendar.date(part.day))}
    for date in past:
        offset = (date - world.calendar.monday).days
        steps.append((world.calendar.moment(offset + 1, 1), complete_past_days))
    steps.sort(key=lambda step: step[0])
    for done, (moment, act) in enumerate(steps, 1):
        send_due(moment)
        with at(moment):
            act()
        if done % 100 == 0:
            world.say(f"  {done} of {len(steps)} steps")


def _steps(world: World, part: DayPart) -> list[Step]:
    """What happens to one day, with when."""
    calendar = world.calendar
    asked, planned, held, confirmed = _moments(world, part)
    steps: list[Step] = [(asked, lambda: _request(world, part))]
    if part.stage >= Stage.PLANNED:
        steps.append((planned, lambda: _accept(world, part)))
    if part.stage >= Stage.HELD:
        steps.append((held, lambda: _hold(world, part)))
    if part.stage >= Stage.CONFIRMED:
        steps.append((confirmed, lambda: confirm_case_day(case_day=world.day(part.name), actor=world.manager)))
        steps.append((_later(world, confirmed, hours=5), lambda: _answer(world, part)))
        booked = max(_later(world, confirmed, hours=20), calendar.moment(part.day - 6, 11))
        steps.append((booked, lambda: book_patients(world, part)))
        if part.details:
            checked = max(_later(world, booked, hours=2), calendar.moment(part.day - 5, 16))
            steps.append((checked, lambda: _confirm_details(world, part)))
    return steps


def _moments(world: World, part: DayPart) -> tuple[dt.datetime, dt.datetime, dt.datetime, dt.datetime]:
    """When the day was asked for, planned, staffed and confirmed. A period is published in halves."""
    calendar, minute = world.calendar, world.dice.randint(0, 59)
    if part.day >= 21:
        asked = calendar.ago(hours=world.dice.randint(26, 90))
        return asked, _later(world, asked, hours=20), calendar.now, calendar.now
    first = -35 if part.day < -7 else -7
    asked = calendar.moment(first - world.dice.randint(10, 20), world.dice.randint(8, 15), minute)
    if part.stage == Stage.REQUESTED:
        asked = calendar.ago(hours=world.dice.randint(20, 70))
    planned = _later(world, asked, hours=27)
    if part.late:
        return asked, planned, calendar.yesterday(13, minute), calendar.yesterday(14, minute)
    if part.day >= 14:
        return asked, planned, calendar.moment(min(0, _today(world) - 1), 10, minute), calendar.now
    if part.day >= 7:
        return asked, planned, calendar.moment(-5, 10, minute), calendar.moment(-4, 9, minute % 30)
    return asked, planned, calendar.moment(first - 6, 10, minute), calendar.moment(first - 4, 9, minute % 30)


def _today(world: World) -> int:
    return (world.calendar.today - world.calendar.monday).days


def _later(world: World, moment: dt.datetime, *, hours: int) -> dt.datetime:
    return min(moment + dt.timedelta(hours=hours, minutes=world.dice.randint(0, 59)), world.calendar.ago(hours=0.1))


def _details(world: World, part: DayPart) -> CaseDayDetails:
    return CaseDayDetails(
        first_case_time=_time(part.first),
        expected_end=_time(part.end),
        expected_patients=part.patients,
        children=part.children,
        skills=[world.skills[name] for name in part.skills],
        notes=part.notes,
    )


def _time(text: str) -> dt.time:
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def _request(world: World, part: DayPart) -> None:
    day = request_case_day(
        actor=world.staff[part.practice],
        practice=world.practices[part.practice],
        site=world.sites[part.practice, part.site],
        wanted_dates=[world.calendar.date(offset) for offset in (part.day, *part.alternatives)],
        details=_details(world, part),
    )
    world.day_ids[part.name] = day.pk


def _series(world: World) -> Step:
    practice, site, offsets = SERIES
    part = DayPart(0, practice, site, Stage.REQUESTED, first="8:00", patients=4)

    def ask() -> None:
        request_case_days(
            actor=world.staff[practice],
            practice=world.practices[practice],
            site=world.sites[practice, site],
            dates=[world.calendar.date(offset) for offset in offsets],
            details=_details(world, part),
            series=True,
        )

    return world.calendar.ago(hours=44), ask


def _accept(world: World, part: DayPart) -> None:
    day = world.day(part.name)
    accept_request(case_day=day, actor=world.manager, date=day.date)


def _hold(world: World, part: DayPart) -> None:
    wanted = {world.clinicians[name].provider_type: world.clinicians[name] for name in part.team}
    for slot in SLOT_ORDER:
        if LETTERS[slot] not in part.open_slots:
            _fill(world, world.day(part.name), slot, wanted.get(slot))


def _fill(world: World, day: CaseDay, slot: ProviderType, wanted: Clinician | None) -> None:
    """Hold whom the script names when they are eligible, else the best ranked."""
    if wanted is not None:
        try:
            hold_clinician(case_day=day, clinician=wanted, actor=world.manager)
        except DomainError as refusal:
            world.say(f"  {day}: {refusal.message}")
        else:
            return
    best = ranked_clinician_ids(day, slot)[0]
    hold_clinician(case_day=day, clinician=Clinician.objects.get(pk=best), actor=world.manager)


def _answer(world: World, part: DayPart) -> None:
    asked = world.day(part.name).assignments.filter(status=AssignmentStatus.ASKED).select_related("clinician__user")
    for assignment in asked:
        user = assignment.clinician.user
        if user.get_full_name() not in part.waiting:
            accept_assignment(assignment=assignment, actor=user)


def _confirm_details(world: World, part: DayPart) -> None:
    confirm_details(case_day=world.day(part.name), actor=world.staff[part.practice])
