"""The hard rules put to real people and real days: loads once, then asks `matching.eligibility`."""

from collections.abc import Collection, Sequence
from typing import Any

from casedays.matching.eligibility import Block, blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_many_needs, load_needs
from casedays.matching.standing import load_standing
from casedays.models import Assignment, CaseDay


def check_clinician(case_day: CaseDay, clinician_id: int, slot: str, *, allowed: Collection[str] = ()) -> list[Block]:
    """What keeps this clinician out of this slot as things stand now; empty when eligible."""
    standing, periods = load_standing(), periods_of([case_day.date])
    needs = load_needs(case_day, rules=standing.rules)
    (person,) = load_people([case_day.date], clinician_ids=[clinician_id], only_working=False, periods=periods)
    return blocks(person, needs, slot, standing.book(periods), allowed=allowed)


def check_team(case_day: CaseDay, assignments: Sequence[Assignment], **edited: Any) -> dict[int, list[Block]]:
    """For each assignment's id what would keep that person out, on the day as it stands or as `edited`.

    Rules that a manager has overridden for an assignment are passed over.
    """
    if not assignments:
        return {}
    standing = load_standing()
    needs = load_needs(case_day, rules=standing.rules, **edited)
    periods = periods_of([needs.date])
    ids = [assignment.clinician_id for assignment in assignments]
    team = load_people([needs.date], clinician_ids=ids, only_working=False, periods=periods)
    people = {person.clinician_id: person for person in team}
    book = standing.book(periods)
    return {
        a.pk: blocks(people[a.clinician_id], needs, a.provider_type, book, allowed=a.overridden) for a in assignments
    }


def check_many(assignments: Sequence[Assignment]) -> list[tuple[Assignment, list[Block]]]:
    """Each assignment, on whatever day, with what would keep that person out now. Four queries for any number."""
    if not assignments:
        return []
    standing = load_standing()
    needs = load_many_needs({a.case_day_id for a in assignments}, rules=standing.rules)
    dates = sorted({need.date for need in needs.values()})
    periods = periods_of(dates)
    ids = {a.clinician_id for a in assignments}
    loaded = load_people(dates, clinician_ids=ids, only_working=False, periods=periods)
    people = {person.clinician_id: person for person in loaded}
    book = standing.book(periods)
    return [
        (a, blocks(people[a.clinician_id], needs[a.case_day_id], a.provider_type, book, allowed=a.overridden))
        for a in assignments
    ]
