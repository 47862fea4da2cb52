"""What somebody typed is still there after they were signed out and have signed in again; and nobody else's is."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.models import Clinician, User
from availability.models import Availability
from casedays.models import CaseDay
from tests.factories.accounts import PASSWORD, ClinicianFactory
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import confirmed_day, day_ahead
from tests.personas import make_practice, make_staff
from tests.support.browser import PHONE, PageFactory
from tests.support.clinician import medic_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
STILL_HERE = "You were signed out. What you typed is still here; send it again."
KEPT = "sessionStorage.getItem('trio:typed')"


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("Email", exact=True).fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def open_as(page: Page, user: User, path: str) -> None:
    page.goto(f"/accounts/login/?next={path}")
    sign_in(page, user)


def session_ends() -> None:
    Session.objects.all().delete()


def test_answers_that_were_tapped_are_still_there_and_can_be_sent(browser_page: PageFactory) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page(viewport=PHONE)
    open_as(page, clinician.user, f"/clinician/availability/{period.pk}/")
    cell = page.locator(f'[data-cell="{period.starts_on}"]')
    cell.click()
    page.get_by_label("Note for this date").fill("Back by 5")
    page.get_by_label("Note for the manager").fill("Away in the last week")
    session_ends()
    page.get_by_role("button", name="Submit availability").click()

    expect(page.get_by_text("You were signed out, so what you sent did not arrive.")).to_be_visible()
    sign_in(page, clinician.user)
    expect(page.get_by_text(STILL_HERE)).to_be_visible()
    expect(page.get_by_label("Note for the manager")).to_have_value("Away in the last week")
    expect(cell).to_have_attribute("data-answer", "available")
    assert page.evaluate(KEPT) is None
    assert not Availability.objects.exists()
    page.get_by_role("button", name="Submit availability").click()
    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    answer = Availability.objects.get()
    assert (answer.date, answer.answer, answer.note) == (period.starts_on, "available", "Back by 5")
    expect(page.get_by_text(STILL_HERE)).to_have_count(0)


def test_a_request_with_its_rows_and_notes_is_still_there(browser_page: PageFactory) -> None:
    staff = make_staff(make_practice("Lakeview Dental Group"), "tessa@people.test", "Tessa", "Nguyen")
    page = browser_page()
    open_as(page, staff, "/practice/case-days/request/")
    page.get_by_text("Several dates").click()
    dates = page.locator("[data-reveal-for=mode][data-when=several] input[type=date]")
    for place in range(2):
        dates.nth(place).fill(day_ahead(30 + place).isoformat())
    page.get_by_role("radio", name="Yes").check()
    page.locator("textarea[name=notes]").fill("Parking behind the house")
    session_ends()
    page.get_by_role("button", name="Send request").click()
    sign_in(page, staff)
    expect(page.get_by_text(STILL_HERE)).to_be_visible()
    expect(dates.nth(1)).to_be_visible()
    expect(dates.nth(1)).to_have_value(day_ahead(31).isoformat())
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()
    expect(page.locator("textarea[name=notes]")).to_have_value("Parking behind the house")


def test_a_reason_typed_in_a_dialog_is_there_when_it_is_opened_again(browser_page: PageFactory) -> None:
    person = medic_of(confirmed_day()).clinician.user
    page = browser_page(viewport=PHONE)
    open_as(page, person, "/clinician/")
    page.get_by_role("link", name="I can't make it").click()
    page.get_by_label("Reason, seen by managers").fill("My car broke down")
    session_ends()
    page.locator("dialog").get_by_role("button", name="I can't make it").click()
    sign_in(page, person)
    expect(page.get_by_text("You were signed out, so what you sent did not arrive. Press the button")).to_be_visible()
    page.get_by_role("link", name="I can't make it").click()
    expect(page.get_by_label("Reason, seen by managers")).to_have_value("My car broke down")


def asked(page: Page, person: User) -> None:
    """Somebody was signed out with a note on the way to the door."""
    period = PeriodFactory.create()
    open_as(page, person, f"/clinician/availability/{period.pk}/")
    page.get_by_label("Note for the manager").fill("Mine alone")
    session_ends()
    page.get_by_role("button", name="Submit availability").click()
    expect(page.get_by_label("Email", exact=True)).to_be_visible()
    assert "Mine alone" in page.evaluate(KEPT)


def test_another_person_never_finds_it(browser_page: PageFactory) -> None:
    first, second = ClinicianFactory.create_batch(2)
    page = browser_page(viewport=PHONE)
    asked(page, first.user)
    sign_in(page, second.user)
    expect(page.get_by_label("Note for the manager")).to_have_value("")
    assert page.evaluate(KEPT) is None


def test_after_an_hour_it_is_gone(browser_page: PageFactory) -> None:
    clinician: Clinician = ClinicianFactory.create()
    page = browser_page(viewport=PHONE)
    asked(page, clinician.user)
    page.evaluate(
        "sessionStorage.setItem('trio:typed', JSON.stringify("
        "{...JSON.parse(sessionStorage.getItem('trio:typed')), at: Date.now() - 61 * 60 * 1000}))"
    )
    sign_in(page, clinician.user)
    expect(page.get_by_label("Note for the manager")).to_have_value("")
    assert page.evaluate(KEPT) is None


def test_what_arrived_is_forgotten_at_once(browser_page: PageFactory) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page(viewport=PHONE)
    open_as(page, clinician.user, f"/clinician/availability/{period.pk}/")
    page.locator(f'[data-cell="{period.starts_on}"]').click()
    page.get_by_role("button", name="Submit availability").click()
    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    assert page.evaluate(KEPT) is None


def test_a_patient_is_never_kept(browser_page: PageFactory) -> None:
    staff = make_staff(make_practice("Lakeview Dental Group"), "tessa@people.test", "Tessa", "Nguyen")
    page = browser_page()
    open_as(page, staff, "/practice/patients/new/")
    page.get_by_label("First name").fill("Noah")
    session_ends()
    page.locator("main form[data-forget] [type=submit]").first.click()
    expect(page.get_by_label("Email", exact=True)).to_be_visible()
    assert page.evaluate(KEPT) is None
    assert not CaseDay.objects.exists()
