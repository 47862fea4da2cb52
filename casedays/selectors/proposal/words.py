"""What a run is about and how good its proposal is, in words."""

from casedays.matching.scope import Moves, Scope, restored
from casedays.models import MatchingRun, RunState
from scheduling_portal.core import wording

MOVES = {
    Moves.NOTHING: "nobody is moved",
    Moves.HELD: "held people may be moved",
    Moves.ASKED: "held and asked people may be moved",
}


def span_words(run: MatchingRun) -> str:
    """Its dates: "29 Mar to 25 Apr"."""
    scope = restored(run.scope)
    return wording.day_span(scope.first, scope.last)


def scope_words(scope: Scope) -> str:
    """What narrows it and what may be moved: "OR, only nurses, 12 requests tried, held people may be moved"."""
    parts = [", ".join(scope.states)] if scope.states else []
    if scope.types:
        parts.append("only " + " and ".join(f"{one}s" for one in scope.types))
    if scope.days:
        parts.append("1 day" if len(scope.days) == 1 else f"{len(scope.days)} days")
    if scope.requests:
        parts.append("1 request tried" if len(scope.requests) == 1 else f"{len(scope.requests)} requests tried")
    parts.append(MOVES[scope.moves])
    if scope.moves != Moves.NOTHING:
        parts.append("as few as possible" if scope.stable else "freely, for the best")
    if scope.weights:
        parts.append("other weights")
    said = ", ".join(parts)
    return said[0].upper() + said[1:]


def share_off(run: MatchingRun) -> float:
    """How far it is from the bound, in per cent: of days while some may be missing, else of the cost."""
    if run.bound_days is None:
        return 100.0
    if run.days_filled < run.bound_days:
        return 100 * (run.bound_days - run.days_filled) / run.bound_days
    if run.cost is None or run.bound_cost is None:
        return 100.0
    return 100 * max(0, run.cost - run.bound_cost) / max(1, abs(run.cost))


def per_cent(share: float) -> str:
    """A share with as many decimals as it needs: "4 %", "0.3 %", "0.02 %"."""
    if share >= 1:
        return f"{share:.0f} %"
    return f"{share:.1f} %" if share >= 0.1 else f"{max(share, 0.01):.2f} %"


def unit_words(run: MatchingRun, number: int) -> str:
    """What is filled: "days", "nurse slots" of a run for nurses alone, "days with nurse and medic"."""
    types = run.scope["types"]
    if len(types) == 1:
        return f"{types[0]} slot{'' if number == 1 else 's'}"
    days = f"day{'' if number == 1 else 's'}"
    return f"{days} with {' and '.join(types)}" if types else days


def proof_words(run: MatchingRun) -> str:
    """The line of proof: "400 of at most 400 days, best possible", "... within 0.02 % of the best"."""
    if run.bound_days is None:
        return f"{run.days_filled} of {run.days_open} {unit_words(run, run.days_open)}"
    line = f"{run.days_filled} of at most {run.bound_days} {unit_words(run, run.bound_days)}"
    if run.proven:
        return f"{line}, best possible"
    if run.days_filled < run.bound_days:
        return f"{line}; it was stopped before more could be ruled out"
    return f"{line}, cost within {per_cent(share_off(run))} of the best"


def filled_words(run: MatchingRun) -> str:
    """What is filled of what is open: "2 of 3 open days filled", "2 of 2 open nurse slots filled"."""
    return f"{run.days_filled} of {run.days_open} open {unit_words(run, run.days_open)} filled"


def full_team_words(run: MatchingRun) -> str:
    """How many days have a full team, when only some provider types were asked for; else empty."""
    if not run.scope["types"]:
        return ""
    full: int = (run.result or {}).get("measures", {}).get("days", 0)
    total = run.days_open
    if not full:
        return f"None of {total} days has a full team" if total > 1 else "The day has no full team"
    return f"{full} of {total} day{'' if total == 1 else 's'} {'has' if full == 1 else 'have'} a full team"


def title_of(run: MatchingRun) -> str:
    """What the page is called in this state."""
    span = span_words(run)
    if run.under_way:
        return f"Matching {span}"
    if run.result is None:
        return f"Matching {span} {'failed' if run.state == RunState.FAILED else 'stopped'}"
    return f"Proposal for {span}"
