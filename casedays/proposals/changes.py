"""Why somebody is not in the slot any more that they had: the rule that stands against them, or where they go."""

from dataclasses import dataclass

from casedays.matching.eligibility import blocks
from casedays.matching.filling import DayToFill
from casedays.matching.problem import Person
from casedays.proposals.plan import Kind, Plan, Row
from scheduling_portal.core.wording import in_sentence

BETTER = "The proposal as a whole is better this way"


@dataclass(frozen=True)
class Change:
    """One slot that somebody leaves, and why. `by_rule` when a rule keeps them out, whatever the others do."""

    day_id: int
    slot: str
    why: str
    by_rule: bool


def changes_of(plan: Plan) -> list[Change]:
    """Each slot that somebody leaves, in the order of days."""
    days = {day.needs.day_id: day for day in plan.world.days}
    after = plan.people_after()
    leaving = [row for row in plan.rows if row.kind in {Kind.MOVED, Kind.LEFT}]
    return [_change(plan, row, days[row.day_id], after.get(row.before or 0)) for row in leaving]


def _change(plan: Plan, row: Row, day: DayToFill, after: Person | None) -> Change:
    before = plan.world.by_id.get(row.before or 0)
    if before is None or after is None:
        return Change(row.day_id, row.slot, "No longer active", by_rule=True)
    against = blocks(before, day.needs, row.slot, plan.world.book)
    if against:
        return Change(row.day_id, row.slot, against[0].why, by_rule=True)
    elsewhere = after.busy.get(day.needs.date)
    if elsewhere is not None:
        return Change(row.day_id, row.slot, f"Needed that date at {elsewhere.label}", by_rule=False)
    crowded = blocks(after, day.needs, row.slot, plan.world.book)
    why = f"Needed on other days: {in_sentence(crowded[0].why)}" if crowded else BETTER
    return Change(row.day_id, row.slot, why, by_rule=False)
