"""Asking where there is nothing to do, the list of runs, and the line that says one waits."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, User
from availability.models import Period
from casedays.matching.scope import Moves
from casedays.models import MatchingRun, RunState
from casedays.proposals import running
from casedays.proposals.applying import apply_proposal
from casedays.selectors.proposal import asking
from casedays.selectors.proposal.pending import pending_run
from scheduling_portal.core import clock, wording
from tests.casedays.proposals.conftest import Run, date_in
from tests.casedays.proposals.test_views_manager_asking import asked
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import planned_day, requested_day, staffed_day
from tests.personas import client_of
from tests.support.proposals import text

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]
NEW = "manager:matching-new"


def errors(browser: Client, data: dict[str, object]) -> dict[str, Any]:
    answer = browser.post(reverse(NEW), data)
    assert answer.status_code == 200
    assert not MatchingRun.objects.exists()
    found: dict[str, Any] = answer.context["form"].errors
    return found


def test_without_an_open_day_it_is_said_at_the_field(browser: Client, period: Period, manager: User) -> None:
    assert "No day of these has an open slot" in str(errors(browser, asked(period))["first"])
    staffed_day(date=date_in(period), manager=manager)
    said = str(errors(browser, asked(period))["first"])
    assert "To replace people, choose who may be moved." in said
    browser.post(reverse(NEW), asked(period, moves=Moves.HELD.value))
    assert MatchingRun.objects.count() == 1


def test_a_request_to_try_is_something_to_do(browser: Client, period: Period) -> None:
    wanted = requested_day(date=date_in(period))
    browser.post(reverse(NEW), asked(period, requests=[wanted.pk]))
    assert MatchingRun.objects.count() == 1


def test_dates_that_are_over_are_refused_and_never_named_as_an_example(manager: User, period: Period) -> None:
    planned_day(date=date_in(period))
    later = PeriodFactory.create()
    with time_machine.travel(dt.datetime.combine(later.starts_on + dt.timedelta(days=2), dt.time(20), dt.UTC)):
        browser = client_of(manager)
        assert "These dates are over" in str(errors(browser, asked(period))["last"])
        both = {**asked(period), "last": later.ends_on}
        example = wording.day_span(later.starts_on, later.ends_on)
        assert f"within one period, such as {example}" in str(errors(browser, both)["first"])
        form = text(browser.get(reverse(NEW), {"period": period.pk}))
        assert f'value="{later.ends_on}"' in form


def test_earlier_runs_are_listed_page_by_page(
    browser: Client, period: Period, people: People, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "The matcher has not run yet" in text(browser.get(reverse("manager:matching-runs")))
    planned_day(date=date_in(period))
    made = [run() for _ in range(3)]
    monkeypatch.setattr(asking, "PAGE", 2)
    shown = text(browser.get(reverse("manager:matching-runs")))
    assert reverse("manager:matching-run", args=[made[2].pk]) in shown
    assert reverse("manager:matching-run", args=[made[0].pk]) not in shown
    assert "Page 1 of 2" in shown
    last = text(browser.get(reverse("manager:matching-runs"), {"page": "99"}))
    assert reverse("manager:matching-run", args=[made[0].pk]) in last
    assert reverse("manager:matching-runs") in text(browser.get(reverse(NEW)))


def test_board_and_first_screen_point_at_a_proposal_until_it_is_applied(
    browser: Client, period: Period, people: People, run: Run, manager: User
) -> None:
    planned_day(date=date_in(period))
    found = run()
    link = reverse("manager:matching-run", args=[found.pk])
    span = wording.day_span(period.starts_on, period.ends_on)
    for address in (reverse("manager:home"), f"{reverse('manager:casedays-board')}?period={period.pk}"):
        shown = text(browser.get(address))
        assert f"A proposal for {span} is not applied yet: 1 of 1 open day filled, made just now." in shown
        assert link in shown
    apply_proposal(run=found, day_ids=None, actor=manager)
    assert link not in text(browser.get(reverse("manager:home")))


@pytest.mark.usefixtures("open_day")
def test_a_run_under_way_is_pointed_at_first(period: Period, people: People, run: Run, manager: User) -> None:
    found = run()
    MatchingRun.objects.filter(pk=found.pk).update(state=RunState.RUNNING, heartbeat_at=clock.now())
    said = pending_run(manager)
    assert said is not None
    assert (said.pk, said.act) == (found.pk, "Watch it")
    assert "The matcher is running over" in said.words
    assert pending_run(manager, period.ends_on + dt.timedelta(days=1)) is None


@pytest.mark.usefixtures("open_day")
def test_what_changes_nothing_is_old_or_was_overtaken_is_not_pointed_at(
    period: Period, run: Run, manager: User, nurse: User
) -> None:
    found = run()
    assert pending_run(manager) is None  # nobody could be found
    MatchingRun.objects.filter(pk=found.pk).update(result={**(found.result or {}), "loads": {"1": [0, 1]}})
    assert pending_run(manager) is not None
    assert pending_run(nurse) is None
    later = run()
    MatchingRun.objects.filter(pk=later.pk).update(applied_at=clock.now())
    assert pending_run(manager) is None
    MatchingRun.objects.filter(pk=later.pk).delete()
    MatchingRun.objects.filter(pk=found.pk).update(asked_at=clock.now() - dt.timedelta(days=8))
    assert pending_run(manager) is None


def test_without_the_check_an_empty_scope_would_be_run(
    browser: Client, period: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "check_something_to_do", lambda _: None)
    browser.post(reverse(NEW), asked(period))
    assert MatchingRun.objects.count() == 1
