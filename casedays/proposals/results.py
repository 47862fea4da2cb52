"""A proposal as the run keeps it."""

from dataclasses import asdict
from typing import Any

from casedays.matching.solver import Proposal
from casedays.proposals.changes import changes_of
from casedays.proposals.helps import open_slots
from casedays.proposals.likeness import fingerprint
from casedays.proposals.measures import loads_of, measures_of
from casedays.proposals.plan import Plan


def result_of(plan: Plan, proposal: Proposal) -> dict[str, Any]:
    """All that review, reasons and applying need, as JSON holds it.

    `rows` are (day, slot, before, after), `open` (day, slot, why, what would help), `dates` those of the days then,
    `changed` (day, slot, why who was there leaves, if by a rule), `tried` on which of its dates a request was tried.
    `problem` names what was solved, `weights` are those it was solved with.
    """
    return {
        "rows": [[row.day_id, row.slot, row.before, row.after] for row in plan.rows],
        "dates": {str(day.needs.day_id): day.needs.date.isoformat() for day in plan.world.days},
        "tried": {str(day.needs.day_id): day.tried for day in plan.world.days if day.tried},
        "complete": sorted(plan.complete),
        "open": [[one.day_id, one.slot, one.why, list(one.helps)] for one in open_slots(plan)],
        "changed": [[one.day_id, one.slot, one.why, one.by_rule] for one in changes_of(plan)],
        "measures": measures_of(plan),
        "loads": loads_of(plan),
        "bound": proposal.bound_complete,
        "problem": fingerprint(plan.world),
        "weights": asdict(plan.world.weights),
    }
