"""One slot of a day in words, as the manager's page of the day shows it."""

from dataclasses import dataclass

from accounts.enums import ProviderType
from casedays.matching.eligibility import Rule
from casedays.selectors.slots import deadline_words
from casedays.selectors.team import Slot
from scheduling_portal.core import wording

#: What a manager has overridden, from the first part of a block's key.
OVERRIDDEN = {
    Rule.INACTIVE: "no longer active",
    Rule.AVAILABILITY: "no availability for the date",
    Rule.CREDENTIAL: "a required credential",
    Rule.SKILL: "a required skill",
    Rule.DO_NOT_SEND: "the practice's wish",
    Rule.WEEK_LIMIT: "most days a week",
    Rule.PERIOD_LIMIT: "most days a period",
    Rule.DISTANCE: "the distance",
}


def override_words(keys: list[str]) -> str:
    """The overridden rules of an assignment: "a required credential, the distance"."""
    rules = [key.partition(":")[0] for key in keys]
    return ", ".join(dict.fromkeys(words for rule, words in OVERRIDDEN.items() if rule.value in rules))


def no_offer_words(name: str) -> str:
    """What stands in a slot that somebody left and nobody is offered; without a name a manager opened it."""
    return f"{name} can't make it" if name else "No offer sent: choose from the list below"


@dataclass(frozen=True)
class SlotRow:
    """A slot with how many could fill it, None where nobody can be put there now."""

    slot: Slot
    eligible: int | None
    zone: str

    @property
    def provider_type(self) -> ProviderType:
        """Which slot it is."""
        return self.slot.provider_type

    @property
    def state_words(self) -> str:
        """The state with its age or date: "Asked 3 days ago", "Accepted Wed 24 Feb"."""
        one = self.slot.assignment
        if one is None:
            return ""
        if self.slot.state == "accepted":
            return f"Accepted {wording.day(one.answered_at, self.zone)}" if one.answered_at else ""
        moment = one.reminded_at if self.slot.state == "reminded" else one.asked_at
        word = "Reminded" if self.slot.state == "reminded" else "Asked"
        return f"{word} {wording.ago(moment)}" if moment and self.slot.state in ("asked", "reminded") else ""

    @property
    def override(self) -> str:
        """What was overridden to put them here."""
        return override_words(self.slot.assignment.overridden) if self.slot.assignment else ""

    @property
    def eligible_words(self) -> str:
        """Such as "3 eligible"; empty where nobody can be put there now."""
        if self.eligible is None:
            return ""
        return f"{self.eligible} eligible" if self.eligible else "None eligible"

    @property
    def open_words(self) -> str:
        """What runs for a slot that fell open: "2 offers, till Thu 4 Mar, 2:00 pm"."""
        count, closes = len(self.slot.offers), self.slot.offers_close_at
        if not closes:
            dropped = self.slot.dropped
            return no_offer_words(dropped.clinician.user.get_full_name() if dropped else "")
        return f"{count} offer{'' if count == 1 else 's'}, till {deadline_words(closes, self.zone)}"
