"""The matcher: a problem in, a proposal out. It knows no Django and nothing of the product: see docs/matching.md."""

from casedays.matching.solver.problem import (
    Change,
    OpenDay,
    OpenSlot,
    Pairs,
    Problem,
    ProblemError,
    Progress,
    Proposal,
    Watch,
    Why,
    Worker,
)
from casedays.matching.solver.solving import solve

__all__ = [
    "Change",
    "OpenDay",
    "OpenSlot",
    "Pairs",
    "Problem",
    "ProblemError",
    "Progress",
    "Proposal",
    "Watch",
    "Why",
    "Worker",
    "solve",
]
