"""A clinician says when they can work, on a phone, in few taps; with the keyboard; and without script."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Clinician
from availability.calendar import dates_of
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from tests.factories.accounts import PASSWORD, ClinicianFactory
from tests.factories.availability import PeriodFactory, answer_all
from tests.support.browser import PHONE, PageFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NARROW = (320, 640)


class Taps:
    """Taps, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, role: str, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.tap()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        self.count += 1


def sign_in(page: Page, clinician: Clinician) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email", exact=True).fill(clinician.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def answers_of(clinician: Clinician, period: Period) -> dict[dt.date, str]:
    rows = Availability.objects.filter(clinician=clinician, date__range=(period.starts_on, period.ends_on))
    return dict(rows.values_list("date", "answer"))


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (NARROW, "dark")])
def test_period_is_submitted_in_six_taps_with_a_pattern(
    browser_page: PageFactory, axe: Callable[[Page], list[str]], viewport: tuple[int, int], scheme: str
) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page(viewport=viewport, scheme=scheme, has_touch=True)
    sign_in(page, clinician)
    taps = Taps(page)

    page.get_by_role("navigation", name="Tabs").get_by_role("link", name="Availability").tap()
    taps.count += 1
    page.locator("main .row-link").first.tap()
    taps.count += 1
    expect(page.locator("[data-month-grid] table")).to_be_visible()
    assert axe(page) == []
    page.get_by_text("Weekly pattern").tap()
    taps.count += 1
    assert axe(page) == []
    taps.on("button", "Fill every week")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0]
    taps.on("button", "Submit availability")

    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    assert taps.count <= 6
    answers = answers_of(clinician, period)
    assert len(answers) == 20  # Saturdays and Sundays stay as they are, unless one says so
    assert not [date for date in answers if date.weekday() >= 5]
    expect(page.get_by_text("8 dates have no answer; without one you are not asked for them.")).to_be_visible()
    assert Submission.objects.filter(clinician=clinician, period=period).exists()


def test_last_period_is_copied_and_one_date_changed_with_a_note(browser_page: PageFactory) -> None:
    clinician = ClinicianFactory.create()
    last, period = PeriodFactory.create_batch(2)
    answer_all(last, [clinician], answer=Answer.PREFERRED)
    page = browser_page(viewport=PHONE, has_touch=True)
    sign_in(page, clinician)
    page.goto(f"/clinician/availability/{period.pk}/")

    page.get_by_role("button", name="Copy").tap()
    page.get_by_text("If needed", exact=True).first.tap()
    page.locator(f'[data-cell="{period.starts_on}"]').tap()
    page.get_by_label("Note for this date").fill("Back by 5 pm")
    page.get_by_role("button", name="List").tap()
    expect(page.locator(f'input[name="note-{period.starts_on}"]:not([disabled])')).to_have_value("Back by 5 pm")
    page.get_by_role("button", name="Submit availability").tap()

    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    answers = answers_of(clinician, period)
    assert answers[period.starts_on] == Answer.IF_NEEDED
    assert set(answers.values()) == {Answer.IF_NEEDED, Answer.PREFERRED}
    assert Availability.objects.get(clinician=clinician, date=period.starts_on).note == "Back by 5 pm"


def test_grid_is_filled_by_keyboard_alone(browser_page: PageFactory) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page()
    sign_in(page, clinician)
    page.goto(f"/clinician/availability/{period.pk}/")

    page.locator(f'[data-cell="{period.starts_on}"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Submit availability").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    dates = dates_of(period.starts_on, period.ends_on)
    assert answers_of(clinician, period) == {dates[8]: Answer.AVAILABLE, dates[13]: Answer.AVAILABLE}


def test_period_is_submitted_without_script(browser_page: PageFactory) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page(java_script_enabled=False)
    sign_in(page, clinician)
    page.goto(f"/clinician/availability/{period.pk}/")

    page.locator(f'select[name="answer-{period.starts_on}"]').select_option("preferred")
    page.get_by_role("button", name="Submit availability").click()

    expect(page.get_by_text("Sent to the manager")).to_be_visible()
    assert answers_of(clinician, period) == {period.starts_on: Answer.PREFERRED}


def test_filling_asks_before_it_replaces_and_can_be_taken_back(browser_page: PageFactory) -> None:
    clinician = ClinicianFactory.create()
    last, period = PeriodFactory.create_batch(2)
    answer_all(last, [clinician], answer=Answer.PREFERRED)
    page = browser_page(viewport=(390, 664), has_touch=True)
    sign_in(page, clinician)
    page.goto(f"/clinician/availability/{period.pk}/")
    first, second = dates_of(period.starts_on, period.ends_on)[:2]
    value = f'[data-grid-inputs] input[name="answer-{first}"]'
    other = f'[data-grid-inputs] input[name="answer-{second}"]'
    page.locator(f'[data-cell="{first}"]').tap()

    page.get_by_role("button", name="Copy").tap()
    expect(page.get_by_text("1 date has another answer already.")).to_be_visible()
    expect(page.locator(other)).to_have_value("")
    page.get_by_role("button", name="Fill only empty dates").tap()
    expect(page.locator(value)).to_have_value("available")
    expect(page.locator(other)).to_have_value("preferred")

    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(value)).to_have_value("available")
    expect(page.locator(other)).to_have_value("")

    page.get_by_text("Weekly pattern").tap()
    button = page.get_by_role("button", name="Fill every week")
    expect(button).to_be_in_viewport(ratio=1)
    button.tap()
    page.get_by_role("button", name="Replace 1 answer").tap()
    expect(page.locator(value)).to_have_value("preferred")


def test_second_tap_keeps_a_note_and_the_note_is_seen(browser_page: PageFactory) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    page = browser_page(viewport=(390, 664), has_touch=True)
    sign_in(page, clinician)
    page.goto(f"/clinician/availability/{period.pk}/")
    date = dates_of(period.starts_on, period.ends_on)[10]
    cell, value = page.locator(f'[data-cell="{date}"]'), page.locator(f'[data-grid-inputs] input[name="answer-{date}"]')

    cell.tap()
    note = page.get_by_label("Note for this date")
    bars = page.locator(".submit-bar").bounding_box()
    box = note.bounding_box()
    assert bars is not None
    assert box is not None
    assert box["y"] + box["height"] <= bars["y"]
    note.fill("Back by 5 pm")
    cell.tap()

    expect(value).to_have_value("if_needed")
    expect(note).to_have_value("Back by 5 pm")
    expect(page.get_by_text("The note of this date is kept.")).to_be_visible()
