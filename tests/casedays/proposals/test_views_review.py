"""What the page of a proposal says of how good it is, what became of it, and what is left of it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, User
from availability.models import Period
from casedays import staffing
from casedays.models import RunState
from casedays.proposals import running
from scheduling_portal.core import wording
from tests.casedays.proposals.conftest import Run, date_in
from tests.casedays.proposals.test_views_manager import page, text
from tests.factories.availability import willing
from tests.factories.casedays import planned_day, requested_day
from tests.personas import client_of

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


@pytest.fixture
def browser(manager: User) -> Client:
    return client_of(manager)


def test_only_nurses_are_slots_filled_and_no_full_team(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    for number in (2, 3):
        planned_day(date=date_in(period, number))
    shown = page(browser, run(types=("nurse",)))
    assert "<h2>2 of 2 open nurse slots filled</h2>" in shown
    assert "None of 2 days has a full team." in shown


def test_who_stays_counts_toward_a_full_team(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    staffing.hold_team(case_day=day, clinicians=[people["medic"][0], people["anesthesiologist"][0]], actor=manager)
    assert "1 of 1 day has a full team." in page(browser, run(types=("nurse",)))


def test_a_run_stopped_by_the_manager_says_so_even_when_it_is_proven(
    browser: Client, period: Period, run: Run, people: People, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_day(date=date_in(period))
    monkeypatch.setattr(running, "Watcher", lambda *_, **__: lambda _: True)
    monkeypatch.setattr(running, "_stop_asked", lambda _: True)
    found = run()
    assert found.state == RunState.STOPPED
    assert found.proven
    shown = page(browser, found)
    assert "Stopped by the manager" in shown
    assert "Proven best" in shown


def test_a_request_tried_on_another_of_its_dates_is_shown_and_explained_on_that_date(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    first, second = date_in(period, 2), date_in(period, 4)
    for one in people["nurse"]:
        willing(one, first, answer="unavailable")
    wanted = requested_day(date=first, alternatives=[second])
    found = run(requests=(wanted.pk,))
    shown = page(browser, found)
    assert f"Tried on {wording.day(second)}, their 2nd choice" in shown
    assert "since" not in shown.split("Tried on")[1].split("</article>")[0]
    why = text(browser.get(reverse("manager:casedays-why", args=[wanted.pk]), {"slot": "nurse", "run": found.pk}))
    assert f"Nurse on {wording.day(second)}" in why
    assert "Passes every rule" in why
