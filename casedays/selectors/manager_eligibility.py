"""Who can fill a slot of a day, now and after a change that waits; people are loaded once for both."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Skill, User
from availability.models import Period
from casedays.changes.comparing import in_words, label_of
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import edited_needs
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.standing import Standing
from casedays.models import Assignment, CaseDay, Change, Offer
from casedays.selectors.candidates import CandidateList, rank
from casedays.selectors.effects import ChangeEffect, effect_of
from practices.models import Site

MOST_SHOWN = 40
#: Fields whose change can make somebody ineligible.
DECISIVE = frozenset({"date", "site", "children", "skills"})


@dataclass(frozen=True)
class WaitingChange:
    """A change that waits for the manager, with what applying it would do."""

    change: Change
    words: tuple[tuple[str, str, str], ...]
    effect: ChangeEffect
    #: Candidates whom it would rule out, by clinician's id, with the rule.
    rules_out: Mapping[int, str]


class Eligibility:
    """Who can, on the day as it stands and as a waiting change would have it; people are loaded once for both.

    Those of all open slots at once: of one slot they are candidates, of the others they are counted.
    """

    def __init__(
        self,
        row: Mapping[str, Any],
        needs: DayNeeds,
        standing: Standing,
        team: Sequence[Assignment],
        change: Change | None,
    ) -> None:
        self.row, self.needs, self.standing, self.team, self.change = row, needs, standing, team, change
        self.decisive = DECISIVE & change.fields.keys() if change else frozenset()
        self.dates = [needs.date]
        if change and "date" in change.fields:
            self.dates.append(dt.date.fromisoformat(change.fields["date"][1]))
        self.people: dict[int, Person] = {}
        self.periods: list[Period] = []
        self.sites: dict[int, Site] = {}
        self.skills: dict[int, Skill] = {}
        self.book: RuleBook | None = None
        self.loaded = False

    def candidates(self, slot: ProviderType, offers: dict[int, Offer]) -> CandidateList:
        """Ranked and excluded people for an open slot."""
        book = self._load(history=True)
        mates = {a.clinician_id: a.clinician.user.get_full_name() for a in self.team}
        of_type = [one for one in self.people.values() if one.provider_type == slot and one.active]
        return rank(self.needs, slot, book, of_type, self.standing.weights, mates=mates, offers=offers)

    def period_holds(self, date: dt.date) -> bool:
        """Whether a period holds `date`, once `candidates` has loaded them."""
        return any(one.starts_on <= date <= one.ends_on for one in self.periods)

    def counts(self, slots: Sequence[ProviderType]) -> dict[str, int]:
        """How many could fill each of these open slots. No query once `candidates` has loaded another, else two."""
        if not slots:
            return {}
        book = self.book if self.book and self.loaded else self._load(history=False)
        working = [one for one in self.people.values() if one.active]
        able = Counter(one.provider_type for one in working if not blocks(one, self.needs, one.provider_type, book))
        return {slot.value: able[slot.value] for slot in slots}

    def waiting(
        self, day: CaseDay, candidates: CandidateList | None, viewer: User | None, *, offers: int
    ) -> WaitingChange:
        """The waiting change of this day with what follows when `viewer` applies it."""
        change = self.change
        if change is None:
            raise ValueError("No change waits")
        names = self._named(change)
        leaving: dict[int, str] = {}
        rules_out: dict[int, str] = {}
        if self.decisive:
            book, after = self.book or self._load_team(), self._edited(change)
            leaving = self._against(after, book)
            rules_out = self._ruled_out(candidates, after, book) if candidates else {}
        return WaitingChange(
            change=change,
            words=tuple((label_of(name), old, new) for name, (old, new) in in_words(change.fields, names).items()),
            effect=effect_of(day, change.fields, self.team, leaving, viewer, offers=offers),
            rules_out=rules_out,
        )

    def _named(self, change: Change) -> dict[str, dict[int, str]]:
        """Read the sites and skills of a change, old and new; returns their names. Two queries at most."""
        fields = change.fields
        if "site" in fields:
            self.sites = Site.objects.in_bulk(fields["site"])
        if "skills" in fields:
            self.skills = Skill.objects.in_bulk([pk for side in fields["skills"] for pk in side])
        return {
            "site": {pk: site.name for pk, site in self.sites.items()},
            "skills": {pk: skill.name for pk, skill in self.skills.items()},
        }

    def _against(self, after: DayNeeds, book: RuleBook) -> dict[int, str]:
        """Assignment's id -> the rule that would stand against that person."""
        found = {
            a.pk: blocks(self.people[a.clinician_id], after, a.provider_type, book, allowed=a.overridden)
            for a in self.team
        }
        return {pk: rules[0].why for pk, rules in found.items() if rules}

    def _ruled_out(self, candidates: CandidateList, after: DayNeeds, book: RuleBook) -> dict[int, str]:
        """Clinician's id -> the rule that would keep that candidate out."""
        found = {
            one.clinician_id: blocks(self.people[one.clinician_id], after, candidates.slot.value, book)
            for one in candidates.ranked[:MOST_SHOWN]
        }
        return {pk: rules[0].why for pk, rules in found.items() if rules}

    def _load(self, *, history: bool) -> RuleBook:
        """Load the people of the open slots, and the team besides while a change could rule somebody out. Two queries.

        `history` is what candidates are ranked by.
        """
        taken = {a.provider_type for a in self.team}
        types = [slot.value for slot in SLOT_ORDER if slot.value not in taken]
        self.loaded, self.periods = True, periods_of(self.dates)
        people = load_people(
            self.dates,
            provider_type=types[0] if len(types) == 1 else None,
            history=history,
            also=self._team_ids(),
            periods=self.periods,
        )
        return self._known(people)

    def _load_team(self) -> RuleBook:
        """Load the team alone. Two queries."""
        self.periods = periods_of(self.dates)
        return self._known(
            load_people(self.dates, clinician_ids=self._team_ids(), only_working=False, periods=self.periods)
        )

    def _team_ids(self) -> list[int]:
        return [a.clinician_id for a in self.team] if self.decisive else []

    def _known(self, people: Sequence[Person]) -> RuleBook:
        self.people = {person.clinician_id: person for person in people}
        self.book = self.standing.book(self.periods)
        return self.book

    def _edited(self, change: Change) -> DayNeeds:
        """What the day would ask after the change."""
        new: dict[str, Any] = {name: change.fields[name][1] for name in self.decisive}
        if "date" in new:
            new["date"] = self.dates[-1]
        if "site" in new:
            new["site"] = self.sites[new["site"]]
        if "skills" in new:
            new["skills"] = [self.skills[pk] for pk in new["skills"] if pk in self.skills]
        return edited_needs(self.row, **new)
