"""Suggested teams for one day, or why there is none."""

from dataclasses import dataclass

from accounts.enums import SLOT_ORDER
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_needs
from casedays.matching.standing import load_standing
from casedays.models import CaseDay
from casedays.proposals.helps import why_nobody
from casedays.proposals.trios import Trio, able_of, averages_of, best_trios
from casedays.states import ACTIVE


@dataclass(frozen=True)
class Suggestion:
    """The best teams for the open slots, best first. `missing` says for each slot that nobody can take why."""

    slots: tuple[str, ...]
    trios: tuple[Trio, ...]
    missing: tuple[tuple[str, str], ...]


def suggestion_for(day: CaseDay) -> Suggestion:
    """The best team and the next two. At most six queries, whatever the number of people."""
    standing, periods = load_standing(), periods_of([day.date])
    needs, book = load_needs(day, rules=standing.rules), standing.book(periods)
    team = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user"))
    taken = {a.provider_type for a in team}
    slots = tuple(slot.value for slot in SLOT_ORDER if slot.value not in taken)
    people = load_people([day.date], history=True, periods=periods) if slots else []
    able = able_of(slots, people, needs, book)
    trios = best_trios(
        able, needs, book, standing.weights,
        mates={a.clinician_id: a.clinician.user.get_full_name() for a in team},
        averages=averages_of(people, slots, needs, book),
    )  # fmt: skip
    missing = []
    for slot in slots:
        if not able[slot]:
            mine = [person for person in people if person.provider_type == slot]
            against = [(p, blocks(p, needs, slot, book)) for p in mine]
            missing.append((slot, why_nobody(slot, day.date, against)))
    return Suggestion(slots, tuple(trios), tuple(missing))
