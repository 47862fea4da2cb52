"""Each method on each instance, in processes of their own so that time and memory are theirs alone."""

import dataclasses
import multiprocessing
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from benchmarks.matching.instances import instance
from benchmarks.matching.methods import date_by_date, greedy, worth
from casedays.matching.solver import Pairs, Problem, Proposal, solve

ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """What one method reached. `days` and `cost` are None when it found nothing."""

    size: str
    method: str
    days: int | None
    cost: int | None
    bound: tuple[int, int] | None
    proven: bool
    seconds: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True)
class DropOut:
    """A clinician drops out: what the stable re-solve takes and changes besides, and what a fresh one changes."""

    size: str
    seconds: float
    cpu: float
    changed: int
    fresh: int
    proven: bool


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """The result of the work in a new process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_in_there, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def _in_there(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    pipe.send(work(*arguments))
    pipe.close()


def ours(name: str, seed: int, seconds: float) -> Row:
    """The matcher: the best of several times, as the machine is not ours alone."""
    problem = instance(name, seed, seconds)
    rounds = [timed(problem)]
    memory = peak_mb()
    rounds += [timed(problem) for _ in range(ROUNDS - 1)]
    answer = min((one for one, _ in rounds), key=_time)
    days, cost = worth(problem, list(answer.assignments))
    bound = (answer.bound_complete, answer.bound_cost)
    cpu = min(spent for _, spent in rounds)
    return Row(name, "the matcher", days, cost, bound, answer.proven, answer.seconds, cpu, memory)


def other(method: str, name: str, seed: int, seconds: float) -> Row:
    """Another method."""
    from benchmarks.matching.full_models import by_cp_sat, by_highs  # noqa: PLC0415  large: not into the matcher's process

    problem = instance(name, seed, seconds)
    started, cpu = time.monotonic(), time.process_time()
    work: dict[str, Callable[[], list[tuple[int, int]] | None]] = {
        "greedy": lambda: greedy(problem),
        "date by date": lambda: date_by_date(problem),
        "CP-SAT, whole model": lambda: by_cp_sat(problem, seconds),
        "HiGHS, whole model": lambda: by_highs(problem, seconds),
    }
    found = work[method]()
    spent, cpu = time.monotonic() - started, time.process_time() - cpu
    days, cost = (None, None) if found is None else worth(problem, found)
    return Row(name, method, days, cost, None, False, spent, cpu, peak_mb())


OTHERS = ("greedy", "date by date", "CP-SAT, whole model", "HiGHS, whole model")


def drop_out(name: str, seed: int, seconds: float) -> DropOut:
    """Some clinicians drop out, one at a time; the median of what that takes."""
    problem = instance(name, seed, seconds)
    before = solve(problem)
    busiest = [key for key, _ in Counter(key for _, key in before.assignments).most_common()]
    found = []
    for key in busiest[:: max(1, len(busiest) // 4)][:4]:
        left = without(problem, key)
        rounds = [timed(dataclasses.replace(left, current=before.assignments)) for _ in range(2)]
        again, cpu = rounds[0][0], min(cpu for _, cpu in rounds)
        fresh = solve(left)
        others = {pair for pair in before.assignments if pair[1] != key}
        changed, new = (len(others - set(answer.assignments)) for answer in (again, fresh))
        found.append(DropOut(name, min(one.seconds for one, _ in rounds), cpu, changed, new, again.proven))
    return DropOut(
        name,
        statistics.median(one.seconds for one in found),
        statistics.median(one.cpu for one in found),
        max(one.changed for one in found),
        round(statistics.median(one.fresh for one in found)),
        all(one.proven for one in found),
    )


def timed(problem: Problem) -> tuple[Proposal, float]:
    """The answer and the CPU seconds it took."""
    started = time.process_time()
    return solve(problem), time.process_time() - started


def _time(answer: Proposal) -> float:
    return answer.seconds


def without(problem: Problem, clinician: int) -> Problem:
    """The problem when they can do nothing any more."""
    pairs = problem.pairs
    stays = np.array([person.id for person in problem.clinicians])[pairs.clinician] != clinician
    return dataclasses.replace(problem, pairs=Pairs(pairs.day[stays], pairs.clinician[stays], pairs.cost[stays]))


def peak_mb() -> float:
    """The most memory that this process took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
