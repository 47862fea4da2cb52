"""The hard rules: what keeps a clinician out of a slot. The only place where each of them is written.

Candidate lists, holding, confirming, moving a day, booking a patient and re-checks all call `blocks`.
"""

import datetime as dt
import enum
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from casedays.matching.problem import DayNeeds, Held, Person, Requirement, RuleBook
from scheduling_portal.core.geo import miles_between

WILLING = {"preferred", "available", "if_needed"}


class Rule(enum.StrEnum):
    """Names of the hard rules, in the order in which they are reported."""

    PROVIDER_TYPE = "provider_type"
    OTHER_DAY = "other_day"
    INACTIVE = "inactive"
    AVAILABILITY = "availability"
    CREDENTIAL = "credential"
    SKILL = "skill"
    DO_NOT_SEND = "do_not_send"
    WEEK_LIMIT = "week_limit"
    PERIOD_LIMIT = "period_limit"
    DISTANCE = "distance"


#: No reason can override these two.
FINAL_RULES = frozenset({Rule.PROVIDER_TYPE, Rule.OTHER_DAY})


@dataclass(frozen=True)
class Block:
    """A hard rule that keeps this person out, in words for managers.

    `key` names exactly what stands against them (this date, this credential, this week), so that overriding it
    overrides nothing else, and nothing that comes later.
    """

    rule: Rule
    why: str
    key: str

    @property
    def overridable(self) -> bool:
        """Whether a manager may override it with a reason."""
        return self.rule not in FINAL_RULES


#: What a checker found: words, and what tells this finding from others of the same rule.
Finding = tuple[str, object]


def day_words(date: dt.date) -> str:
    """A date inside a sentence: "11 Mar"."""
    return f"{date.day} {date:%b}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th ... 11th."""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _provider_type(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    if person.provider_type != slot:
        yield f"Is {_with_article(person.provider_type)}, not {_with_article(slot)}", slot


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _other_day(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    busy = person.busy.get(day.date)
    if busy and busy.day_id != day.day_id:
        yield f"On another case day: {busy.label}", day.date


def _inactive(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    if not person.active:
        yield "No longer active", ""


def _availability(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    if day.date in person.dropped:
        yield f"Said they can't make it on {day_words(day.date)}", f"{day.date}:dropped"
    answer = person.answers.get(day.date)
    if answer is None:
        yield f"No answer for {day_words(day.date)}", day.date
    elif answer not in WILLING:
        yield f"Unavailable on {day_words(day.date)}", f"{day.date}:no"


def required_for(day: DayNeeds, slot: str, book: RuleBook) -> list[Requirement]:
    """The required credentials of a slot on this day: provider type x state x children."""
    return [
        row
        for row in book.requirements
        if row.provider_type == slot and row.state in ("", day.state) and (day.children or not row.children_only)
    ]


def _credential(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    for row in required_for(day, slot, book):
        held = [
            c for c in person.credentials if c.kind_id == row.kind_id and (not row.by_state or c.state == day.state)
        ]
        if not any(c.issued <= day.date <= c.expires for c in held):
            yield _without(row, held, day), f"{row.kind_id}:{day.state if row.by_state else ''}:{day.date}"


def _without(row: Requirement, held: Sequence[Held], day: DayNeeds) -> str:
    """Why none of these counts on the day: it ended, begins later, or is not there at all."""
    what = f"{row.kind} for {day.state}" if row.by_state else row.kind
    ended = max((c.expires for c in held if c.expires < day.date), default=None)
    if ended:
        return f"{_capital(what)} ended {day_words(ended)}, before this day"
    begins = min((c.issued for c in held), default=None)
    return f"{_capital(what)} begins {day_words(begins)}, after this day" if begins else f"No {what}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def needed_skills(day: DayNeeds, slot: str) -> list[tuple[int, str]]:
    """Ids and names of the skills that this slot must have on this day."""
    return [(need.skill_id, need.name) for need in day.skills if slot in need.provider_types]


def _skill(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    for skill_id, name in needed_skills(day, slot):
        if skill_id not in person.skill_ids:
            yield f"Lacks the skill {name}", skill_id


def _do_not_send(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    if day.practice_id in person.blocked_practices:
        yield "Practice asked not to be sent this person", day.practice_id


def days_between(person: Person, first: dt.date, last: dt.date, *, without: int, limit: str = "") -> int:
    """How many days the person is on from `first` to `last`, not counting case day `without`.

    With `limit`, days that were put beyond that limit by a manager do not count: they took no room within it.
    """
    return sum(
        1
        for date, busy in person.busy.items()
        if first <= date <= last and busy.day_id != without and limit not in busy.beyond
    )


def _week_limit(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    monday = day.date - dt.timedelta(days=day.date.weekday())
    sunday = monday + dt.timedelta(days=6)
    count = days_between(person, monday, sunday, without=day.day_id, limit=Rule.WEEK_LIMIT) + 1
    most = person.week_limit(day.date)
    if count > most:
        yield f"Would be a {ordinal(count)} day this week; the most is {most}", monday


def _period_limit(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    period, most = book.period_on(day.date), person.period_limit(day.date)
    if period is None or most is None:
        return
    count = days_between(person, period.first, period.last, without=day.day_id, limit=Rule.PERIOD_LIMIT) + 1
    if count > most:
        yield f"Would be a {ordinal(count)} day this period; the most is {most}", period.first


def miles_to(person: Person, day: DayNeeds) -> float | None:
    """Miles from home to site as the crow flies between ZIP centroids; None when one is unknown."""
    return miles_between(person.home, day.place) if person.home and day.place else None


def _distance(person: Person, day: DayNeeds, slot: str, book: RuleBook) -> Iterator[Finding]:
    miles = miles_to(person, day)
    limit = person.max_miles or book.max_miles
    if miles is not None and miles > limit:
        yield f"{miles:.0f} miles away; the most is {limit}", day.site_id


Checker = Callable[[Person, DayNeeds, str, RuleBook], Iterator[Finding]]

CHECKERS: tuple[tuple[Rule, Checker], ...] = (
    (Rule.PROVIDER_TYPE, _provider_type),
    (Rule.OTHER_DAY, _other_day),
    (Rule.INACTIVE, _inactive),
    (Rule.AVAILABILITY, _availability),
    (Rule.CREDENTIAL, _credential),
    (Rule.SKILL, _skill),
    (Rule.DO_NOT_SEND, _do_not_send),
    (Rule.WEEK_LIMIT, _week_limit),
    (Rule.PERIOD_LIMIT, _period_limit),
    (Rule.DISTANCE, _distance),
)


def blocks(person: Person, day: DayNeeds, slot: str, book: RuleBook, *, allowed: Collection[str] = ()) -> list[Block]:
    """Everything that keeps `person` out of `slot` on `day`, the strongest rule first; empty when eligible.

    Blocks whose `key` is in `allowed` were overridden by a manager and are passed over, except those that nobody can
    override.
    """
    found = (
        Block(rule, why, f"{rule.value}:{detail}")
        for rule, check in CHECKERS
        for why, detail in check(person, day, slot, book)
    )
    return [block for block in found if not (block.overridable and block.key in allowed)]
