"""Why a slot stays open, and the smallest things that would help: in words, from the rules that decided.

All of it is asked of `eligibility.blocks` about people as the proposal would have them, so that a person who is on
another day of the proposal, or at a limit because of it, is said to be.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casedays.matching.eligibility import Block, Rule, blocks, day_words
from casedays.matching.filling import DayToFill
from casedays.matching.problem import Person
from casedays.proposals.plan import Plan
from scheduling_portal.core.wording import in_sentence, listed

MOST_HELPS = 4
#: Stands in the words of a slot that somebody could take, if only the rest of the team were there.
COULD = " could, but "
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
            missing = f"there is no {listed(short, 'and no')}" if short else "the search was ended before"
            said.append(OpenSlot(day.needs.day_id, slot, f"{listed(free[slot][:3], 'or')}{COULD}{missing}", ()))
            continue
        helps = [*dates, *_ease(against[slot])]
        why = why_nobody(slot, day.needs.date, against[slot])
        said.append(OpenSlot(day.needs.day_id, slot, why, tuple(helps[:MOST_HELPS])))
    return said


def _against(person: Person, day: DayToFill, slot: str, plan: Plan) -> list[Block]:
    """What keeps the person out of this slot."""
    return blocks(person, day.needs, slot, plan.world.book)


def why_nobody(slot: str, date: dt.date, against: Sequence[tuple[Person, Sequence[Block]]]) -> str:
    """One sentence: what keeps out those who offered the date, and how many of them are on other days.

    Such as "No available medic fits: 2 lack PALS, 1 is on another day".
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
    return f"No available {slot} fits: {', '.join([*_kept_out(rest), *_elsewhere(elsewhere)])}"


def _elsewhere(number: int) -> list[str]:
    if not number:
        return []
    return ["1 is on another day"] if number == 1 else [f"{number} are on other days"]


def _kept_out(rest: Sequence[Sequence[Block]]) -> list[str]:
    """What keeps out those who are free and willing, each counted once under the rule that stands first: "2 lack PALS".

    The most frequent first.
    """
    counts: Counter[tuple[str, str]] = Counter(_lack(found[0]) for found in rest)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [f"{number} {one if number == 1 else many}" for (one, many), number in ordered]


def _lack(block: Block) -> tuple[str, str]:
    """The lack in words that follow a number, of one and of several: "lacks PALS", "lack PALS"."""
    if block.rule == Rule.SKILL:
        what = block.why.removeprefix("Lacks the skill ")
        return f"lacks the skill {what}", f"lack the skill {what}"
    if block.rule == Rule.CREDENTIAL:
        what = block.why.removeprefix("No ").split(" ended ")[0].split(" begins ")[0]
        what = in_sentence(what)
        return f"lacks {what}", f"lack {what}"
    return {
        Rule.WEEK_LIMIT: ("has no day left this week", "have no day left this week"),
        Rule.PERIOD_LIMIT: ("has no day left this period", "have no day left this period"),
        Rule.DISTANCE: ("lives too far away", "live too far away"),
        Rule.DO_NOT_SEND: ("is not wanted by the practice", "are not wanted by the practice"),
        Rule.INACTIVE: ("is no longer active", "are no longer active"),
    }.get(block.rule, ("does not pass every rule", "do not pass every rule"))


def _ease(against: Sequence[tuple[Person, Sequence[Block]]]) -> list[str]:
    """People whom only one thing keeps out, the easiest to give way first."""
    near = [(p, found[0]) for p, found in against if len(found) == 1 and found[0].rule in EASE]
    near.sort(key=lambda one: (EASE.index(one[1].rule), one[1].why.startswith("Unavailable"), one[0].name))
    return [help_words(person, block) for person, block in near]


def help_words(person: Person, block: Block) -> str:
    """What would let this person in."""
    why = in_sentence(block.why)
    if block.rule == Rule.AVAILABILITY:
        asked = "Ask" if block.why.startswith("No answer") else "Ask again"
        return f"{asked} {person.name}: {why}"
    if block.rule == Rule.DISTANCE:
        return f"{person.name} would be free if the distance limit gave way ({why.replace(' away;', ';')})"
    if block.rule in {Rule.WEEK_LIMIT, Rule.PERIOD_LIMIT}:
        limit = "weekly" if block.rule == Rule.WEEK_LIMIT else "period's"
        return f"{person.name} would be free if the {limit} limit gave way ({why.removeprefix('would be ')})"
    if block.rule == Rule.DO_NOT_SEND:
        return f"{person.name} is free, but the practice asked not to be sent them"
    return f"{person.name} is free, but: {why}"


def _alternatives(plan: Plan, day: DayToFill, by_type: dict[str, list[Person]]) -> list[str]:
    """The practice's other dates on which every open slot could be filled with the proposal as it is."""
    possible = []
    for date in day.wanted:
        moved = replace(day, needs=replace(day.needs, date=date))
        if all(any(not _against(p, moved, slot, plan) for p in by_type[slot]) for slot in day.open):
            possible.append(f"{date:%a} {day_words(date)} would work: the practice named it too")
    return possible
