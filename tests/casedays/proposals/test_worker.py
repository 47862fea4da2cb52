"""A worker really killed in the middle of a run: it is shown as stopped, nothing is half done, and it starts again."""

import datetime as dt
import sys
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from availability.models import Period
from casedays.matching.scope import Scope
from casedays.models import Assignment, MatchingRun, RunState
from casedays.proposals import running
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


def _page(browser: Client, run: MatchingRun) -> str:
    return browser.get(reverse("manager:matching-run", args=[run.pk])).content.decode()
