"""Who may do what with a case day, and why not."""

import datetime as dt

from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.states import (
    ASSIGNMENT_TRANSITIONS,
    DAY_TRANSITIONS,
    AssignmentStatus,
    Role,
    Status,
    Transition,
    Verb,
    find,
    verbs_for,
)
from practices.models import Membership, Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.errors import NotAllowed, RuleBroken, StaleEdit

#: Steps that make no sense once the date has passed at the site.
FORWARD_ONLY = frozenset(
    {
        Verb.ACCEPT,
        Verb.CONFIRM,
        Verb.HOLD,
        Verb.OFFER,
        Verb.RESCHEDULE,
        Verb.EDIT,
        Verb.BOOK_PATIENT,
        Verb.CONFIRM_DETAILS,
    }
)

WORDS: dict[Verb, str] = {
    Verb.EDIT: "edited",
    Verb.ACCEPT: "accepted",
    Verb.PROPOSE_DATE: "given another date",
    Verb.ANSWER_PROPOSAL: "answered",
    Verb.REJECT: "rejected",
    Verb.CONFIRM: "confirmed",
    Verb.CANCEL: "cancelled",
    Verb.RESCHEDULE: "rescheduled",
    Verb.CONFIRM_DETAILS: "checked",
    Verb.BOOK_PATIENT: "booked",
    Verb.COMPLETE: "completed",
    Verb.HOLD: "staffed",
    Verb.OFFER: "offered",
}


def roles_on_day(user: User | None, case_day: CaseDay) -> set[Role]:
    """In what capacities this person, or the system when None, can act on this day."""
    if user is None:
        return {Role.SYSTEM}
    if not user.is_active:
        return set()
    roles = {Role.MANAGER} if user.is_manager else set()
    if Membership.objects.filter(user=user, practice_id=case_day.practice_id, practice__active=True).exists():
        roles.add(Role.PRACTICE)
    return roles


def acting(user: User | None, case_day: CaseDay, role: Role | None) -> set[Role]:
    """The capacities in which this person acts here: all they have, or the one whose portal they are in."""
    roles = roles_on_day(user, case_day)
    return roles & {role} if role is not None else roles


def require(case_day: CaseDay, verb: Verb, actor: User | None, *, roles: set[Role] | None = None) -> Transition:
    """The legal step, or NotAllowed when the state or the role forbids it."""
    row = find(DAY_TRANSITIONS, case_day.status, verb)
    held = roles if roles is not None else roles_on_day(actor, case_day)
    if not held or not any(held & other.roles for other in DAY_TRANSITIONS if other.verb == verb):
        raise NotAllowed("This is not yours to do.")
    if row is None:
        raise NotAllowed(f"This day is {case_day.get_status_display().lower()}. It cannot be {WORDS[verb]}.")
    if not held & row.roles:
        raise NotAllowed("This is not yours to do.")
    if verb in FORWARD_ONLY and not _may_be_past(case_day, verb) and is_past(case_day):
        raise NotAllowed(f"This day has passed. It cannot be {WORDS[verb]}.")
    return row


def allowed_verbs(case_day: CaseDay, roles: set[Role]) -> set[Verb]:
    """The verbs that pages offer on this day to somebody in `roles`."""
    verbs = verbs_for(case_day.status, roles)
    if case_day.proposed_date is None:
        verbs.discard(Verb.ANSWER_PROPOSAL)
    if is_past(case_day):
        return {verb for verb in verbs if verb not in FORWARD_ONLY or _may_be_past(case_day, verb)}
    return verbs


def _may_be_past(case_day: CaseDay, verb: Verb) -> bool:
    """A request whose best date has passed may still be put on an alternative, or edited: the new date is checked."""
    return case_day.status == Status.REQUESTED and verb in (Verb.ACCEPT, Verb.EDIT)


def require_assignment(assignment: Assignment, verb: Verb, roles: set[Role]) -> Transition:
    """The legal step of an assignment, or NotAllowed."""
    row = find(ASSIGNMENT_TRANSITIONS, assignment.status, verb)
    if not any(roles & other.roles for other in ASSIGNMENT_TRANSITIONS if other.verb == verb):
        raise NotAllowed("This is not yours to do.")
    if row is None:
        raise NotAllowed(_assignment_words(assignment, verb))
    if not roles & row.roles:
        raise NotAllowed("This is not yours to do.")
    return row


def _assignment_words(assignment: Assignment, verb: Verb) -> str:
    if assignment.status == AssignmentStatus.RELEASED:
        return (
            "You were released from this day, so there is nothing to answer."
            if verb != Verb.RELEASE
            else "Already released."
        )
    if assignment.status == AssignmentStatus.DECLINED:
        return "It was already answered: can't make it."
    if assignment.status == AssignmentStatus.ACCEPTED:
        return "You have accepted this day already."
    return "This cannot be answered yet."


def is_past(case_day: CaseDay) -> bool:
    """Whether the date has passed at the site."""
    return case_day.date < clock.today_in(case_day.site.time_zone)


def check_date(date: dt.date, zone: str, *, field: str = "date") -> None:
    """Raises RuleBroken for a date that has passed at the site, or lies beyond two years."""
    today = clock.today_in(zone)
    if date < today:
        raise RuleBroken(f"{date:%a} {date.day} {date:%b %Y} has passed.", field=field)
    if date > today + dt.timedelta(days=730):
        raise RuleBroken(f"{date:%a} {date.day} {date:%b %Y} is more than two years away.", field=field)


def need_reason(reason: str) -> str:
    """The reason without outer blanks. Raises RuleBroken when there is none, or when it is too long."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Say why, in a few words.", field="reason")
    if len(reason) > 500:
        raise RuleBroken(f"Keep the reason under 500 characters; it has {len(reason)}.", field="reason")
    return reason


def check_site(practice: Practice, site: Site) -> None:
    """Raises RuleBroken for a site that is not this practice's, or is closed."""
    if site.practice_id != practice.pk or not site.active:
        raise RuleBroken("Choose one of the practice's sites.", field="site")


def check_version(day: CaseDay, version: int | None) -> None:
    """Raises StaleEdit when somebody read another `version` of the day than the one that stands; None asks nothing."""
    if version is not None and day.version != version:
        raise StaleEdit("Somebody changed this day while you were reading it. Look at it again.")
