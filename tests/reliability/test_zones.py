"""Six zones through every change of the clock from 2026 to 2030: days, hours, nights and deadlines on the site's wall.

What is right is found without the product: by walking through the instants and looking at the wall.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from casedays.staffing.slots import mark_asked
from casedays.states import Status
from notifications import policy
from practices.models import Site
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import active, confirmed_day
from tests.reliability.figures import DEEP, tell

ZONES = (
    "America/Los_Angeles", "America/Denver", "America/Phoenix", "America/Chicago", "America/New_York",
    "Pacific/Honolulu",
)  # fmt: skip
YEARS = range(2026, 2031)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
TIMES = [dt.time(0), dt.time(0, 30), dt.time(4), dt.time(7, 30), dt.time(12), dt.time(23, 59)]


@cache
def changes_of(zone: str) -> tuple[dt.date, ...]:
    """The dates on which the offset is another at the end than at the beginning."""
    found = []
    for year in YEARS:
        for number in range(365):
            date = dt.date(year, 1, 1) + number * DAY
            offsets = {dt.datetime.combine(d, dt.time(0), ZoneInfo(zone)).utcoffset() for d in (date, date + DAY)}
            if len(offsets) == 2:
                found.append(date)
    return tuple(found)


def dates_of(zone: str) -> list[dt.date]:
    """Around every change, and the other dates on which a calendar may slip; before a release every date."""
    if DEEP:
        return [dt.date(YEARS[0], 1, 1) + n * DAY for n in range(365 * len(YEARS))]
    odd = [dt.date(2028, 2, 29), *(dt.date(year, 12, 31) for year in YEARS), *(dt.date(year, 1, 1) for year in YEARS)]
    return sorted({*odd, *(date + n * DAY for date in changes_of(zone) for n in (-1, 0, 1))} - {dt.date(2026, 1, 1)})


def every_case() -> Iterator[tuple[str, dt.date]]:
    return ((zone, date) for zone in ZONES for date in dates_of(zone))


def every_change() -> Iterator[tuple[str, dt.date]]:
    return ((zone, date) for zone in ZONES for date in changes_of(zone) or (dt.date(2028, 2, 29),))


def on_the_wall(date: dt.date, time: dt.time, zone: str) -> dt.datetime | None:
    """The first instant at which the wall shows it, by looking at every quarter of an hour; None when none does."""
    wanted = dt.datetime.combine(date, time)
    instant = dt.datetime.combine(date, dt.time(0), dt.UTC) + dt.timedelta(minutes=wanted.minute % 15)
    for _ in range(4 * 40):
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted:
            return instant
        instant += dt.timedelta(minutes=15)
    return None


def _wrong_hours(zone: str, date: dt.date) -> Iterator[str]:
    for time in TIMES:
        if clock.local_instant(date, time, zone) != on_the_wall(date, time, zone):
            yield f"{time} is another instant"
    noon_before = on_the_wall(date - DAY, dt.time(12), zone)
    first = on_the_wall(date, dt.time(7, 30), zone)
    assert noon_before
    assert first
    with time_machine.travel(noon_before, tick=False):
        if clock.hours_until(date, dt.time(7, 30), zone) != (first - noon_before).total_seconds() / 3600:
            yield "other hours until the first case"


def _wrong_today(zone: str, date: dt.date) -> Iterator[str]:
    midnight = on_the_wall(date, dt.time(0), zone)
    assert midnight
    for instant, expected in ((midnight - SECOND, date - DAY), (midnight, date)):
        with time_machine.travel(instant, tick=False):
            if clock.today_in(zone) != expected:
                yield f"today is {clock.today_in(zone)}"


def _wrong_night(zone: str, date: dt.date) -> Iterator[str]:
    morning, next_morning = on_the_wall(date, dt.time(8), zone), on_the_wall(date + DAY, dt.time(8), zone)
    evening = on_the_wall(date, dt.time(21), zone)
    assert morning
    assert evening
    assert next_morning
    expected = {
        morning - SECOND: morning, morning: morning, evening - SECOND: evening - SECOND, evening: next_morning,
        clock.local_instant(date, dt.time(3, 30), zone): morning,
    }  # fmt: skip
    for moment, leaves in expected.items():
        if policy.after_night(moment, zone) != leaves:
            yield f"a text of {moment} leaves at {policy.after_night(moment, zone)}"


def test_days_hours_and_nights_are_those_on_the_wall() -> None:
    wrong, cases = [], Counter[str]()
    for zone, date in every_case():
        for check in (_wrong_hours, _wrong_today, _wrong_night):
            cases[check.__name__] += 1
            wrong += [f"{zone} {date}: {what}" for what in check(zone, date)]
    tell("G21", zones=len(ZONES), cases=sum(cases.values()), wrong=len(wrong))
    assert not wrong, wrong[:5]
    assert sum(cases.values()) >= 400
    assert len(changes_of("America/Denver")) == 2 * len(YEARS)
    assert not changes_of("America/Phoenix")


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/Denver", "America/New_York"])
def test_hour_that_is_skipped_is_after_the_gap_and_one_that_comes_twice_is_the_first(zone: str) -> None:
    for number, date in enumerate(changes_of(zone)):
        instant = clock.local_instant(date, dt.time(2, 30) if number % 2 == 0 else dt.time(1, 30), zone)
        wall = instant.astimezone(ZoneInfo(zone))
        if number % 2 == 0:
            assert wall.time() == dt.time(3, 30)
        else:
            assert (wall.time(), wall.fold) == (dt.time(1, 30), 0)


@pytest.mark.django_db
def test_days_complete_and_questions_end_by_the_clock_of_the_site() -> None:
    manager: User = ManagerFactory.create()
    day = confirmed_day(manager=manager)
    question = active(day)[0]
    cases = 0
    wrong: list[object] = []
    for zone, date in every_change():
        CaseDay.objects.filter(pk=day.pk).update(date=date, status=Status.CONFIRMED)
        Site.objects.filter(pk=day.site_id).update(time_zone=zone)
        midnight, first = on_the_wall(date + DAY, dt.time(0), zone), on_the_wall(date, dt.time(7, 30), zone)
        assert midnight
        assert first
        for instant, status in ((midnight - SECOND, Status.CONFIRMED), (midnight, Status.COMPLETED)):
            cases += 1
            with time_machine.travel(instant, tick=False):
                lifecycle.complete_past_days()
            if CaseDay.objects.get(pk=day.pk).status != status:
                wrong.append((zone, date, instant))
        here = CaseDay.objects.select_related("site").get(pk=day.pk)
        question.clinician.user.time_zone = zone  # it is morning there when they are asked
        evening = on_the_wall(date - DAY, dt.time(20), zone)
        for hours, expected in ((93, first - dt.timedelta(hours=45)), (20, evening)):
            cases += 1
            with time_machine.travel(first - dt.timedelta(hours=hours), tick=False):
                mark_asked([question], here, Rules(answer_hours=48))
            if question.answer_by != expected:
                wrong.append((zone, date, question.answer_by))
    tell("G21 days", cases=cases, wrong=len(wrong))
    assert not wrong, wrong[:5]
