"""The manager's page of a period in a real browser: all of it in sight on a desk, easy to tap on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from availability.models import Period
from availability.tasks import count_coverage
from tests.factories.accounts import PASSWORD, ManagerFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory
from tests.journeys.steps import Person
from tests.support.browser import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], list[str]]
CUT = "wrap => wrap.scrollWidth - wrap.clientWidth"


@pytest.fixture
def period(live_server: LiveServer) -> Period:
    ManagerFactory.create(email="manager@people.test")
    for name in ("Castellano", "Quinn", "Silva"):
        credentialed_clinician(user__first_name="Helen", user__last_name=name)
    return PeriodFactory.create()


def test_four_weeks_and_the_coverage_are_whole_on_a_desk(
    browser_page: Callable[..., Page], axe: Axe, period: Period
) -> None:
    count_coverage()
    manager = Person(browser_page(viewport=DESKTOP), axe)
    manager.sign_in("manager@people.test", PASSWORD)
    manager.go(f"/manager/availability/{period.pk}/")
    assert manager.page.locator(".table-wrap").evaluate(CUT) == 0
    panel, table = (manager.page.locator(css).last.bounding_box() for css in (".panel:has(.coverage)", ".coverage"))
    assert panel and table
    assert table["x"] + table["width"] <= panel["x"] + panel["width"]


def test_names_are_easy_to_tap_on_a_phone(browser_page: Callable[..., Page], axe: Axe, period: Period) -> None:
    manager = Person(browser_page(viewport=PHONE), axe)
    manager.sign_in("manager@people.test", PASSWORD)
    manager.go(f"/manager/availability/{period.pk}/")
    name = manager.page.get_by_role("link", name="Helen Castellano").bounding_box()
    assert name and name["height"] >= 44
    manager.go("/manager/clinicians/")
    for field in manager.page.locator(".filter-bar :is(input, select)").all():
        box = field.bounding_box()
        assert box and box["width"] >= 100 and box["height"] >= 44
