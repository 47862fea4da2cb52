"""What people do on the pages, one function an act, found by the labels they read."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Page, expect

from scheduling_portal.core import wording

Axe = Callable[[Page], list[str]]


class Person:
    """Somebody at a browser. Every page and dialog they come to is checked once for accessibility faults."""

    def __init__(self, page: Page, axe: Axe) -> None:
        self.page = page
        self.axe = axe
        self.seen: set[tuple[str, str]] = set()

    def check(self) -> None:
        """No serious or critical fault, and no sideways scroll, on what the page shows now."""
        path = self.page.evaluate("location.pathname")
        heading = self.page.locator("dialog[open] h2, h1").last.text_content() or ""
        if (path, heading) in self.seen:
            return
        self.seen.add((path, heading))
        assert self.axe(self.page) == [], path
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls {wide} px sideways"

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto("/accounts/login/")
        self.check()
        self.page.get_by_label("Email", exact=True).fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.check()

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.check()

    def follow(self, name: str) -> None:
        """Follow a link and look at the page, or the dialog, it opens."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.check()

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.check()

    def reads(self, text: str) -> None:
        """The page shows this text somewhere."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def dialog(self, name: str, verb: str) -> None:
        """Open a question and answer it with its verb."""
        self.page.get_by_role("link", name=name).first.click()
        asked = self.page.locator("dialog[open], main")
        button = asked.get_by_role("button", name=verb).last
        expect(button).to_be_visible()
        self.check()
        button.click()
        self.page.wait_for_load_state()
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        self.check()


def submit_availability(clinician: Person, period_id: int) -> None:
    """Every date of the period, in few taps, then submit."""
    clinician.go(f"/clinician/availability/{period_id}/")
    clinician.page.get_by_text("All my…").click()
    clinician.page.get_by_role("button", name="All dates without an answer").click()
    clinician.press("Submit availability")
    clinician.go("/clinician/availability/")
    clinician.reads("Submitted")


def request_day(practice: Person, site: str, date: dt.date, other: dt.date) -> None:
    """One wanted date with one alternative."""
    practice.go("/practice/")
    practice.follow("Request case days")
    page = practice.page
    page.get_by_label("Site", exact=True).select_option(label=next_option(page, "Site", site))
    page.get_by_label("Best", exact=False).first.fill(date.isoformat())
    add = page.get_by_role("button", name="Add another date").first
    if add.is_visible():
        add.click()
    page.get_by_label("2nd").first.fill(other.isoformat())
    page.get_by_label("First case", exact=True).fill("07:30")
    page.get_by_label("Expected end", exact=True).fill("14:00")
    page.get_by_label("Patients expected").fill("4")
    page.get_by_role("radio", name="No", exact=True).check()
    practice.press("Send request")
    practice.reads("Requested")


def next_option(page: Page, label: str, starts_with: str) -> str:
    """The text of the option of a select that begins with these words."""
    texts = page.get_by_label(label, exact=True).locator("option").all_text_contents()
    return next(text for text in texts if starts_with in text)


def plan_and_staff(manager: Person, day_id: int, names: dict[str, str]) -> None:
    """Accept the request and hold the named people, slot by slot."""
    manager.go("/manager/requests/")
    manager.go(f"/manager/case-days/{day_id}/")
    manager.dialog("Accept request", "Accept request")
    manager.reads("Planned")
    for slot, name in names.items():
        manager.go(f"/manager/case-days/{day_id}/?slot={slot}")
        manager.press(f"Hold {name}")
        manager.reads("Held")


def confirm(manager: Person, day_id: int) -> None:
    """Confirm the day after reading what follows."""
    manager.go(f"/manager/case-days/{day_id}/")
    manager.dialog("Confirm case day", "Confirm")
    manager.reads("Confirmed")


def accept(clinician: Person) -> None:
    """Accept what is asked, on the first screen."""
    clinician.go("/clinician/")
    clinician.reads("Answer wanted")
    clinician.press("Accept", exact=True)
    clinician.go("/clinician/case-days/")
    clinician.reads("You accepted")


def confirm_details(practice: Person, day_id: int) -> None:
    """Say that the details are right."""
    practice.go(f"/practice/case-days/{day_id}/")
    practice.follow("Confirm details")
    practice.press("Confirm details")
    practice.reads("Details confirmed")


def add_patient(practice: Person, first: str, last: str) -> None:
    """Write a patient down."""
    practice.go("/practice/patients/")
    practice.follow("Add patient")
    page = practice.page
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    page.get_by_label("Date of birth").fill("1985-05-17")
    page.get_by_role("radio", name="Female").check()
    page.get_by_label("Expected minutes").fill("60")
    practice.press("Add patient")
    practice.reads(f"{first} {last}")


def book_patient(practice: Person, day_id: int, name: str) -> None:
    """Book the patient into the first free slot."""
    practice.go(f"/practice/case-days/{day_id}/patients/")
    practice.follow("Book patient")
    page = practice.page
    first, last = name.split(maxsplit=1)
    page.get_by_role("searchbox").fill(name)
    practice.press("Search")
    page.get_by_role("radio", name=f"{last}, {first}").check()
    practice.press("Book patient", exact=True)
    practice.go(f"/practice/case-days/{day_id}/patients/")
    practice.reads(name)


def day_words(date: dt.date) -> str:
    """A date as every page and message writes it."""
    return wording.day(date)
