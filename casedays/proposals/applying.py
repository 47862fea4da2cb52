"""Applying a proposal through the staffing services: each day is checked again under lock, nothing is forced.

Days that exchange somebody are applied together or not at all; every other day on its own. What no longer fits falls
out with a word, the rest is applied. Each step is one transaction that also writes down what became of it, so a worker
that dies half-way leaves whole days, and the rest waits to be taken up again.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from celery import signature
from django.db import OperationalError, transaction

from accounts.enums import ProviderType
from accounts.models import User
from casedays.locking import lock_case_day, lock_clinicians
from casedays.matching.period import FREED
from casedays.matching.scope import Moves
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.plan import Kind, Row
from casedays.proposals.running import UNHEARD_AFTER, log, require_manager
from casedays.rules import require
from casedays.staffing.slots import end_assignment, put_in_slot
from casedays.states import ACTIVE, LIVE, Status, Verb
from scheduling_portal.core import clock, wording
from scheduling_portal.core.db import LOCK_TIMEOUT_STATE, in_transaction, sqlstate
from scheduling_portal.core.errors import Conflict, DomainError, NotAllowed

TASK = "casedays.tasks.apply_matching"
#: So many days are applied at once; more of them by a worker, while the page shows how far it is.
AT_ONCE = 25
REASON = "The matcher put together another team"
CHANGES = frozenset({Kind.NEW, Kind.MOVED, Kind.LEFT})


@dataclass(frozen=True)
class DayOutcome:
    """What became of one day, in words."""

    day_id: int
    ok: bool
    message: str


def why_left(run: MatchingRun) -> dict[tuple[int, str], str]:
    """Why who is in a slot leaves it, by day and slot."""
    return {(day, slot): why for day, slot, why, _ in (run.result or {}).get("changed", ())}


def rows_of(run: MatchingRun) -> dict[int, list[Row]]:
    """The proposal's slots by day."""
    found: dict[int, list[Row]] = defaultdict(list)
    for day_id, slot, before, after in (run.result or {}).get("rows", []):
        found[day_id].append(Row(day_id, slot, before, after))
    return dict(found)


def changing(run: MatchingRun) -> dict[int, list[Row]]:
    """The slots that applying would change, by day."""
    rows = {day: [row for row in mine if row.kind in CHANGES] for day, mine in rows_of(run).items()}
    return {day: mine for day, mine in rows.items() if mine}


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


def chosen_days(run: MatchingRun, day_ids: Collection[int] | None) -> list[int]:
    """Days that would change and are not applied yet: those named, or all that are no mere requests. One query."""
    done = applied_days(run)
    days = [day for day in changing(run) if day not in done]
    if day_ids is not None:
        return [day for day in days if day in day_ids]
    tried = CaseDay.objects.filter(pk__in=run.scope["requests"], status=Status.REQUESTED)
    skipped = set(tried.values_list("pk", flat=True) if run.scope["requests"] else ())
    return [day for day in days if day not in skipped]


def applied_days(run: MatchingRun) -> dict[int, str]:
    """Days that are applied as proposed, with the name of who did it."""
    return {int(day): (rest[0] if rest else "") for day, (ok, _, *rest) in run.outcome.items() if ok}


def _nothing_left(run: MatchingRun, day_ids: Collection[int] | None, actor: User) -> str:
    """Why none of these days is left; when somebody else applied them meanwhile, who."""
    done = applied_days(run)
    names = sorted({done[day] for day in done if day_ids is None or day in day_ids} - {"", actor.get_full_name()})
    if names:
        return f"Applied by {' and '.join(names)} meanwhile."
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


def groups_of(rows: dict[int, list[Row]]) -> list[list[int]]:
    """Days that exchange somebody, together; the others one by one. In the order of days."""
    leaves = {row.before: day for day, mine in rows.items() for row in mine if row.before is not None}
    joined = {day: {day} for day in rows}
    for day, mine in rows.items():
        for row in mine:
            other = leaves.get(row.after) if row.after is not None else None
            if other is not None and joined[other] is not joined[day]:
                joined[day] |= joined[other]
                for one in joined[day]:
                    joined[one] = joined[day]
    seen: set[int] = set()
    groups = []
    for day in rows:
        if day not in seen:
            seen |= joined[day]
            groups.append([one for one in rows if one in joined[day]])
    return groups


def _step(run: MatchingRun, group: Sequence[int], rows: dict[int, list[Row]]) -> list[DayOutcome]:
    """One group, with what became of it written down in the same transaction; a refusal leaves it as it was."""
    try:
        return _apply_group(run, group, rows)
    except DomainError as error:
        words = error.message
    except OperationalError as error:
        if sqlstate(error) != LOCK_TIMEOUT_STATE:
            raise
        words = "Somebody was working on this team. Try it again."
    outcomes = [DayOutcome(day, ok=False, message=words) for day in group]
    _write_down(run, outcomes)
    return outcomes


@in_transaction
def _apply_group(run: MatchingRun, group: Sequence[int], rows: dict[int, list[Row]]) -> list[DayOutcome]:
    if not set(group) <= set(_locked(run.pk).to_apply):
        return []  # another worker did it
    mine = [row for day in group for row in rows[day]]
    people = lock_clinicians(pk for row in mine for pk in (row.before, row.after) if pk is not None)
    days = {pk: lock_case_day(pk) for pk in sorted(group)}
    actor = run.applied_by
    movable = FREED[Moves(run.scope["moves"])]
    for day in days.values():
        _check_day(day, run, actor)
    left, valid = still_valid(mine, movable)
    why = why_left(run)
    for row, standing in valid:
        if standing is not None:
            words = why.get((row.day_id, row.slot))
            end_assignment(standing, days[row.day_id], actor, f"{REASON}: {words}." if words else f"{REASON}.")
    for row, _ in valid:
        if row.after is not None:
            put_in_slot(days[row.day_id], people[row.after], actor, details={"matcher": run.pk})
    held = {row.day_id for row, _ in valid}
    outcomes = [_outcome(day, held=day in held, left=left[day]) for day in group]
    _write_down(run, outcomes)
    return outcomes


def _check_day(day: CaseDay, run: MatchingRun, actor: User | None) -> None:
    """Raises NotAllowed or Conflict when the day is not as the matcher knew it."""
    if day.status not in LIVE:
        raise Conflict(f"The day is {day.get_status_display().lower()} and has no team to fill.")
    require(day, Verb.HOLD, actor)
    if (run.result or {})["dates"].get(str(day.pk)) != day.date.isoformat():
        raise Conflict(f"The day has moved to {wording.day(day.date)}. Run the matcher again.")


def still_valid(
    rows: Sequence[Row], movable: Sequence[str]
) -> tuple[dict[int, list[str]], list[tuple[Row, Assignment | None]]]:
    """Words for slots that somebody else filled meanwhile, by day; the rows left to do with whom they release.

    One query.
    """
    days = {row.day_id for row in rows}
    team = {
        (a.case_day_id, a.provider_type): a
        for a in Assignment.objects.filter(case_day__in=days, status__in=ACTIVE).select_related("clinician__user")
    }
    left: dict[int, list[str]] = defaultdict(list)
    valid: list[tuple[Row, Assignment | None]] = []
    for row in rows:
        standing = team.get((row.day_id, row.slot))
        slot = ProviderType(row.slot).label
        if standing is None:
            if row.after is not None:
                valid.append((row, None))
        elif standing.clinician_id == row.after:
            continue  # it is as proposed already
        elif standing.clinician_id != row.before:
            left[row.day_id].append(f"{slot}: {standing.clinician.user.get_full_name()} was put here meanwhile")
        elif standing.status not in movable or standing.overridden:
            left[row.day_id].append(f"{slot}: {standing.clinician.user.get_full_name()} has accepted meanwhile")
        else:
            valid.append((row, standing))
    return left, valid


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
