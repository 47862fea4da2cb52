"""Applying a proposal through the staffing services: each day is checked again under lock, nothing is forced.

Days that exchange somebody are applied together or not at all; every other day on its own, without a slot that somebody
else filled meanwhile. What no longer fits falls out with a word, the rest is applied. Each step is one transaction that
also writes down what became of it, so a worker that dies half-way leaves whole days, and the rest waits to be taken up
again.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from celery import signature
from django.db import OperationalError, transaction

from accounts.models import Clinician, User
from casedays.locking import lock_case_day, lock_clinicians
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.plan import Row
from casedays.proposals.running import UNHEARD_AFTER, log, require_manager
from casedays.proposals.stored import applied_days, changing, tried_date, why_left
from casedays.proposals.together import Valid, chosen_days, groups_of, movable_in, only_tried, still_valid
from casedays.rules import require
from casedays.staffing.slots import end_assignment, put_in_slot
from casedays.states import LIVE, Verb
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import LOCK_TIMEOUT_STATE, in_transaction, sqlstate
from scheduling_portal.core.errors import Conflict, DomainError, NotAllowed

TASK = "casedays.tasks.apply_matching"
#: So many days are applied at once; more of them by a worker, while the page shows how far it is.
AT_ONCE = 25
REASON = "The matcher put together another team"


@dataclass(frozen=True)
class DayOutcome:
    """What became of one day, in words."""

    day_id: int
    ok: bool
    message: str


def apply_proposal(*, run: MatchingRun, day_ids: Collection[int] | None, actor: User) -> list[DayOutcome]:
    """Apply these days of the proposal, or all (None). Returns what became of each, nothing yet when a worker does it.

    Raises NotAllowed for who is no manager or without a proposal, Conflict while days of it are being applied.
    """
    require_manager(actor)
    if run.result is None or run.under_way:
        raise NotAllowed("This run has no proposal to apply.")
    chosen = chosen_days(run, day_ids)
    if not chosen:
        raise Conflict(_nothing_left(run, day_ids, actor))
    taken = MatchingRun.objects.filter(pk=run.pk, to_apply=[]).update(
        to_apply=chosen, applied_by=actor, applied_at=clock.now(), heartbeat_at=clock.now()
    )
    if not taken:
        raise Conflict("Days of this proposal are being applied just now.")
    if len(chosen) > AT_ONCE:
        transaction.on_commit(partial(ring_apply, run.pk), robust=True)
        return []
    return apply_waiting(run.pk)


def _nothing_left(run: MatchingRun, day_ids: Collection[int] | None, actor: User) -> str:
    """Why none of these days is left: somebody else applied them meanwhile, or a request has to be accepted first."""
    done = applied_days(run)
    names = sorted({done[day] for day in done if day_ids is None or day in day_ids} - {"", actor.get_full_name()})
    if names:
        return f"Applied by {' and '.join(names)} meanwhile."
    if only_tried(run, day_ids):
        return "Accept the requests first: they, and days that exchange people with them, are only tried here."
    return "Nothing in this proposal is left to apply for the days chosen."


def apply_waiting(run_id: int) -> list[DayOutcome]:
    """Apply whatever of this run waits to be; told twice at once, each day is still applied once."""
    run = MatchingRun.objects.select_related("applied_by").get(pk=run_id)
    rows = changing(run)
    waiting = [day for day in run.to_apply if day in rows]
    done: list[DayOutcome] = []
    for group in groups_of({day: rows[day] for day in waiting}):
        done += _step(run, group, rows)
    return done


class _Misfit(Conflict):
    """A day does not fit any more."""

    def __init__(self, day_id: int, message: str) -> None:
        super().__init__(message)
        self.day_id = day_id


@contextmanager
def _on(day_id: int) -> Iterator[None]:
    """What is refused in here is refused of this day."""
    try:
        yield
    except DomainError as error:
        raise _Misfit(day_id, error.message) from error


def _step(run: MatchingRun, group: Sequence[int], rows: dict[int, list[Row]]) -> list[DayOutcome]:
    """One group, with what became of it written down in the same transaction; a refusal leaves it as it was."""
    try:
        return _apply_group(run, group, rows)
    except _Misfit as error:
        words = {day: error.message if day == error.day_id else _because_of(run, error) for day in group}
    except OperationalError as error:
        if sqlstate(error) != LOCK_TIMEOUT_STATE:
            raise
        words = dict.fromkeys(group, "Somebody was working on this team. Try it again.")
    outcomes = [DayOutcome(day, ok=False, message=words[day]) for day in group]
    _write_down(run, outcomes)
    return outcomes


def _because_of(run: MatchingRun, other: _Misfit) -> str:
    date = tried_date(run, other.day_id)
    which = wording.day(date) if date else "another day"
    return f"It exchanges people with {which}, which does not fit any more: {other.message}"


@in_transaction
def _apply_group(run: MatchingRun, group: Sequence[int], rows: dict[int, list[Row]]) -> list[DayOutcome]:
    """Raises _Misfit when a day does not fit any more; of several days also when one of their slots does not."""
    if not set(group) <= set(_locked(run.pk).to_apply):
        return []  # another worker did it
    mine = [row for day in group for row in rows[day]]
    people = lock_clinicians(pk for row in mine for pk in (row.before, row.after) if pk is not None)
    days = {pk: lock_case_day(pk) for pk in sorted(group)}
    for day in days.values():
        with _on(day.pk):
            _check_day(day, run, run.applied_by)
    left, valid = still_valid(mine, movable_in(run))
    if left and len(group) > 1:
        day_id, words = next(iter(left.items()))
        raise _Misfit(day_id, f"{'; '.join(words)}.")
    _exchange(run, days, people, valid)
    held = {row.day_id for row, _ in valid}
    outcomes = [_outcome(day, held=day in held, left=left.get(day, ())) for day in group]
    _write_down(run, outcomes)
    return outcomes


def _exchange(run: MatchingRun, days: Mapping[int, CaseDay], people: Mapping[int, Clinician], valid: Valid) -> None:
    """Take off who leaves, then put in who comes. The caller holds the locks."""
    why, actor = why_left(run), run.applied_by
    for row, standing in valid:
        if standing is not None:
            words = why.get((row.day_id, row.slot))
            with _on(row.day_id):
                end_assignment(standing, days[row.day_id], actor, f"{REASON}: {words}." if words else f"{REASON}.")
    for row, _ in valid:
        if row.after is not None:
            with _on(row.day_id):
                put_in_slot(days[row.day_id], people[row.after], actor, details={"matcher": run.pk})


def _check_day(day: CaseDay, run: MatchingRun, actor: User | None) -> None:
    """Raises NotAllowed or Conflict when the day is not as the matcher knew it."""
    if day.status not in LIVE:
        raise Conflict(f"The day is {day.get_status_display().lower()} and has no team to fill.")
    require(day, Verb.HOLD, actor)
    if tried_date(run, day.pk) != day.date:
        raise Conflict(f"The day has moved to {wording.day(day.date)}. Run the matcher again.")


def _outcome(day_id: int, *, held: bool, left: Sequence[str]) -> DayOutcome:
    if left:
        tail = ". The rest is applied." if held else "."
        return DayOutcome(day_id, ok=False, message="; ".join(left) + tail)
    return DayOutcome(day_id, ok=True, message="Applied" if held else "It was so already")


def _write_down(applied: MatchingRun, outcomes: Sequence[DayOutcome]) -> None:
    name = applied.applied_by.get_full_name() if applied.applied_by else ""
    with transaction.atomic():
        run = _locked(applied.pk)
        done = {one.day_id for one in outcomes}
        run.to_apply = [day for day in run.to_apply if day not in done]
        run.outcome |= {str(one.day_id): [one.ok, one.message, name] for one in outcomes}
        run.heartbeat_at = clock.now()
        run.save(update_fields=["to_apply", "outcome", "heartbeat_at"])


def _locked(run_id: int) -> MatchingRun:
    """The run under lock, without its large result."""
    rows = MatchingRun.objects.select_for_update(no_key=True).only("to_apply", "outcome", "heartbeat_at")
    return rows.get(pk=run_id)


def ring_apply(run_id: int) -> None:
    """Wake a worker. Never raises: the sweep tries again."""
    try:
        signature(TASK, args=(run_id,)).apply_async(retry=False)
    except Exception as error:  # noqa: BLE001  whatever is wrong with the broker, what was asked is saved
        log.warning("No worker could be woken (%s); the sweep will apply run %s", type(error).__name__, run_id)


def sweep_applying() -> int:
    """Wake a worker for what waits to be applied and nobody works on. Returns for how many runs."""
    quiet = clock.now() - UNHEARD_AFTER
    left = MatchingRun.objects.exclude(to_apply=[]).filter(heartbeat_at__lt=quiet).values_list("pk", flat=True)
    for pk in left:
        ring_apply(pk)
    return len(left)
