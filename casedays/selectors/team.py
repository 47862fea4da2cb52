"""The three slots of each day, always in the order anesthesiologist, nurse, medic."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.enums import SLOT_ORDER, ProviderType
from casedays.models import Assignment, CaseDay, Offer
from casedays.selectors import facts
from casedays.states import ACTIVE, AssignmentStatus, OfferStatus, Status


@dataclass(frozen=True)
class Slot:
    """One provider type of one day.

    `state` is one of open, held, asked, reminded, accepted, open_again (somebody dropped out of a confirmed day).
    `left` are those who knew of it and are out of it, the last at the end, while it is open.
    """

    provider_type: ProviderType
    state: str
    assignment: Assignment | None = None
    left: tuple[Assignment, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def dropped(self) -> Assignment | None:
        """Who can't make it, where that is why it is open."""
        last = self.left[-1] if self.left else None
        return last if last and last.status == AssignmentStatus.DECLINED else None

    @property
    def letter(self) -> str:
        """A, N or M."""
        return self.provider_type.label[0]

    @property
    def label(self) -> str:
        """The provider type as shown."""
        return str(self.provider_type.label)

    @property
    def filled(self) -> bool:
        """Whether somebody is in it."""
        return self.assignment is not None

    @property
    def name(self) -> str:
        """Who is in it; empty when nobody is."""
        return self.assignment.clinician.user.get_full_name() if self.assignment else ""

    @property
    def bar(self) -> str:
        """What the three bars show: accepted, asked, held, open or dropped."""
        return {"open_again": "dropped", "reminded": "asked"}.get(self.state, self.state)

    @property
    def offers_close_at(self) -> dt.datetime | None:
        """When the last open offer closes."""
        return max((offer.closes_at for offer in self.offers), default=None)


@dataclass(frozen=True)
class Team:
    """The team of one day. Complete, confirmed and accepted are three facts; this tells the first and the last."""

    slots: tuple[Slot, ...]
    confirmed: bool

    @property
    def filled(self) -> int:
        """How many slots are filled."""
        return sum(slot.filled for slot in self.slots)

    @property
    def complete(self) -> bool:
        """Whether all three are."""
        return self.filled == len(self.slots)

    @property
    def accepted(self) -> int:
        """How many have accepted."""
        return sum(slot.state == "accepted" for slot in self.slots)

    @property
    def at_risk(self) -> bool:
        """Confirmed with an open slot."""
        return self.confirmed and not self.complete

    @property
    def bars(self) -> list[str]:
        """The three bars."""
        return [slot.bar for slot in self.slots]

    @property
    def conflicts(self) -> list[Assignment]:
        """Assignments against which a rule now stands."""
        return [slot.assignment for slot in self.slots if slot.assignment and slot.assignment.conflict]


def teams_of(case_days: Iterable[CaseDay]) -> dict[int, Team]:
    """The team of each day by id. Two queries for any number of days."""
    days = {day.pk: day for day in case_days}
    assignments: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.filter(Q(status__in=ACTIVE) | facts.left(), case_day__in=days)
    for row in rows.select_related("clinician__user").order_by("pk"):
        assignments[row.case_day_id].append(row)
    offers: dict[int, list[Offer]] = defaultdict(list)
    if any(day.status == Status.CONFIRMED for day in days.values()):
        for offer in Offer.objects.filter(case_day__in=days, status=OfferStatus.SENT).select_related("clinician__user"):
            offers[offer.case_day_id].append(offer)
    return {pk: team_from(day, assignments[pk], offers[pk]) for pk, day in days.items()}


def team_of(case_day: CaseDay) -> Team:
    """The team of one day. At most two queries."""
    return teams_of([case_day])[case_day.pk]


def team_from(day: CaseDay, assignments: list[Assignment], offers: list[Offer]) -> Team:
    """The team out of the day's assignments, those who hold a slot and who left one, and its open offers."""
    confirmed = day.status == Status.CONFIRMED
    return Team(tuple(_slot(slot, assignments, offers, confirmed=confirmed) for slot in SLOT_ORDER), confirmed)


def _slot(slot: ProviderType, assignments: list[Assignment], offers: list[Offer], *, confirmed: bool) -> Slot:
    mine = [a for a in assignments if a.provider_type == slot]
    active = next((a for a in mine if a.status in ACTIVE), None)
    if active:
        state = "reminded" if active.status == AssignmentStatus.ASKED and active.reminded_at else active.status
        return Slot(slot, str(state), active)
    left = tuple(sorted(mine, key=lambda a: (a.ended_at is not None, a.ended_at)))
    waiting = tuple(offer for offer in offers if offer.provider_type == slot)
    return Slot(slot, "open_again" if confirmed else "open", None, left, waiting)
