"""Why this person is in a slot, and why each other one is not: by the very rules and reasons that decide.

For a day as it stands, or as a proposal of the matcher would have it: then people are where the proposal puts them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.matching.eligibility import Block, blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_needs
from casedays.matching.problem import Busy, DayNeeds, Person, RuleBook
from casedays.matching.scoring import Company, Reason, Weights, average_days, score
from casedays.matching.standing import load_standing
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals.plan import Row
from casedays.proposals.stored import rows_of, why_left
from casedays.states import ACTIVE
from practices.models import site_label

MOST_SHOWN = 200


@dataclass(frozen=True)
class Standing:
    """One clinician and what speaks for and against them. `blocks` are empty for who can take the slot."""

    clinician_id: int
    name: str
    cost: int
    reasons: tuple[Reason, ...]
    blocks: tuple[Block, ...]
    #: Points more than the best, and the place among those who can.
    behind: int = 0
    rank: int = 0
    #: Whether it is the proposal that has them elsewhere on that date.
    by_proposal: bool = False

    @property
    def more(self) -> int:
        """How many rules stand against them besides the first, which decides."""
        return max(0, len(self.blocks) - 1)


@dataclass(frozen=True)
class Why:
    """A slot: who is there, who else could be, who cannot and by which rule."""

    slot: ProviderType
    chosen: Standing | None
    #: Who was there before the proposal, and why they leave; empty when nobody does.
    instead: str
    others: tuple[Standing, ...]
    excluded: tuple[Standing, ...]

    @property
    def eligible(self) -> int:
        """How many could take the slot, who is there included."""
        return len(self.others) + bool(self.chosen and not self.chosen.blocks)


def why_of(day: CaseDay, slot: ProviderType, run: MatchingRun | None) -> Why:
    """The slot as it stands, or as the run proposes it. At most eight queries, whatever the number of people.

    `day.date` is the date that is asked about: of a request it is the one that the run tried.
    """
    standing, periods = load_standing(), periods_of([day.date])
    needs, book = load_needs(day, rules=standing.rules, date=day.date), standing.book(periods)
    team = list(day.assignments.filter(status__in=ACTIVE).select_related("clinician__user"))
    rows = rows_of(run) if run else {}
    in_slot, mates = _team(day, slot, team, rows.get(day.pk, ()))
    people = load_people(
        [day.date], provider_type=slot, history=True, periods=periods, also=[in_slot] if in_slot else ()
    )
    moved: frozenset[int] = frozenset()
    if run:
        people, moved = _as_proposed(people, day, rows, run)
    overridden = next((a.overridden for a in team if a.clinician_id == in_slot), [])
    judged = _judged(people, needs, slot, book, standing.weights, mates)
    found = _sorted(slot, in_slot, [_known(one, in_slot, moved, overridden) for one in judged])
    return replace(found, instead=_instead(run, day, slot, rows.get(day.pk, ()), team, people))


def _instead(
    run: MatchingRun | None,
    day: CaseDay,
    slot: ProviderType,
    rows: Sequence[Row],
    team: Sequence[Assignment],
    people: Sequence[Person],
) -> str:
    """Whom the proposal replaces here, and why: "Instead of Ana Ruiz: ACLS ended 8 Dec, before this day"."""
    row = next((row for row in rows if row.slot == slot and row.before not in {None, row.after}), None)
    why = why_left(run).get((day.pk, slot.value), "") if run and row else ""
    if row is None or not why:
        return ""
    names = {a.clinician_id: a.clinician.user.get_full_name() for a in team} | {p.clinician_id: p.name for p in people}
    return f"Instead of {names.get(row.before or 0, 'who was there')}: {why}"


def _team(
    day: CaseDay, slot: ProviderType, team: Sequence[Assignment], rows: Sequence[Row]
) -> tuple[int | None, dict[int, str]]:
    """Who is in the slot, and the names of the others on the team, as it stands or as the rows have it."""
    people = {a.provider_type: a.clinician_id for a in team}
    names = {a.clinician_id: a.clinician.user.get_full_name() for a in team}
    for row in rows:
        people.pop(row.slot, None)
        if row.after is not None:
            people[row.slot] = row.after
    unknown = [pk for pk in people.values() if pk not in names]
    if unknown:
        named = Clinician.objects.filter(pk__in=unknown).order_by()
        names |= {
            pk: f"{first} {last}".strip()
            for pk, first, last in named.values_list("pk", "user__first_name", "user__last_name")
        }
    return people.get(slot.value), {pk: names[pk] for kind, pk in people.items() if kind != slot and pk in names}


def _as_proposed(
    people: list[Person], day: CaseDay, rows: Mapping[int, Sequence[Row]], run: MatchingRun
) -> tuple[list[Person], frozenset[int]]:
    """People where the proposal puts them, and who is on another day of it on this date. One query."""
    dates = {int(pk): dt.date.fromisoformat(date) for pk, date in (run.result or {})["dates"].items()}
    gone: dict[int, set[dt.date]] = defaultdict(set)
    come: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for day_id, mine in rows.items():
        for row in mine:
            if row.before is not None and row.before != row.after:
                gone[row.before].add(dates[day_id])
            if row.after is not None and row.after != row.before:
                come[row.after][dates[day_id]] = day_id
    same_date = {pk for pk, date in dates.items() if date == day.date}
    labels = _labels(same_date)
    after = []
    for person in people:
        kept = {date: busy for date, busy in person.busy.items() if date not in gone[person.clinician_id]}
        new = {date: Busy(pk, labels.get(pk, ""), 0) for date, pk in come[person.clinician_id].items()}
        after.append(replace(person, busy={**kept, **new}))
    moved = frozenset(pk for pk, mine in come.items() if mine.get(day.date) not in {None, day.pk})
    return after, moved


def _labels(ids: set[int]) -> dict[int, str]:
    named = CaseDay.objects.filter(pk__in=ids).order_by()
    rows = named.values_list("pk", "practice__name", "site__name", "site__city")
    return {pk: f"{practice}, {site_label(site, city)}" for pk, practice, site, city in rows}


def _judged(
    people: Sequence[Person],
    needs: DayNeeds,
    slot: str,
    book: RuleBook,
    weights: Weights,
    mates: dict[int, str],
) -> list[Standing]:
    """Each of them by the rules and the reasons alone."""
    company = Company(average_days(people, needs.date, book), mates)
    found = []
    for person in people:
        points = score(person, needs, slot, book, weights, company)
        against = tuple(blocks(person, needs, slot, book))
        found.append(Standing(person.clinician_id, person.name, points.cost, points.reasons, against))
    return found


def _known(
    one: Standing,
    in_slot: int | None,
    moved: frozenset[int],
    overridden: Sequence[str],
) -> Standing:
    """With what is known besides: what was overridden for who is there, and whom the proposal has elsewhere."""
    against = one.blocks
    if one.clinician_id == in_slot:
        against = tuple(block for block in against if block.key not in overridden)
    return replace(one, blocks=against, by_proposal=one.clinician_id in moved)


def _sorted(slot: ProviderType, in_slot: int | None, judged: Sequence[Standing]) -> Why:
    """Who can by their cost, ranked; who cannot by how little keeps them out."""
    able = sorted((one for one in judged if not one.blocks), key=lambda one: (one.cost, one.name, one.clinician_id))
    ranked = [replace(one, rank=place, behind=one.cost - able[0].cost) for place, one in enumerate(able, start=1)]
    excluded = sorted(
        (one for one in judged if one.blocks),
        key=lambda one: (len(one.blocks), not one.blocks[0].overridable, one.name, one.clinician_id),
    )
    return Why(
        slot=slot,
        chosen=next((one for one in (*ranked, *excluded) if one.clinician_id == in_slot), None),
        instead="",
        others=tuple(one for one in ranked if one.clinician_id != in_slot)[:MOST_SHOWN],
        excluded=tuple(one for one in excluded if one.clinician_id != in_slot)[:MOST_SHOWN],
    )
