"""A proposal as the run keeps it."""

from typing import Any

from casedays.matching.solver import Proposal
from casedays.proposals.helps import open_slots
from casedays.proposals.measures import measures_of
from casedays.proposals.plan import Plan


def result_of(plan: Plan, proposal: Proposal) -> dict[str, Any]:
    """All that review, reasons and applying need, as JSON holds it.

    `rows` are (day, slot, before, after); `freed` names the assignments that were movable, by day and slot.
    """
    return {
        "rows": [[row.day_id, row.slot, row.before, row.after] for row in plan.rows],
        "freed": [
            [day.needs.day_id, placed.provider_type, placed.assignment_id]
            for day in plan.world.days
            for placed in day.freed
        ],
        "dates": {str(day.needs.day_id): day.needs.date.isoformat() for day in plan.world.days},
        "complete": sorted(plan.complete),
        "open": [[one.day_id, one.slot, one.why, list(one.helps)] for one in open_slots(plan)],
        "measures": measures_of(plan),
        "bound": proposal.bound_complete,
    }
