"""Whether two runs solved the same problem, and what the weights in force come to on the one that a trial solves."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any

from casedays.matching.assemble import PATIENCE, problem_of
from casedays.matching.filling import PeriodWorld
from casedays.matching.scoring import Weights
from casedays.matching.solver import Progress, solve
from casedays.models import MatchingRun
from casedays.proposals.measures import measures_of
from casedays.proposals.plan import plan_of


def fingerprint(world: PeriodWorld) -> str:
    """Names the problem without its weights: the same days, people, rules and liberties give the same name."""
    scope = replace(world.scope, weights={})
    return hashlib.sha256(_flat((scope, world.days, world.people, world.book)).encode()).hexdigest()


def _flat(value: object) -> str:
    """A value in writing, sets and mappings in a fixed order."""
    if is_dataclass(value):
        return f"({','.join(_flat(getattr(value, field.name)) for field in fields(value))})"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{key}:{_flat(one)}' for key, one in value.items()))}}}"
    if isinstance(value, set | frozenset):
        return f"{{{','.join(sorted(map(_flat, value)))}}}"
    if isinstance(value, tuple | list):
        return f"[{','.join(map(_flat, value))}]"
    return str(value)


def beside(run: MatchingRun, world: PeriodWorld, in_force: Weights, watch: Callable[[Progress], bool]) -> Any:
    """What the weights in force come to on the problem of a trial, as JSON holds it; None when it is known already.

    It is known when the run that the trial is compared with had this very problem and these weights.
    """
    if run.compared_with_id is None:
        return None
    name, weights = fingerprint(world), asdict(in_force)
    base = MatchingRun.objects.filter(pk=run.compared_with_id)
    known = base.values_list("result__problem", "result__weights", "result__measures").first()
    if known and known[0] == name and known[1] == weights and known[2]:
        return None
    same = replace(world, weights=in_force)
    proposal = solve(problem_of(same, seconds=PATIENCE), watch=watch)
    return {"weights": weights, "measures": measures_of(plan_of(same, proposal.assignments))}
