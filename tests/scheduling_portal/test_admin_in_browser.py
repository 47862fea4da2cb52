"""The administration in a real browser: usable on a desk and a phone, light and dark, under the strict policy."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory, credentialed_clinician
from tests.journeys.steps import Person
from tests.personas import make_practice
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], list[str]]
PAGES = (
    "availability/period/add/", "notifications/noticepolicyrow/", "notifications/delivery/", "core/rules/1/change/",
    "core/timelineentry/", "practices/practice/add/", "practices/site/", "accounts/clinician/", "accounts/credential/",
    "accounts/credential/add/", "accounts/skill/add/", "accounts/requiredcredential/", "casedays/changepolicyrow/",
)  # fmt: skip
DATA = Path(__file__).parents[1] / "data" / "northwest-messy"


@pytest.fixture
def world(live_server: LiveServer) -> User:
    administrator = AdministratorFactory.create(email="admin@people.test", first_name="Alex", last_name="Morgan")
    UserFactory.create(first_name="Nia", last_name="Cole", password="!", is_manager=True)
    credentialed_clinician(user__first_name="Nora", user__last_name="Quinn")
    make_practice("Lakeview Dental Group")
    return administrator


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(DESKTOP, "light"), (PHONE, "dark")],
    ids=["desk", "phone-dark"],
)
def test_administrator_sees_what_waits_invites_and_turns_off(
    browser_page: Callable[..., Page],
    axe: Axe,
    world: User,
    viewport: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    admin = Person(browser_page(viewport=viewport, scheme=scheme), axe)
    admin.sign_in(world.email, PASSWORD)
    admin.reads("1 person was never invited")
    admin.follow("Invite 1…")
    admin.reads("Nia Cole")
    admin.press("Invite 1")
    admin.reads("1 invitation is on the way: Nia Cole.")
    admin.follow("Quinn, Nora")
    admin.press("Turn off…")
    admin.reads("They can no longer sign in.")
    admin.press("Turn off")
    admin.reads("Turned off: Nora Quinn.")
    for path in PAGES:
        admin.go(f"/admin/{path}")


def test_spreadsheets_are_checked_and_saved(browser_page: Callable[..., Page], axe: Axe, world: User) -> None:
    admin = Person(browser_page(viewport=DESKTOP), axe)
    admin.sign_in(world.email, PASSWORD)
    admin.go("/admin/roster/rosterimport/add/")
    admin.press("Check the files")
    admin.reads("Choose at least one file.")
    admin.page.set_input_files("input[type=file]", [DATA / "practices.csv", DATA / "sites.csv"])
    with admin.page.expect_navigation():
        admin.page.get_by_role("button", name="Check the files").click()
    admin.check()
    admin.reads("cannot be taken.")
    admin.press("Throw the files away…")
    admin.follow("Go back, keep them")
    save = admin.page.get_by_role("button", name="skip")
    with admin.page.expect_navigation():
        save.click()
    expect(admin.page.get_by_text("Saved:")).to_be_visible()
