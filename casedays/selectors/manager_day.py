"""The page of one day as a manager sees it, read with a fixed number of queries."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import User
from casedays.matching.needs import needs_columns, needs_from
from casedays.matching.standing import Standing
from casedays.models import Assignment, Case, CaseDay, Change, Offer, WantedDate
from casedays.rules import allowed_verbs
from casedays.selectors import facts
from casedays.selectors.board.rows import place_words
from casedays.selectors.candidates import Candidate, CandidateList, Excluded
from casedays.selectors.manager_eligibility import MOST_SHOWN, Eligibility, WaitingChange
from casedays.selectors.manager_timeline import Step, steps_of
from casedays.selectors.requests import NO_PERIOD, DateHint, hints_on
from casedays.selectors.slot_rows import SlotRow
from casedays.selectors.team import Slot, Team, team_from
from casedays.selectors.timeline import Row
from casedays.selectors.unseen import UnseenChange, unseen_changes
from casedays.states import (
    ACTIVE,
    DAY_CANCELLED,
    LIVE,
    AssignmentStatus,
    CaseStatus,
    ChangeStatus,
    OfferStatus,
    Role,
    Status,
    Verb,
)

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


#: Ways in which a day ends before its date.
CLOSED = (Status.CANCELLED, Status.REJECTED)


@dataclass(frozen=True)
class CandidateRow:
    """One candidate as the page draws it.

    `ruled_out` is the rule by which a waiting change would end it; who was `released` has just been in the slot.
    """

    rank: int
    candidate: Candidate
    offered: bool
    ruled_out: str
    released: bool


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
    #: The wanted dates of a request.
    hints: list[DateHint]
    #: How many could fill each open slot, while somebody can be put there.
    eligible: Mapping[str, int]
    #: Why nobody could say whether they can, where no period holds the date.
    unasked: str
    #: Who was on the team when the day was cancelled.
    ended: tuple[str, ...]
    #: The step by which the day was cancelled or rejected.
    ending: Row | None
    #: Changes in force that somebody on the team has not seen.
    unseen: list[UnseenChange]

    @property
    def open_slots(self) -> list[Slot]:
        """Slots that nobody is in."""
        return [slot for slot in self.team.slots if not slot.filled]

    @functools.cached_property
    def rows(self) -> list[CandidateRow]:
        """The best candidates for the chosen slot."""
        out = self.change.rules_out if self.change else {}
        left = self.slot.left if self.slot else ()
        released = {one.clinician_id for one in left if one.ended_from_date == self.day.date}
        ranked = self.candidates.ranked[:MOST_SHOWN] if self.candidates else ()
        return [
            CandidateRow(
                place,
                one,
                offered=bool(one.offer and one.offer.status == OfferStatus.SENT),
                ruled_out=out.get(one.clinician_id, ""),
                released=one.clinician_id in released,
            )
            for place, one in enumerate(ranked, start=1)
        ]

    @property
    def excluded(self) -> list[tuple[Excluded, str]]:
        """People whom a rule keeps out of the chosen slot, with an icon for it; those who can be overridden first."""
        found = sorted(self.candidates.excluded if self.candidates else (), key=lambda one: not one.overridable)
        return [(one, RULE_ICONS.get(one.rule, "circle-slash")) for one in found[:MOST_SHOWN]]

    @functools.cached_property
    def slot_rows(self) -> list[SlotRow]:
        """The three slots in words."""
        zone = self.day.site.time_zone
        return [SlotRow(slot, self.eligible.get(slot.provider_type.value), zone) for slot in self.team.slots]

    @property
    def chosen_row(self) -> SlotRow | None:
        """The chosen slot in words."""
        return next((row for row in self.slot_rows if self.slot and row.slot is self.slot), None)

    @property
    def place(self) -> str:
        """The site with its city, named once where both are the same: "Pier 9, Portland OR"."""
        return place_words(self.day.site.name, self.day.site.city, self.day.site.state)

    @property
    def shows_team(self) -> bool:
        """Whether there is or was a team to speak of."""
        return self.day.status in (*LIVE, Status.COMPLETED)

    @property
    def closed(self) -> bool:
        """Whether it was called off, or never was to be."""
        return self.day.status in CLOSED

    @property
    def over(self) -> bool:
        """Whether nothing more can come of it."""
        return self.closed or self.day.status == Status.COMPLETED

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
        .select_related("practice", "site")
        .annotate(
            booked=_booked(),
            wanted_list=ArraySubquery(wanted),
            waiting_change=Exists(waiting),
            unseen_change=Exists(facts.unseen().filter(change__case_day=OuterRef("pk"))),
            **needs_columns(standing.rules),
        )
    )
    return days


def _booked() -> Coalesce:
    booked = Case.objects.filter(case_day=OuterRef("pk"), status=CaseStatus.BOOKED).order_by()
    counted = booked.values("case_day").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def day_page(
    day: CaseDay,
    standing: Standing,
    slot: ProviderType | None,
    *,
    only_messages: bool = False,
    viewer: User | None = None,
) -> DayPage:
    """Everything about a day that `fetch_day` fetched, as `viewer` may act on it.

    At most six queries, seven more while a change waits, three while one is not seen.
    """
    extra = {**day.__dict__, "pk": day.pk}
    needs = needs_from(extra)
    assignments = _assignments(day) if day.status != Status.REQUESTED else []
    offers = list(Offer.objects.filter(case_day=day).order_by("sent_at", "pk")) if day.confirmed_at else []
    team = team_from(day, assignments, [offer for offer in offers if offer.status == OfferStatus.SENT])
    verbs = frozenset(allowed_verbs(day, {Role.MANAGER}))
    change = _waiting_change(day) if extra["waiting_change"] else None
    chosen = _chosen(team, slot) if day.status in LIVE else None
    eligibility = Eligibility(extra, needs, standing, [a for a in assignments if a.status in ACTIVE], change)
    candidates = None
    if chosen and not chosen.filled and Verb.HOLD in verbs:
        latest = {offer.clinician_id: offer for offer in offers if offer.provider_type == chosen.provider_type}
        candidates = eligibility.candidates(chosen.provider_type, latest)
    steps, closed = steps_of(day), day.status in CLOSED
    return DayPage(
        day=day,
        team=team,
        verbs=verbs,
        slot=chosen,
        candidates=candidates,
        change=eligibility.waiting(day, candidates, viewer, offers=sum(len(one.offers) for one in team.slots))
        if change
        else None,
        eligible=_eligible(eligibility, team, candidates) if Verb.HOLD in verbs else {},
        unasked="" if candidates is None or eligibility.period_holds(needs.date) else f"{NO_PERIOD}.",
        ended=_ended(day) if day.status == Status.CANCELLED else (),
        hints=hints_on(needs, extra["wanted_list"], day.site.time_zone, standing) if Verb.ACCEPT in verbs else [],
        steps=[step for step in steps if step.fates] if only_messages else steps,
        ending=next((step.row for step in steps if step.row.kind == day.status), None) if closed else None,
        skills=tuple(skill["name"] for skill in extra["asked"]),
        children=needs.children,
        booked=extra["booked"],
        unseen=unseen_changes(day) if extra["unseen_change"] else [],
    )


def _eligible(eligibility: Eligibility, team: Team, candidates: CandidateList | None) -> dict[str, int]:
    """Provider type -> how many could take its open slot."""
    known = {candidates.slot.value: len(candidates.ranked)} if candidates else {}
    others = [one.provider_type for one in team.slots if not one.filled and one.provider_type.value not in known]
    return {**known, **eligibility.counts(others)}


def _ended(day: CaseDay) -> tuple[str, ...]:
    """Who was taken off when the day was cancelled, in the order of the slots. One query."""
    last = Assignment.objects.filter(
        case_day=day, status=AssignmentStatus.RELEASED, ended_reason__startswith=DAY_CANCELLED
    )
    rows = {row.provider_type: row for row in last.select_related("clinician__user").order_by("pk")}
    return tuple(rows[kind].clinician.user.get_full_name() for kind in SLOT_ORDER if kind in rows)


def _assignments(day: CaseDay) -> list[Assignment]:
    shown = Assignment.objects.filter(Q(status__in=ACTIVE) | facts.left(), case_day=day)
    return list(shown.select_related("clinician__user").order_by("pk"))


def _waiting_change(day: CaseDay) -> Change | None:
    return Change.objects.filter(case_day=day, status=ChangeStatus.WAITING).select_related("asked_by").first()


def _chosen(team: Team, slot: ProviderType | None) -> Slot | None:
    """The slot asked for, else the first open one, else one with a conflict."""
    if slot:
        return next(one for one in team.slots if one.provider_type == slot)
    troubled = (one for one in team.slots if one.assignment and one.assignment.conflict)
    return next((one for one in team.slots if not one.filled), None) or next(troubled, None)
