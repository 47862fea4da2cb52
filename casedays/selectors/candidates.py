"""Who could fill a slot: ranked people with their reasons, and everybody else with the one rule that blocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.enums import ProviderType
from casedays.matching.eligibility import Block, blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import load_needs
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.scoring import Company, Reason, Weights, average_days, score
from casedays.matching.standing import load_standing
from casedays.models import Assignment, CaseDay, Offer
from casedays.states import ACTIVE, OfferStatus


@dataclass(frozen=True)
class Candidate:
    """An eligible clinician. Lower `cost` ranks first. `offer` is the newest offer of this day to them, if any."""

    clinician_id: int
    name: str
    cost: int
    reasons: tuple[Reason, ...]
    offer: Offer | None = None


@dataclass(frozen=True)
class Excluded:
    """A clinician whom a hard rule keeps out."""

    clinician_id: int
    name: str
    rule: str
    why: str
    overridable: bool


@dataclass(frozen=True)
class CandidateList:
    """Everybody of one provider type for one slot."""

    slot: ProviderType
    ranked: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]


def candidates_for(case_day: CaseDay, slot: ProviderType, *, team: Iterable[Assignment] | None = None) -> CandidateList:
    """Ranked candidates and excluded people for `slot`. A fixed number of queries (6), whatever the number of people.

    `team` are the day's active assignments with their clinicians' users, when the caller has them already.
    """
    standing, periods = load_standing(), periods_of([case_day.date])
    needs = load_needs(case_day, rules=standing.rules)
    people = load_people([case_day.date], provider_type=slot, history=True, periods=periods)
    if team is None:
        team = case_day.assignments.filter(status__in=ACTIVE).select_related("clinician__user")
    mates = {a.clinician_id: a.clinician.user.get_full_name() for a in team}
    offers = {o.clinician_id: o for o in case_day.offers.filter(provider_type=slot).order_by("sent_at", "pk")}
    return rank(needs, slot, standing.book(periods), people, standing.weights, mates=mates, offers=offers)


def rank(
    needs: DayNeeds,
    slot: ProviderType,
    book: RuleBook,
    people: list[Person],
    weights: Weights,
    *,
    mates: dict[int, str] | None = None,
    offers: dict[int, Offer] | None = None,
) -> CandidateList:
    """Split people into ranked and excluded. Ties are broken by name, then id, so that the order never wavers.

    Somebody who is in the slot already is neither.
    """
    others = dict(mates or {})
    company = Company(average_days(people, needs.date, book), others)
    ranked: list[Candidate] = []
    excluded: list[Excluded] = []
    for person in people:
        if person.clinician_id in others:
            continue
        found = blocks(person, needs, slot, book)
        if found:
            excluded.append(_excluded(person, found[0]))
            continue
        result = score(person, needs, slot, book, weights, company)
        offer = (offers or {}).get(person.clinician_id)
        ranked.append(Candidate(person.clinician_id, person.name, result.cost, result.reasons, offer))
    ranked.sort(key=lambda candidate: (candidate.cost, candidate.name, candidate.clinician_id))
    return CandidateList(slot, tuple(ranked), tuple(excluded))


def _excluded(person: Person, block: Block) -> Excluded:
    return Excluded(person.clinician_id, person.name, block.rule.value, block.why, block.overridable)


def ranked_clinician_ids(case_day: CaseDay, slot: ProviderType) -> list[int]:
    """Ids of the eligible clinicians for a slot, best first."""
    return [candidate.clinician_id for candidate in candidates_for(case_day, slot).ranked]


def open_offers(case_day: CaseDay) -> list[Offer]:
    """Offers of this day that still wait for an answer, soonest closing first."""
    return list(
        case_day.offers.filter(status=OfferStatus.SENT).select_related("clinician__user").order_by("closes_at", "pk")
    )
