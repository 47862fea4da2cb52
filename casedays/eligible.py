"""The hard rules put to real people and real days: loads once, then asks `matching.eligibility`."""

from collections.abc import Collection, Sequence
from typing import Any

from casedays.matching.eligibility import Block, blocks
from casedays.matching.loader import load_needs, load_people, load_rule_book
from casedays.models import Assignment, CaseDay
from scheduling_portal.core.models import Rules


def check_clinician(case_day: CaseDay, clinician_id: int, slot: str, *, allowed: Collection[str] = ()) -> list[Block]:
    """What keeps this clinician out of this slot as things stand now; empty when eligible."""
    rules = Rules.current()
    needs = load_needs(case_day, rules=rules)
    book = load_rule_book(case_day.date, rules=rules)
    (person,) = load_people([case_day.date], clinician_ids=[clinician_id], only_working=False)
    return blocks(person, needs, slot, book, allowed=allowed)


def check_team(case_day: CaseDay, assignments: Sequence[Assignment], **edited: Any) -> dict[int, list[Block]]:
    """For each assignment's id what would keep that person out, on the day as it stands or as `edited`.

    Rules that a manager has overridden for an assignment are passed over.
    """
    if not assignments:
        return {}
    rules = Rules.current()
    needs = load_needs(case_day, rules=rules, **edited)
    book = load_rule_book(needs.date, rules=rules)
    people = {
        person.clinician_id: person
        for person in load_people([needs.date], clinician_ids=[a.clinician_id for a in assignments], only_working=False)
    }
    return {
        a.pk: blocks(people[a.clinician_id], needs, a.provider_type, book, allowed=a.overridden) for a in assignments
    }
