"""The page of one day as a manager sees it, read with a fixed number of queries."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import ProviderType
from accounts.models import Skill, User
from casedays.changes.comparing import MATERIAL, in_words, label_of
from casedays.matching.eligibility import blocks
from casedays.matching.loader import load_people, periods_of
from casedays.matching.needs import edited_needs, needs_columns, needs_from
from casedays.matching.problem import DayNeeds, Person, RuleBook
from casedays.matching.standing import Standing
from casedays.models import Assignment, Case, CaseDay, Change, Offer, WantedDate
from casedays.rules import allowed_verbs
from casedays.selectors.board.rows import place_words
from casedays.selectors.candidates import Candidate, CandidateList, Excluded, rank
from casedays.selectors.manager_timeline import Step, steps_of
from casedays.selectors.requests import DateHint, hints_on
from casedays.selectors.team import Slot, Team, team_from
from casedays.states import (
    ACTIVE,
    LIVE,
    TOLD,
    AssignmentStatus,
    CaseStatus,
    ChangeStatus,
    OfferStatus,
    Role,
    Status,
    Verb,
)
from practices.models import Site

MOST_SHOWN = 40
RULE_ICONS = {
    "other_day": "calendar-off",
    "inactive": "user-x",
    "availability": "circle-dashed",
    "credential": "shield",
    "skill": "graduation-cap",
    "do_not_send": "hand",
    "week_limit": "calendar-days",
    "period_limit": "calendar-days",
    "distance": "map-pin",
}
#: Fields whose change can make somebody ineligible.
DECISIVE = frozenset({"date", "site", "children", "skills"})


@dataclass(frozen=True)
class WaitingChange:
    """A change that waits for the manager, with what applying it would do."""

    change: Change
    words: tuple[tuple[str, str, str], ...]
    texts: int
    #: Clinicians who would keep their place and must acknowledge.
    kept: tuple[str, ...]
    #: (name, why) of those who would be released.
    leaving: tuple[tuple[str, str], ...]
    #: Candidates whom it would rule out, by clinician's id, with the rule.
    rules_out: Mapping[int, str]


@dataclass(frozen=True)
class CandidateRow:
    """One candidate as the page draws it. `ruled_out` is the rule by which a waiting change would end it."""

    rank: int
    candidate: Candidate
    offered: bool
    declined: bool
    ruled_out: str


@dataclass(frozen=True)
class DayPage:
    """All that the page shows."""

    day: CaseDay
    team: Team
    verbs: frozenset[str]
    slot: Slot | None
    candidates: CandidateList | None
    change: WaitingChange | None
    steps: list[Step]
    skills: tuple[str, ...]
    children: bool
    booked: int
    #: Clinicians who said that they can't make this day.
    declined: frozenset[int]
    #: The wanted dates of a request.
    hints: list[DateHint]

    @property
    def open_slots(self) -> list[Slot]:
        """Slots that nobody is in."""
        return [slot for slot in self.team.slots if not slot.filled]

    @property
    def rows(self) -> list[CandidateRow]:
        """The best candidates for the chosen slot."""
        out = self.change.rules_out if self.change else {}
        ranked = sorted(
            self.candidates.ranked if self.candidates else (), key=lambda one: one.clinician_id in self.declined
        )[:MOST_SHOWN]
        return [
            CandidateRow(
                place,
                one,
                offered=bool(one.offer and one.offer.status == OfferStatus.SENT),
                declined=one.clinician_id in self.declined,
                ruled_out=out.get(one.clinician_id, ""),
            )
            for place, one in enumerate(ranked, start=1)
        ]

    @property
    def excluded(self) -> list[tuple[Excluded, str]]:
        """People whom a rule keeps out of the chosen slot, with an icon for it; those who can be overridden first."""
        found = sorted(self.candidates.excluded if self.candidates else (), key=lambda one: not one.overridable)
        return [(one, RULE_ICONS.get(one.rule, "circle-slash")) for one in found[:MOST_SHOWN]]

    @property
    def place(self) -> str:
        """The site with its city, named once where both are the same: "Pier 9, Portland OR"."""
        return place_words(self.day.site.name, self.day.site.city, self.day.site.state)

    @property
    def shows_team(self) -> bool:
        """Whether there is or was a team to speak of."""
        return self.day.status in (*LIVE, Status.COMPLETED)

    @property
    def may_release(self) -> bool:
        """Whether somebody can be taken out of a slot."""
        return self.day.status in LIVE

    @property
    def answers_words(self) -> str:
        """Such as "2 of 3 accepted"."""
        return f"{self.team.accepted} of {self.asked} accepted"

    @property
    def asked(self) -> int:
        """How many of the team know of the day."""
        return sum(slot.state in ("asked", "reminded", "accepted") for slot in self.team.slots)


def fetch_day(user: User, standing: Standing) -> "QuerySet[CaseDay]":
    """Days as this page reads them: what they ask, what is booked, whether a change waits. For `get_or_404`."""
    wanted = WantedDate.objects.filter(case_day=OuterRef("pk")).order_by("rank").values("date")
    waiting = Change.objects.filter(case_day=OuterRef("pk"), status=ChangeStatus.WAITING)
    days: QuerySet[CaseDay] = (
        CaseDay.objects.visible_to_manager(user)
        .select_related("practice", "site", "details_confirmed_by")
        .annotate(
            booked=_booked(),
            wanted_list=ArraySubquery(wanted),
            waiting_change=Exists(waiting),
            **needs_columns(standing.rules),
        )
    )
    return days


def _booked() -> Coalesce:
    booked = Case.objects.filter(case_day=OuterRef("pk"), status=CaseStatus.BOOKED).order_by()
    counted = booked.values("case_day").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def day_page(day: CaseDay, standing: Standing, slot: ProviderType | None, *, only_messages: bool = False) -> DayPage:
    """Everything about a day that `fetch_day` fetched. At most six queries, five more while a change waits."""
    extra = {**day.__dict__, "pk": day.pk}
    needs = needs_from(extra)
    assignments = _assignments(day) if day.status != Status.REQUESTED else []
    offers = list(Offer.objects.filter(case_day=day).order_by("sent_at", "pk")) if day.confirmed_at else []
    team = team_from(day, assignments, [offer for offer in offers if offer.status == OfferStatus.SENT])
    verbs = frozenset(allowed_verbs(day, {Role.MANAGER}))
    change = _waiting_change(day) if extra["waiting_change"] else None
    chosen = _chosen(team, slot) if day.status in LIVE else None
    eligibility = _Eligibility(extra, needs, standing, [a for a in assignments if a.status in ACTIVE], change)
    candidates = None
    if chosen and not chosen.filled and Verb.HOLD in verbs:
        latest = {offer.clinician_id: offer for offer in offers if offer.provider_type == chosen.provider_type}
        candidates = eligibility.candidates(chosen.provider_type, latest)
    return DayPage(
        day=day,
        team=team,
        verbs=verbs,
        slot=chosen,
        candidates=candidates,
        declined=frozenset(a.clinician_id for a in assignments if a.status == AssignmentStatus.DECLINED),
        change=eligibility.waiting(candidates) if change else None,
        hints=hints_on(needs, extra["wanted_list"], day.site.time_zone, standing) if Verb.ACCEPT in verbs else [],
        steps=steps_of(day, only_messages=only_messages),
        skills=tuple(skill["name"] for skill in extra["asked"]),
        children=needs.children,
        booked=extra["booked"],
    )


def _assignments(day: CaseDay) -> list[Assignment]:
    shown = Assignment.objects.filter(case_day=day, status__in=[*ACTIVE, AssignmentStatus.DECLINED])
    return list(shown.select_related("clinician__user").order_by("pk"))


def _waiting_change(day: CaseDay) -> Change | None:
    return Change.objects.filter(case_day=day, status=ChangeStatus.WAITING).select_related("asked_by").first()


def _chosen(team: Team, slot: ProviderType | None) -> Slot | None:
    """The slot asked for, else the first open one, else one with a conflict."""
    if slot:
        return next(one for one in team.slots if one.provider_type == slot)
    troubled = (one for one in team.slots if one.assignment and one.assignment.conflict)
    return next((one for one in team.slots if not one.filled), None) or next(troubled, None)


class _Eligibility:
    """Who can, on the day as it stands and as a waiting change would have it; people are loaded once for both."""

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
        self.book: RuleBook | None = None

    def candidates(self, slot: ProviderType, offers: dict[int, Offer]) -> CandidateList:
        """Ranked and excluded people for an open slot."""
        book = self._load(slot)
        mates = {a.clinician_id: a.clinician.user.get_full_name() for a in self.team}
        of_type = [one for one in self.people.values() if one.provider_type == slot and one.active]
        return rank(self.needs, slot, book, of_type, self.standing.weights, mates=mates, offers=offers)

    def waiting(self, candidates: CandidateList | None) -> WaitingChange:
        """The waiting change with what follows from it."""
        change = self.change
        if change is None:
            raise ValueError("No change waits")
        leaving: dict[int, str] = {}
        rules_out: dict[int, str] = {}
        if self.decisive:
            book, after = self.book or self._load(None), self._edited(change)
            leaving = self._against(after, book)
            rules_out = self._ruled_out(candidates, after, book) if candidates else {}
        told = [a for a in self.team if a.status in TOLD] if MATERIAL & change.fields.keys() else []
        return WaitingChange(
            change=change,
            words=tuple((label_of(name), old, new) for name, (old, new) in in_words(change.fields).items()),
            texts=len(told),
            kept=tuple(a.clinician.user.get_full_name() for a in told if a.pk not in leaving),
            leaving=tuple((a.clinician.user.get_full_name(), leaving[a.pk]) for a in self.team if a.pk in leaving),
            rules_out=rules_out,
        )

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

    def _load(self, slot: ProviderType | None) -> RuleBook:
        """Load people of a type, and the team besides while a change could rule somebody out. Two queries."""
        periods = periods_of(self.dates)
        team_ids = [a.clinician_id for a in self.team] if self.decisive else []
        people = load_people(
            self.dates,
            provider_type=slot.value if slot else None,
            clinician_ids=None if slot else team_ids,
            only_working=slot is not None,
            history=slot is not None,
            also=team_ids if slot else (),
            periods=periods,
        )
        self.people = {person.clinician_id: person for person in people}
        self.book = self.standing.book(periods)
        return self.book

    def _edited(self, change: Change) -> DayNeeds:
        """What the day would ask after the change."""
        new: dict[str, Any] = {name: change.fields[name][1] for name in self.decisive}
        if "date" in new:
            new["date"] = self.dates[-1]
        if "site" in new:
            new["site"] = Site.objects.get(pk=new["site"])
        if "skills" in new:
            new["skills"] = list(Skill.objects.filter(pk__in=new["skills"]))
        return edited_needs(self.row, **new)
