"""A moment is on the reader's own clock, and says so wherever the times beside it are on another."""

import re

import pytest

from accounts.models import User
from casedays.models import CaseDay
from notifications.models import Notification
from scheduling_portal.core import wording
from tests.casedays.test_links import link_in_text_to
from tests.factories.availability import PeriodFactory, answer_all
from tests.factories.casedays import confirmed_day
from tests.support.clinician import HOME, LIST, html_of, medic_of, page_of

pytestmark = pytest.mark.django_db
HERE, EAST = "America/Los_Angeles", "America/New_York"


@pytest.fixture
def day() -> CaseDay:
    return confirmed_day()


def who(day: CaseDay, zone: str) -> User:
    person = medic_of(day).clinician.user
    person.time_zone = zone
    person.save()
    return person


def deadline_of(day: CaseDay, zone: str) -> str:
    by = medic_of(day).answer_by
    assert by is not None
    return wording.time_of_day(by, zone)


@pytest.mark.parametrize("place", ["home", "list", "day", "link"])
def test_deadline_in_another_zone_names_it(day: CaseDay, place: str) -> None:
    person = who(day, EAST)
    html = html_of(person, _address(day, person, place))
    said = re.findall(rf"{re.escape(deadline_of(day, EAST))}(?! ET)", html)
    assert f"{deadline_of(day, EAST)} ET" in html
    assert said == []


@pytest.mark.parametrize("place", ["home", "list", "day", "link"])
def test_deadline_in_the_zone_of_the_site_does_not(day: CaseDay, place: str) -> None:
    person = who(day, HERE)
    html = html_of(person, _address(day, person, place))
    assert deadline_of(day, HERE) in html
    assert f"{deadline_of(day, HERE)} PT" not in html


def _address(day: CaseDay, person: User, place: str) -> str:
    return {"home": HOME, "list": LIST, "day": page_of(day)}.get(place) or link_in_text_to(person)


def test_arrival_on_the_card_says_its_zone_beside_another(day: CaseDay) -> None:
    arrive = f"arrive {wording.time_of_day(day.arrival_time)}"
    assert f"{arrive} PT</a>" in html_of(who(day, EAST), HOME)
    assert f"{arrive}</a>" in html_of(who(day, HERE), HOME)


def test_steps_of_the_timeline_and_the_page_agree(day: CaseDay) -> None:
    html = html_of(who(day, EAST), page_of(day))
    steps = re.findall(r'<div class="timeline-when">([^<]*)</div>', html)
    assert steps
    assert all(step.endswith(" ET") for step in steps)


def test_notice_and_page_name_the_same_moment(day: CaseDay) -> None:
    person = medic_of(day).clinician.user
    notice = Notification.objects.filter(recipient=person, kind="casedays.asked").latest("pk")
    assert str(notice.context["answer_by"]).endswith(f"{deadline_of(day, person.time_zone)} PT")


def test_a_period_has_no_site_so_its_clock_is_always_named(nurse: User) -> None:
    nurse.time_zone = EAST
    nurse.save()
    person, period = nurse, PeriodFactory.create()
    answer_all(period, [nurse.clinician])
    html = html_of(person, f"/clinician/availability/{period.pk}/")
    assert f"at {wording.time_of_day(period.due_at, EAST)} ET," in html
    assert re.search(r"Sent [^<]* (am|pm) ET<", html)
