"""One case day as its practice sees it: where it stands, who comes, what is asked, what happened."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from accounts.enums import SLOT_ORDER
from accounts.models import Skill, User
from casedays.changes.applying import cases_outside
from casedays.changes.comparing import in_words, label_of
from casedays.models import Assignment, Case, CaseDay, Change
from casedays.rules import allowed_verbs
from casedays.selectors.closing import cancel_consequences
from casedays.selectors.practice_cases import cases_of, children_unforeseen, told_of_flags
from casedays.selectors.practice_days import badges_of, next_step, series_of, staff_days
from casedays.selectors.timeline import PRACTICE as PRACTICE_READS
from casedays.selectors.timeline import Row, timeline_of
from casedays.states import LIVE, TOLD, AssignmentStatus, ChangeStatus, Role, Status
from notifications.forecast import Reach
from scheduling_portal.core.http import get_or_404
from scheduling_portal.core.models import Rules, TimelineEntry
from scheduling_portal.core.wording import zone_name

AS_PRACTICE = {Role.PRACTICE}
#: On these a practice reads who comes; before that a held name could still change.
NAMED = (Status.CONFIRMED, Status.COMPLETED)


#: On these the dates that were wanted still tell what was asked for.
ASKED_ONLY = (Status.REQUESTED, Status.REJECTED, Status.CANCELLED)


@dataclass(frozen=True)
class Mate:
    """One slot as the practice sees it: role, name and whether they have accepted. Never a phone number."""

    provider_type: str
    label: str
    name: str
    state: str
    said: str


@dataclass(frozen=True)
class ChangeCard:
    """A change that waits, or the last one that was decided: (label, old, new) rows in words."""

    change: Change
    rows: list[tuple[str, str, str]]


@dataclass(frozen=True)
class BesideWaiting:
    """What becomes of the `card` that waits when another edit is saved: it is `replaced`, `clashes`, or just stays."""

    card: ChangeCard
    replaced: bool
    clashes: bool


@dataclass(frozen=True)
class DayPage:
    """All that the page of one day shows. `verbs` are the acts that the practice may take now."""

    case_day: CaseDay
    badges: list[tuple[str, str]]
    next_step: str
    zone: str
    verbs: frozenset[str]
    team: list[Mate]
    waiting: ChangeCard | None
    wanted: list[dt.date]
    skills: list[str]
    booked: int
    children_checked: int
    told_of_flags: str
    timeline: list[Row]


@dataclass(frozen=True)
class DetailsPage:
    """What the practice checks before it says that the details are right."""

    case_day: CaseDay
    zone: str
    booked: int
    skills: list[str]


@dataclass(frozen=True)
class Concerned:
    """Booked patients whom an edit would touch: without a slot in the new times, or coming along to another place."""

    outside: list[Case]
    moving: list[Case]

    @property
    def shown(self) -> list[Case]:
        """Everybody who is named."""
        return [*self.outside, *(case for case in self.moving if case not in self.outside)]


@dataclass(frozen=True)
class Follows:
    """What cancelling would do."""

    told: int
    unaware: int
    reach: Reach
    booked: int
    waiting_change: bool


def staff_day_page(user: User, pk: int) -> DayPage:
    """The page of a day of the person's practices; 404 for any other."""
    skills = Skill.objects.filter(case_days=OuterRef("pk")).order_by("name").values("name")
    row = get_or_404(staff_days(user).annotate(skill_names=ArraySubquery(skills)), pk)
    requested = row.status == Status.REQUESTED
    children = children_unforeseen(row, cases_of(row)) if _may_have_children(row) else 0
    return DayPage(
        case_day=row,
        badges=[*badges_of(row), *_details_badge(row)],
        next_step=next_step(row, series_of([row]), review_days=Rules.current().review_working_days if requested else 0),
        zone=zone_name(row.site.time_zone, row.date),
        verbs=frozenset(verb.value for verb in allowed_verbs(row, AS_PRACTICE)),
        team=team_of(row) if row.status in NAMED else [],
        waiting=waiting_change(row) if getattr(row, "change_waits", False) else None,
        wanted=[wanted.date for wanted in row.wanted_dates.all()] if row.status in ASKED_ONLY else [],
        skills=list(getattr(row, "skill_names", ())),
        booked=getattr(row, "booked", 0),
        children_checked=children,
        told_of_flags=told_of_flags(row) if children else "",
        timeline=timeline_of(row, PRACTICE_READS),
    )


def _details_badge(case_day: CaseDay) -> list[tuple[str, str]]:
    """Whether the practice said that the details are right, of a confirmed day."""
    if case_day.status != Status.CONFIRMED:
        return []
    return [("details_confirmed" if case_day.details_confirmed_at else "details_open", "")]


def _may_have_children(case_day: CaseDay) -> bool:
    return case_day.status == Status.CONFIRMED and not case_day.children and bool(getattr(case_day, "booked", 0))


def beside_waiting(case_day: CaseDay, fields: Collection[str], *, needs_manager: bool) -> BesideWaiting | None:
    """What saving new values of these fields would mean for the change that waits; None where none does."""
    card = waiting_change(case_day)
    if card is None:
        return None
    clashes = not needs_manager and bool(set(fields) & card.change.fields.keys())
    return BesideWaiting(card, replaced=needs_manager, clashes=clashes)


def team_of(case_day: CaseDay) -> list[Mate]:
    """The three slots; who was only held is not named. One query."""
    vacant = "Being replaced" if case_day.status == Status.CONFIRMED else "Nobody"
    told = Assignment.objects.filter(case_day=case_day, status__in=TOLD).select_related("clinician__user")
    by_type = {assignment.provider_type: assignment for assignment in told}
    return [_mate(kind.value, str(kind.label), by_type.get(kind.value), vacant) for kind in SLOT_ORDER]


def _mate(kind: str, label: str, assignment: Assignment | None, vacant: str) -> Mate:
    if assignment is None:
        return Mate(kind, label, "", "open", vacant)
    name = assignment.clinician.user.get_full_name()
    if assignment.status == AssignmentStatus.ACCEPTED:
        return Mate(kind, label, name, "accepted", "Accepted")
    return Mate(kind, label, name, "asked", "Asked")


def waiting_change(case_day: CaseDay) -> ChangeCard | None:
    """The practice's change that waits for a manager. Three queries at most."""
    change = case_day.changes.filter(status=ChangeStatus.WAITING).select_related("asked_by").first()
    if change is None:
        return None
    words = in_words(change.fields)
    return ChangeCard(change, [(label_of(name), old, new) for name, (old, new) in words.items()])


def details_page(case_day: CaseDay) -> DetailsPage:
    """What stands on the page that asks whether the details are right."""
    return DetailsPage(
        case_day=case_day,
        zone=zone_name(case_day.site.time_zone, case_day.date),
        booked=case_day.cases.booked().count(),
        skills=[skill.name for skill in case_day.skills.all()],
    )


def answered_already(case_day: CaseDay, user: User) -> str:
    """Who of the practice accepted a proposed date before; empty where nobody did. One query at most."""
    if case_day.status not in LIVE:
        return ""
    steps = TimelineEntry.objects.filter(
        topic="case_day", topic_id=case_day.pk, kind="planned", details__by_practice=True
    )
    entry = steps.select_related("actor").first()
    if entry is None or entry.actor is None:
        return ""
    who = "You" if entry.actor == user else entry.actor.get_full_name()
    return f"{who} accepted this date already: it is {case_day.get_status_display().lower()}."


def follows_cancelling(case_day: CaseDay, actor: User) -> Follows:
    """Who would hear of it, also who has an offer, and what would fall, were the day cancelled now. Seven queries."""
    effect = cancel_consequences(case_day, actor)
    return Follows(
        told=effect.told + effect.offered,
        unaware=effect.unaware,
        reach=effect.reach,
        booked=effect.booked,
        waiting_change=case_day.changes.filter(status=ChangeStatus.WAITING).exists(),
    )


def cases_named(case_day: CaseDay, ids: Collection[int]) -> list[Case]:
    """These bookings of the day with their patients, by time. One query."""
    return [case for case in cases_of(case_day) if case.pk in ids]


def patients_concerned(case_day: CaseDay, fields: Mapping[str, list[Any]]) -> Concerned:
    """Who is booked and would be touched by these old and new values, by time. One query at most."""
    if not fields.keys() & {"date", "site", "first_case_time", "expected_end"}:
        return Concerned([], [])
    cases = cases_of(case_day)
    early, late = cases_outside(case_day, cases, fields)
    return Concerned([*early, *late], cases if fields.keys() & {"date", "site"} else [])
