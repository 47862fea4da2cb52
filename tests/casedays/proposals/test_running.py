"""Runs of the matcher: asked for, run once, watched, stopped, and cleared up after a dead worker."""

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import User
from availability.models import Period
from casedays import tasks
from casedays.matching.scope import Scope
from casedays.matching.solver import Progress, Proposal
from casedays.models import Assignment, MatchingRun, RunState
from casedays.proposals import running
from scheduling_portal.core import clock
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from tests.casedays.proposals.conftest import Run, date_in, later, proposal
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import planned_day

pytestmark = pytest.mark.django_db

NEWS = Progress("Closing the gap", 3, 5, 40, 30, 0.5)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ids of the runs that a worker was woken for."""
    found: list[int] = []
    monkeypatch.setattr(running, "_ring", found.append)
    return found


def scope_of(period: Period, **more: Any) -> Scope:
    return Scope(period.starts_on, period.ends_on, **more)


def asked_for(period: Period, manager: User, **facts: Any) -> MatchingRun:
    run = running.start_run(scope=scope_of(period), actor=manager)
    MatchingRun.objects.filter(pk=run.pk).update(**facts)
    run.refresh_from_db()
    return run


def test_a_run_fills_days_and_saves_nothing(period: Period, people: Any, run: Run) -> None:
    day = planned_day(date=date_in(period))
    done = run()
    assert (done.state, done.days_open, done.days_filled, done.bound_days) == (RunState.DONE, 1, 1, 1)
    assert done.proven
    assert proposal(done)["complete"] == [day.pk]
    assert proposal(done)["rows"][0][:2] == [day.pk, "anesthesiologist"]
    assert not Assignment.objects.exists()


@pytest.mark.usefixtures("open_day")
def test_a_worker_is_woken_after_the_commit(
    period: Period, manager: User, rung: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = running.start_run(scope=scope_of(period), actor=manager)
        assert rung == []
    assert rung == [run.pk]


@pytest.mark.usefixtures("open_day")
def test_a_broker_that_is_down_loses_nothing(period: Period, manager: User, caplog: Any, monkeypatch: Any) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(running, "signature", down)
    run = asked_for(period, manager, asked_at=clock.now() - running.UNHEARD_AFTER * 2)
    running.sweep_runs()
    assert run.state == RunState.WAITING
    assert "No worker could be woken" in caplog.text


@pytest.mark.usefixtures("open_day")
def test_one_runs_at_a_time_per_dates(period: Period, manager: User, rung: list[int]) -> None:
    first = asked_for(period, manager)
    with pytest.raises(Conflict, match="runs over these dates already"):
        running.start_run(scope=scope_of(period, types=("nurse",)), actor=manager)
    other = PeriodFactory.create()
    planned_day(date=other.starts_on)
    running.start_run(scope=scope_of(other), actor=manager)
    running.stop_run(run=first, actor=manager)
    assert running.start_run(scope=scope_of(period), actor=manager).pk != first.pk


@pytest.mark.usefixtures("open_day")
def test_without_the_constraint_two_would_run(period: Period, manager: User, rung: list[int]) -> None:
    run = asked_for(period, manager)
    with pytest.raises(IntegrityError, match="casedays_matchingrun_one_at_a_time"), transaction.atomic():
        MatchingRun.objects.create(scope=run.scope, scope_key=run.scope_key, asked_by=manager)
    MatchingRun.objects.create(
        scope=run.scope, scope_key=run.scope_key, asked_by=manager, state="stopped", ended_at=clock.now()
    )


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("casedays_matchingrun_state_known", {"state": "sleeping", "ended_at": True}),
        ("casedays_matchingrun_running_has_heartbeat", {"state": "running"}),
        ("casedays_matchingrun_end_has_time", {"state": "failed"}),
        ("casedays_matchingrun_done_has_result", {"state": "done", "ended_at": True}),
    ],
)
@pytest.mark.usefixtures("open_day")
def test_what_is_stored_of_a_run_makes_sense(
    period: Period, manager: User, rung: list[int], name: str, facts: dict[str, Any]
) -> None:
    given = {key: clock.now() if value is True else value for key, value in facts.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        asked_for(period, manager, **given)


@pytest.mark.usefixtures("open_day")
def test_only_managers_run_it(period: Period, nurse: User, manager: User, rung: list[int]) -> None:
    with pytest.raises(NotAllowed):
        running.start_run(scope=scope_of(period), actor=nurse)
    with pytest.raises(NotAllowed):
        running.stop_run(run=asked_for(period, manager), actor=nurse)


def test_dates_of_two_periods_are_refused_before_anything_runs(period: Period, manager: User) -> None:
    later_one = PeriodFactory.create()
    with pytest.raises(RuleBroken):
        running.start_run(scope=Scope(period.starts_on, later_one.ends_on), actor=manager)
    assert not MatchingRun.objects.exists()


@pytest.mark.usefixtures("open_day")
def test_told_twice_it_runs_once(period: Period, manager: User, rung: list[int], monkeypatch: Any) -> None:
    solved: list[int] = []
    monkeypatch.setattr(running, "_solve", lambda run: solved.append(run.pk))
    run = asked_for(period, manager)
    tasks.run_matching(run.pk)
    tasks.run_matching(run.pk)
    assert solved == [run.pk]


@pytest.mark.usefixtures("open_day")
def test_progress_is_written_a_few_times_a_second_at_most(period: Period, manager: User, rung: list[int]) -> None:
    run = asked_for(period, manager, state="running", heartbeat_at=clock.now())
    moments = iter([0.0, 0.0, 0.1, 0.2, 0.3, 0.6, 0.6])
    watcher = running.Watcher(run.pk, monotonic=lambda: next(moments))
    assert watcher(NEWS)
    run.refresh_from_db()
    assert (run.phase, run.days_filled, run.bound_days, run.cost) == ("Closing the gap", 3, 5, 40)
    for filled in (4, 5):
        assert watcher(NEWS._replace(days_filled=filled))
    run.refresh_from_db()
    assert run.days_filled == 3
    assert watcher(NEWS._replace(days_filled=5))
    assert watcher(NEWS._replace(days_filled=5))


def test_a_manager_stops_it_and_keeps_the_best_so_far(
    period: Period, people: Any, manager: User, rung: list[int], monkeypatch: Any
) -> None:
    day = planned_day(date=date_in(period))
    run = asked_for(period, manager)
    solve = running.solve

    def interrupted(problem: Any, *, watch: Any) -> Proposal:
        running.stop_run(run=run, actor=manager)
        assert watch(NEWS) is False
        found = solve(problem)
        return Proposal(found.assignments, 1, found.cost, 1, found.cost - 1, proven=False)

    monkeypatch.setattr(running, "solve", interrupted)
    running.run_matching(run.pk)
    run.refresh_from_db()
    assert (run.state, run.proven, run.bound_cost) == (RunState.STOPPED, False, (run.cost or 0) - 1)
    assert proposal(run)["complete"] == [day.pk]


@pytest.mark.usefixtures("open_day")
def test_one_that_waits_is_stopped_at_once(period: Period, manager: User, rung: list[int]) -> None:
    run = asked_for(period, manager)
    running.stop_run(run=run, actor=manager)
    running.run_matching(run.pk)
    run.refresh_from_db()
    assert (run.state, run.result, run.note) == (RunState.STOPPED, None, running.STOPPED)


@pytest.mark.usefixtures("open_day")
def test_a_dead_worker_is_seen_and_the_run_can_be_started_again(period: Period, manager: User, rung: list[int]) -> None:
    run = asked_for(period, manager, state="running", started_at=clock.now(), heartbeat_at=clock.now())
    assert running.sweep_runs() == 0
    with time_machine.travel(later(90)):
        assert running.is_lost(run)
        assert tasks.sweep_matching() == 1
        run.refresh_from_db()
        assert (run.state, run.result, run.note) == (RunState.STOPPED, None, running.LOST)
        assert running.start_run(scope=scope_of(period), actor=manager).state == RunState.WAITING


@pytest.mark.usefixtures("open_day")
def test_a_worker_taken_for_dead_writes_no_proposal_any_more(
    period: Period, people: Any, manager: User, rung: list[int], monkeypatch: Any
) -> None:
    run = asked_for(period, manager)
    solve = running.solve

    def slow(problem: Any, *, watch: Any) -> Proposal:
        with time_machine.travel(later(90)):
            running.sweep_runs()
        assert watch(NEWS) is False
        return solve(problem)

    monkeypatch.setattr(running, "solve", slow)
    running.run_matching(run.pk)
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.STOPPED, None)


@pytest.mark.usefixtures("open_day")
def test_a_run_that_no_worker_heard_of_is_rung_again(period: Period, manager: User, rung: list[int]) -> None:
    run = asked_for(period, manager)
    running.sweep_runs()
    assert rung == []
    with time_machine.travel(later(20)):
        running.sweep_runs()
    assert rung == [run.pk]


@pytest.mark.logs_errors
@pytest.mark.usefixtures("open_day")
def test_a_fault_ends_it_as_failed(period: Period, manager: User, rung: list[int], monkeypatch: Any) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(running, "solve", broken)
    run = asked_for(period, manager)
    running.run_matching(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "Nothing was saved" in run.note


@pytest.mark.usefixtures("open_day")
def test_only_managers_see_runs(
    period: Period, manager: User, nurse: User, practice_user: User, rung: list[int]
) -> None:
    run = asked_for(period, manager)
    assert list(MatchingRun.objects.visible_to(manager)) == [run]
    assert not MatchingRun.objects.visible_to(nurse).exists()
    assert not MatchingRun.objects.visible_to(practice_user).exists()
    assert str(period.starts_on) in str(run)
    assert running.live_run(run.scope_key) == run
