"""A worker really killed in the middle of a run: it is shown as stopped, nothing is half done, and it starts again."""

import datetime as dt
import sys
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from availability.models import Period
from casedays.matching.scope import Scope
from casedays.models import Assignment, CaseDay, MatchingRun, RunState
from casedays.proposals import applying, running
from casedays.states import AssignmentStatus
from scheduling_portal.core import clock
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import planned_day, trio
from tests.personas import client_of
from tests.support.worker import environment, kill, wait_for
from tests.support.worker import running as started

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]

#: Runs a run, and stands still while solving.
STUCK = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "scheduling_portal.settings.test"
import django; django.setup()
from casedays.proposals import running
from casedays.matching.solver import Progress
def solve(problem, *, watch):
    watch(Progress("Closing the gap", 1, 1, 5, 4, 0.1))
    open(sys.argv[2], "w").close()
    signal.pause()
running.solve = solve
running.run_matching(int(sys.argv[1]))
"""


#: Applies a proposal, and stands still with the second day's first person in the slot, nothing committed of it.
STUCK_APPLYING = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "scheduling_portal.settings.test"
import django; django.setup()
from casedays.proposals import applying
put, filled = applying.put_in_slot, []
def put_in_slot(day, *more, **options):
    put(day, *more, **options)
    filled.append(day.pk)
    if len(set(filled)) == 2:
        open(sys.argv[2], "w").close()
        signal.pause()
applying.put_in_slot = put_in_slot
applying.apply_waiting(int(sys.argv[1]))
"""


@pytest.fixture
def period() -> Period:
    made: Period = PeriodFactory.create()
    return made


def test_a_killed_worker_leaves_nothing_half_done(
    period: Period, manager: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_ring", lambda _: None)
    day = planned_day(date=period.starts_on)
    trio(day.date)
    scope = Scope(period.starts_on, period.ends_on)
    run = running.start_run(scope=scope, actor=manager)
    reached = tmp_path / "reached"
    env = environment(str(connection.settings_dict["NAME"]), "unix:///nowhere.sock")
    with started([sys.executable, "-c", STUCK, str(run.pk), str(reached)], env) as process:
        wait_for(reached.exists, "a run in the middle")
        kill(process)
    run.refresh_from_db()
    assert (run.state, run.phase, run.days_filled) == (RunState.RUNNING, "Closing the gap", 1)

    browser = client_of(manager)
    with time_machine.travel(clock.now() + dt.timedelta(seconds=90)):
        assert running.LOST in _page(browser, run)
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.STOPPED, None)
    assert not Assignment.objects.exists()

    browser.post(reverse("manager:matching-again", args=[run.pk]))
    again = MatchingRun.objects.get(state=RunState.WAITING)
    running.run_matching(again.pk)
    again.refresh_from_db()
    assert (again.state, again.days_filled) == (RunState.DONE, 1)


def test_a_worker_killed_while_applying_leaves_whole_days_and_the_rest_to_take_up(
    period: Period, manager: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_ring", lambda _: None)
    monkeypatch.setattr(applying, "ring_apply", lambda _: None)
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    days = [planned_day(date=period.starts_on + dt.timedelta(days=number)) for number in range(3)]
    trio(*[day.date for day in days])
    run = running.start_run(scope=Scope(period.starts_on, period.ends_on), actor=manager)
    running.run_matching(run.pk)
    run.refresh_from_db()
    applying.apply_proposal(run=run, day_ids=None, actor=manager)
    reached = tmp_path / "reached"
    env = environment(str(connection.settings_dict["NAME"]), "unix:///nowhere.sock")
    with started([sys.executable, "-c", STUCK_APPLYING, str(run.pk), str(reached)], env) as process:
        wait_for(reached.exists, "the second day")
        kill(process)
    wait_for(lambda: not _locked_by_the_dead(run), "the server to notice")
    assert _held(days) == [3, 0, 0]
    run.refresh_from_db()
    assert run.to_apply == [day.pk for day in days[1:]]
    assert list(run.outcome) == [str(days[0].pk)]

    applying.apply_waiting(run.pk)
    assert _held(days) == [3, 3, 3]
    run.refresh_from_db()
    assert (run.to_apply, len(run.outcome)) == ([], 3)


def _held(days: list[CaseDay]) -> list[int]:
    return [day.assignments.filter(status=AssignmentStatus.HELD).count() for day in days]


def _locked_by_the_dead(run: MatchingRun) -> bool:
    """Whether the killed process's transaction still stands."""
    with transaction.atomic():
        return not MatchingRun.objects.select_for_update(skip_locked=True).filter(pk=run.pk).exists()


def _page(browser: Client, run: MatchingRun) -> str:
    return browser.get(reverse("manager:matching-run", args=[run.pk])).content.decode()
