"""Asking for a run of the matcher, running it in a worker with progress, stopping it, and clearing up after the dead.

A run never touches a case day. Redis may be dead: a run that nobody woke a worker for is found by `sweep_runs`.
"""

import datetime as dt
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import signature
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from casedays.matching.assemble import PATIENCE, problem_of
from casedays.matching.loader import periods_of
from casedays.matching.period import check_something_to_do, check_span, load_period
from casedays.matching.scope import Scope, restored
from casedays.matching.solver import Progress, Proposal, solve
from casedays.matching.standing import load_standing
from casedays.models import UNDER_WAY, MatchingRun, RunState
from casedays.proposals.likeness import beside
from casedays.proposals.plan import plan_of
from casedays.proposals.results import result_of
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction, violated_constraint
from scheduling_portal.core.errors import Conflict, DomainError, NotAllowed

log = logging.getLogger(__name__)

TASK = "casedays.tasks.run_matching"
#: A run whose worker said nothing for so long is taken for dead.
LOST_AFTER = dt.timedelta(seconds=60)
#: One that waits for so long was not heard of by any worker.
UNHEARD_AFTER = dt.timedelta(seconds=15)
BETWEEN_NEWS = 0.4  # seconds
LOST = "The worker ended while it ran. Nothing was saved; start it again."
STOPPED = "Stopped before a proposal was found."


@in_transaction
def start_run(*, scope: Scope, actor: User, compared_with: MatchingRun | None = None) -> MatchingRun:
    """Ask for a run over these dates; a worker takes it up once this is committed.

    Raises RuleBroken for dates that touch more than one period or have no slot to fill, Conflict while another run over
    the same dates is under way, NotAllowed for who is no manager.
    """
    require_manager(actor)
    check_span(scope, periods_of([scope.first, scope.last]) if scope.first <= scope.last else ())
    check_something_to_do(scope)
    end_lost_runs()
    run = MatchingRun(scope=scope.stored(), scope_key=scope.key, asked_by=actor, compared_with=compared_with)
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        if violated_constraint(error) != "casedays_matchingrun_one_at_a_time":
            raise
        raise Conflict("The matcher runs over these dates already. Watch it, or stop it first.") from error
    transaction.on_commit(partial(_ring, run.pk), robust=True)
    return run


def stop_run(*, run: MatchingRun, actor: User) -> None:
    """Have a run end with the best it has found. One that has not begun ends at once. Raises NotAllowed."""
    require_manager(actor)
    waiting = MatchingRun.objects.filter(pk=run.pk, state=RunState.WAITING)
    if waiting.update(state=RunState.STOPPED, ended_at=clock.now(), stop_asked=True, note=STOPPED):
        return
    MatchingRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(stop_asked=True)


def run_matching(run_id: int) -> None:
    """Run it here, if nobody else does. Told twice, it runs once. Ends as done, stopped or failed, never half."""
    now = clock.now()
    mine = MatchingRun.objects.filter(pk=run_id, state=RunState.WAITING)
    if not mine.update(state=RunState.RUNNING, started_at=now, heartbeat_at=now, phase="Reading the period"):
        return
    run = MatchingRun.objects.get(pk=run_id)
    try:
        _solve(run)
    except DomainError as error:
        _end(run_id, RunState.FAILED, note=error.message[:300])
    except Exception:
        log.exception("Matching run %s failed", run_id)
        _end(run_id, RunState.FAILED, note="Something went wrong here, and it was written down. Nothing was saved.")


def _solve(run: MatchingRun) -> None:
    world = load_period(restored(run.scope))
    _tell(run.pk, phase="Finding who can do which day", days_open=len(world.days))
    problem = problem_of(world, seconds=PATIENCE)
    _tell(run.pk, phase="Looking for the best teams")
    proposal = solve(problem, watch=Watcher(run.pk))
    if not _tell(run.pk, phase="Writing the proposal"):
        return  # taken for dead meanwhile
    result = result_of(plan_of(world, proposal.assignments), proposal)
    if run.compared_with_id is not None:
        result["in_force"] = beside(run, world, load_standing().weights, Watcher(run.pk, figures=False))
    state = RunState.STOPPED if _stop_asked(run.pk) else RunState.DONE
    _end(run.pk, state, result=result, **_figures(proposal))


def _figures(proposal: Proposal) -> dict[str, Any]:
    return {
        "days_filled": proposal.complete,
        "bound_days": proposal.bound_complete,
        "cost": proposal.cost,
        "bound_cost": proposal.bound_cost,
        "proven": proposal.proven,
        "seconds": proposal.seconds,
    }


class Watcher:
    """Writes a run's progress a few times a second, and says whether to go on.

    Without `figures` it only says that it is alive: what is solved is not what is proposed.
    """

    def __init__(self, run_id: int, monotonic: Callable[[], float] = time.monotonic, *, figures: bool = True) -> None:
        self.run_id, self.monotonic, self.figures = run_id, monotonic, figures
        self.last = float("-inf")
        self.go_on = True

    def __call__(self, progress: Progress) -> bool:
        if self.go_on and self.monotonic() - self.last >= BETWEEN_NEWS:
            self.last = self.monotonic()
            alive = _tell(self.run_id, **self._news(progress))
            self.go_on = alive and not _stop_asked(self.run_id)
        return self.go_on

    def _news(self, progress: Progress) -> dict[str, Any]:
        if not self.figures:
            return {"phase": "Comparing with the weights in force"}
        return {
            "phase": progress.phase[:80],
            "days_filled": progress.days_filled,
            "bound_days": progress.bound_days,
            "cost": progress.cost,
            "bound_cost": progress.bound_cost,
            "seconds": progress.seconds,
        }


def _tell(run_id: int, **news: Any) -> bool:
    """Write down how far it is; False when it is not running any more."""
    running = MatchingRun.objects.filter(pk=run_id, state=RunState.RUNNING)
    return bool(running.update(heartbeat_at=clock.now(), **news))


def _stop_asked(run_id: int) -> bool:
    return MatchingRun.objects.filter(pk=run_id, stop_asked=True).exists()


def _end(run_id: int, state: RunState, **facts: Any) -> None:
    MatchingRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(state=state, ended_at=clock.now(), **facts)


def sweep_runs() -> int:
    """End the runs whose worker is dead, and wake a worker for those that none has heard of. Returns how many ended."""
    ended = end_lost_runs()
    unheard = MatchingRun.objects.filter(state=RunState.WAITING, asked_at__lt=clock.now() - UNHEARD_AFTER)
    for pk in unheard.values_list("pk", flat=True):
        _ring(pk)
    return ended


def end_lost_runs() -> int:
    """End the runs whose worker is dead. Returns how many."""
    now = clock.now()
    lost = MatchingRun.objects.filter(state=RunState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    return lost.update(state=RunState.STOPPED, ended_at=now, note=LOST)


def is_lost(run: MatchingRun) -> bool:
    """Whether a run that says it is running has a dead worker."""
    return bool(run.state == RunState.RUNNING and run.heartbeat_at and run.heartbeat_at < clock.now() - LOST_AFTER)


def is_stalled(run: MatchingRun) -> bool:
    """Whether nothing moves that should: a dead worker, or none that heard of what waits."""
    if is_lost(run):
        return True
    quiet = clock.now() - UNHEARD_AFTER
    if run.to_apply:
        return run.heartbeat_at is None or run.heartbeat_at < quiet
    return run.state == RunState.WAITING and run.asked_at < quiet


def live_run(scope_key: str) -> MatchingRun | None:
    """The run under way over these dates."""
    return MatchingRun.objects.filter(Q(state__in=UNDER_WAY), scope_key=scope_key).first()


def _ring(run_id: int) -> None:
    """Wake a worker. Never raises: whoever looks, or the sweep, tries again."""
    try:
        signature(TASK, args=(run_id,)).apply_async(retry=False)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the broker, what was asked is saved
        log.warning("No worker could be woken (%s); the sweep will start run %s", type(error).__name__, run_id)


def require_manager(actor: User) -> None:
    """Raises NotAllowed for anybody else."""
    if not (actor.is_active and actor.is_manager):
        raise NotAllowed("Only managers run the matcher.")
