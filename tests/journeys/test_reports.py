"""Reports and the day sheet in a real browser: no accessibility fault, no sideways scroll, one page on paper."""

import datetime as dt
import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.cases import book_patient
from casedays.models import CaseDay
from casedays.selectors.reports import REPORTS
from casedays.states import AssignmentStatus, Status
from tests.factories import bulk
from tests.factories.accounts import PASSWORD
from tests.factories.casedays import accepted_day, active, day_ahead, planned_day, requested_day, staff_of
from tests.factories.practices import PatientFactory
from tests.journeys import steps
from tests.support.browser import DESKTOP, PageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.timeout(300)]

NARROW = (320, 640)
PATIENTS = 5


@pytest.fixture
def day(manager: User) -> CaseDay:
    """A full day among others: requested, planned, at risk, and many of the crowd."""
    made = accepted_day(manager=manager, date=day_ahead(3), parking="Behind the house, door 4711")
    for place in range(PATIENTS):
        patient = PatientFactory.create(practice=made.practice, allergies="Latex, penicillin", conditions="Asthma")
        start = dt.time(7 + place * 75 // 60 + 1, place * 75 % 60)
        book_patient(case_day=made, patient=patient, actor=staff_of(made.practice), start_time=start, minutes=60)
    risky = accepted_day(manager=manager, date=day_ahead(5))
    staffing.decline_assignment(assignment=active(risky)[1], actor=active(risky)[1].clinician.user, reason="Ill.")
    moved = planned_day(manager=manager, date=day_ahead(12))
    lifecycle.reschedule(case_day=moved, actor=manager, date=day_ahead(13))
    requested_day(date=day_ahead(20))
    pools = bulk.clinicians(4)
    crowd = bulk.days(bulk.sites(4), [day_ahead(n) for n in range(1, 60)], Status.CONFIRMED)
    bulk.teams(crowd, pools, AssignmentStatus.ACCEPTED, slots=SLOT_ORDER)
    return made


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (NARROW, "dark")])
def test_reports_are_read_sorted_and_narrowed(
    browser_page: PageFactory,
    axe: steps.Axe,
    manager: User,
    day: CaseDay,
    viewport: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    boss = steps.Person(browser_page(viewport=viewport, scheme=scheme), axe)
    boss.sign_in(manager.email, PASSWORD)
    boss.go("/manager/reports/")
    for key in REPORTS:
        boss.go(f"/manager/reports/{key}/?period=ahead")
        expect(boss.page.get_by_role("img").first).to_be_visible()
        boss.reads("What the figures mean")
    boss.go("/manager/reports/fill-rate/?period=dates&first=2027-03-09&last=2027-03-01")
    boss.reads("Until must not be before From")
    boss.go(f"/manager/reports/lead-times/?period=ahead&practice={day.practice.name}")
    boss.page.get_by_text("Other dates").first.click()
    boss.page.get_by_label("From").fill(day.date.isoformat())
    boss.page.get_by_label("Until").fill(day.date.isoformat())
    boss.press("Show these dates")
    expect(boss.page.get_by_role("rowheader", name=day.practice.name)).to_be_visible()
    assert f"first={day.date}" in boss.page.url


def test_tables_are_sorted_with_the_keyboard(
    browser_page: PageFactory, axe: steps.Axe, manager: User, day: CaseDay
) -> None:
    boss = steps.Person(browser_page(viewport=DESKTOP), axe)
    boss.sign_in(manager.email, PASSWORD)
    boss.go("/manager/reports/fill-rate/?period=ahead")
    boss.page.get_by_role("link", name="Open N").focus()
    boss.page.keyboard.press("Enter")
    expect(boss.page.get_by_role("columnheader", name="Open N")).to_have_attribute("aria-sort", "descending")
    first = boss.page.locator(".report-table").first.locator("tbody tr").first
    assert (first.locator("td").nth(8).text_content() or "0") != "0"


@pytest.mark.parametrize(("portal", "scheme"), [("manager", "light"), ("practice", "dark"), ("clinician", "dark")])
def test_day_sheet_is_one_page(
    browser_page: PageFactory,
    axe: steps.Axe,
    manager: User,
    day: CaseDay,
    portal: str,
    scheme: Literal["light", "dark"],
) -> None:
    user = {"manager": manager, "practice": staff_of(day.practice), "clinician": active(day)[1].clinician.user}[portal]
    reader = steps.Person(browser_page(viewport=NARROW if portal == "clinician" else DESKTOP, scheme=scheme), axe)
    reader.sign_in(user.email, PASSWORD)
    reader.go(f"/{portal}/case-days/{day.pk}/")
    reader.follow("Print day sheet")
    reader.reads("Contains patient data")
    for size in ("A4", "Letter"):
        printed = reader.page.pdf(format=size)
        assert re.findall(rb"/Count (\d+)", printed) == [b"1"], size
    reader.page.emulate_media(media="print")
    expect(reader.page.get_by_role("link", name="Back to the day")).to_be_hidden()
    reader.page.emulate_media(media="screen")
    reader.follow("Back to the day")
