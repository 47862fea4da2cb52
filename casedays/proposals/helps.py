"""Why a slot stays open, and the smallest things that would help: in words, from the rules that decided.

All of it is asked of `eligibility.blocks` about people as the proposal would have them, so that a person who is on
another day of the proposal, or at a limit because of it, is said to be.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casedays.matching.eligibility import Block, Rule, blocks, day_words
from casedays.matching.filling import DayToFill
from casedays.matching.problem import Person
from casedays.proposals.plan import Plan

MOST_HELPS = 4
#: Slots that are explained in full; a period without any availability has thousands, all for the same reason.
MOST_EXPLAINED = 200
#: What stands alone against somebody, from the easiest to give way; what cannot give way is not in it.
EASE = (
    Rule.AVAILABILITY,
    Rule.WEEK_LIMIT,
    Rule.PERIOD_LIMIT,
    Rule.DISTANCE,
    Rule.SKILL,
    Rule.CREDENTIAL,
    Rule.DO_NOT_SEND,
)
PLURALS = {"anesthesiologist": "anesthesiologists", "nurse": "nurses", "medic": "medics"}


@dataclass(frozen=True)
class OpenSlot:
    """One slot that stays open, why, and what would help."""

    day_id: int
    slot: str
    why: str
    helps: tuple[str, ...]


def open_slots(plan: Plan) -> list[OpenSlot]:
    """Every open slot of the scope's days, in the order of days. The first MOST_EXPLAINED are explained in full."""
    by_type: dict[str, list[Person]] = defaultdict(list)
    for person in plan.people_after().values():
        by_type[person.provider_type].append(person)
    empty: dict[int, list[str]] = defaultdict(list)
    for row in plan.rows:
        if row.after is None:
            empty[row.day_id].append(row.slot)
    found: list[OpenSlot] = []
    for day in plan.world.days:
        slots = empty.get(day.needs.day_id, [])
        if len(found) < MOST_EXPLAINED:
            found += _of_day(plan, day, slots, by_type)
        else:
            found += [OpenSlot(day.needs.day_id, slot, f"No {slot} is left for this day", ()) for slot in slots]
    return found


def _of_day(plan: Plan, day: DayToFill, slots: Sequence[str], by_type: dict[str, list[Person]]) -> list[OpenSlot]:
    against = {slot: [(p, _against(p, day, slot, plan)) for p in by_type[slot]] for slot in slots}
    free = {slot: [p.name for p, found in against[slot] if not found] for slot in slots}
    short = [slot for slot in slots if not free[slot]]
    dates = _alternatives(plan, day, by_type) if short else []
    said = []
    for slot in slots:
        if free[slot]:
            missing = f"there is no {_listed(short, 'and no')}" if short else "the search was ended before"
            said.append(OpenSlot(day.needs.day_id, slot, f"{_listed(free[slot][:3], 'or')} could, but {missing}", ()))
            continue
        helps = [*dates, *_ease(against[slot])]
        why = why_nobody(slot, day.needs.date, against[slot])
        said.append(OpenSlot(day.needs.day_id, slot, why, tuple(helps[:MOST_HELPS])))
    return said


def _against(person: Person, day: DayToFill, slot: str, plan: Plan) -> list[Block]:
    """What keeps the person out, with having said that they can't make it that date."""
    found = blocks(person, day.needs, slot, plan.world.book)
    if person.clinician_id in day.out:
        return [said_no(day.needs.date), *found]
    return found


def said_no(date: dt.date) -> Block:
    """The block of who dropped out on this date."""
    return Block(Rule.AVAILABILITY, f"Said they can't make it on {day_words(date)}", f"availability:{date}:dropped")


def why_nobody(slot: str, date: dt.date, against: Sequence[tuple[Person, Sequence[Block]]]) -> str:
    """One sentence: what keeps out those who offered the date, and how many of them are on other days.

    Such as "No medic with PALS; 2 are on other days".
    """
    if not against:
        return f"There is no {slot}"
    willing = [(p, found) for p, found in against if all(block.rule != Rule.AVAILABILITY for block in found)]
    if not willing:
        silent = sum(p.answers.get(date) is None for p, _ in against)
        if silent == len(against):
            return f"No {slot} gave an answer for this date"
        tail = f"; {silent} gave no answer" if silent else ""
        return f"No {slot} is available on {day_words(date)}{tail}"
    elsewhere = sum(any(block.rule == Rule.OTHER_DAY for block in found) for _, found in willing)
    rest = [found for _, found in willing if all(block.rule != Rule.OTHER_DAY for block in found)]
    if not rest:
        return (
            f"All {elsewhere} available {PLURALS[slot]} are on other days"
            if elsewhere > 1
            else (f"The one available {slot} is on another day")
        )
    tail = f"; {elsewhere} {'is' if elsewhere == 1 else 'are'} on other days" if elsewhere else ""
    return f"{_kept_out(slot, rest)}{tail}"


def _kept_out(slot: str, rest: Sequence[Sequence[Block]]) -> str:
    """What keeps out all who are free and willing; the rule that stands against most of them."""
    most: dict[str, int] = defaultdict(int)
    for found in rest:
        for why in {_lack(block) for block in found}:
            most[why] += 1
    why = min(most, key=lambda one: (-most[one], one))
    if most[why] == len(rest):
        return f"No available {slot} {why}"
    return f"No available {slot} passes every rule; {most[why]} of {len(rest)} not: {why}"


def _lack(block: Block) -> str:
    """The lack in words that follow "No available nurse"."""
    if block.rule == Rule.SKILL:
        return f"has the skill {block.why.removeprefix('Lacks the skill ')}"
    if block.rule == Rule.CREDENTIAL:
        what = block.why.removeprefix("No ").split(" ended ")[0].split(" begins ")[0]
        return f"has {what}"
    return {
        Rule.WEEK_LIMIT: "has a day left this week",
        Rule.PERIOD_LIMIT: "has a day left this period",
        Rule.DISTANCE: "is near enough",
        Rule.DO_NOT_SEND: "is one the practice takes",
        Rule.INACTIVE: "is active",
    }.get(block.rule, "passes every rule")


def _ease(against: Sequence[tuple[Person, Sequence[Block]]]) -> list[str]:
    """People whom only one thing keeps out, the easiest to give way first."""
    near = [(p, found[0]) for p, found in against if len(found) == 1 and found[0].rule in EASE]
    near.sort(key=lambda one: (EASE.index(one[1].rule), one[1].why.startswith("Unavailable"), one[0].name))
    return [help_words(person, block) for person, block in near]


def help_words(person: Person, block: Block) -> str:
    """What would let this person in."""
    why = block.why[0].lower() + block.why[1:]
    if block.rule == Rule.AVAILABILITY:
        asked = "Ask" if block.why.startswith("No answer") else "Ask again"
        return f"{asked} {person.name}: {why}"
    if block.rule in {Rule.WEEK_LIMIT, Rule.PERIOD_LIMIT, Rule.DISTANCE}:
        return f"{person.name} is free if the limit gives way: {why}"
    if block.rule == Rule.DO_NOT_SEND:
        return f"{person.name} is free, but the practice asked not to be sent them"
    return f"{person.name} is free, but: {why if not block.why[:2].isupper() else block.why}"


def _alternatives(plan: Plan, day: DayToFill, by_type: dict[str, list[Person]]) -> list[str]:
    """The practice's other dates on which every open slot could be filled with the proposal as it is."""
    possible = []
    for date in day.wanted:
        moved = replace(day, needs=replace(day.needs, date=date), out=frozenset())
        if all(any(not _against(p, moved, slot, plan) for p in by_type[slot]) for slot in day.open):
            possible.append(f"{date:%a} {day_words(date)} would work: the practice named it too")
    return possible


def _listed(names: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
