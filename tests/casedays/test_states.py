"""Every step of the transition table, tried by every role: allowed where the table says so, refused elsewhere."""

from collections.abc import Callable

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, cases, changes, lifecycle, staffing
from casedays.models import Assignment, CaseDay
from casedays.rules import WORDS, allowed_verbs, require
from casedays.states import (
    ASSIGNMENT_TRANSITIONS,
    DAY_TRANSITIONS,
    AssignmentStatus,
    Role,
    Status,
    Verb,
    find,
)
from scheduling_portal.core import clock
from scheduling_portal.core.errors import DomainError, NotAllowed
from tests.factories.accounts import ManagerFactory, UserFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    planned_day,
    requested_day,
    staff_of,
    staffed_day,
)
from tests.factories.practices import PatientFactory

pytestmark = pytest.mark.django_db

ROLES = (Role.MANAGER, Role.PRACTICE, Role.CLINICIAN)
BY_PEOPLE = [verb for verb in WORDS if verb is not Verb.COMPLETE]


def day_at(status: str) -> CaseDay:
    """A day that stands at this status, with a full team where it has one."""
    if status == Status.REQUESTED:
        return requested_day()
    if status == Status.PLANNED:
        return staffed_day()
    if status == Status.CONFIRMED:
        return confirmed_day()
    day = requested_day() if status == Status.REJECTED else confirmed_day()
    CaseDay.objects.filter(pk=day.pk).update(status=status, status_reason="Over")
    return fresh(day)


def person(role: Role, day: CaseDay) -> User:
    """Somebody in this role towards this day."""
    if role is Role.MANAGER:
        manager: User = ManagerFactory.create()
        return manager
    if role is Role.PRACTICE:
        return staff_of(day.practice)
    team = active(day)
    return team[0].clinician.user if team else credentialed_clinician().user


def edit(day: CaseDay, actor: User) -> None:
    if day.status == Status.REQUESTED:
        lifecycle.edit_request(
            case_day=day,
            actor=actor,
            site=day.site,
            wanted_dates=[day.date],
            details=details(notes="n"),
            version=day.version,
        )
    else:
        from tests.casedays.test_changes import edit_of

        changes.edit_case_day(case_day=day, edit=edit_of(day, notes="n"), actor=actor, version=day.version)


def hold(day: CaseDay, actor: User) -> None:
    for assignment in active(day):
        Assignment.objects.filter(pk=assignment.pk).update(
            status=AssignmentStatus.RELEASED, ended_at=clock.now(), ended_reason="room"
        )
    nurse = credentialed_clinician(ProviderType.NURSE)
    willing(nurse, day.date)
    staffing.hold_clinician(case_day=day, clinician=nurse, actor=actor)


def offer(day: CaseDay, actor: User) -> None:
    Assignment.objects.filter(case_day=day).update(
        status=AssignmentStatus.RELEASED, ended_at=clock.now(), ended_reason="room"
    )
    nurse = credentialed_clinician(ProviderType.NURSE)
    willing(nurse, day.date)
    backfill.send_offer(case_day=day, clinician=nurse, actor=actor)


def answer_proposal(day: CaseDay, actor: User) -> None:
    CaseDay.objects.filter(pk=day.pk).update(proposed_date=day_ahead(40))
    lifecycle.answer_proposal(case_day=day, actor=actor, accept=True)


def book(day: CaseDay, actor: User) -> None:
    patient = PatientFactory.create(practice=day.practice)
    cases.book_patient(case_day=day, patient=patient, actor=actor, start_time=day.first_case_time, minutes=60)


def reschedule(day: CaseDay, actor: User) -> None:
    lifecycle.reschedule(case_day=day, actor=actor, date=day_ahead(40))


CALLS: dict[Verb, Callable[[CaseDay, User], object]] = {
    Verb.EDIT: edit,
    Verb.ACCEPT: lambda day, actor: lifecycle.accept_request(case_day=day, actor=actor, date=day.date),
    Verb.PROPOSE_DATE: lambda day, actor: lifecycle.propose_date(case_day=day, actor=actor, date=day_ahead(40)),
    Verb.ANSWER_PROPOSAL: answer_proposal,
    Verb.REJECT: lambda day, actor: lifecycle.reject_request(case_day=day, actor=actor, reason="No"),
    Verb.CONFIRM: lambda day, actor: lifecycle.confirm_case_day(case_day=day, actor=actor),
    Verb.CANCEL: lambda day, actor: lifecycle.cancel_case_day(case_day=day, actor=actor, reason="No"),
    Verb.RESCHEDULE: reschedule,
    Verb.CONFIRM_DETAILS: lambda day, actor: lifecycle.confirm_details(case_day=day, actor=actor),
    Verb.BOOK_PATIENT: book,
    Verb.HOLD: hold,
    Verb.OFFER: offer,
}


def test_every_verb_that_people_use_is_tried() -> None:
    assert set(CALLS) == set(BY_PEOPLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", BY_PEOPLE)
@pytest.mark.parametrize("status", Status.values)
def test_day_transition(status: str, verb: Verb, role: Role) -> None:
    day = day_at(status)
    actor = person(role, day)
    row = find(DAY_TRANSITIONS, status, verb)
    if row is not None and role in row.roles:
        CALLS[verb](day, actor)
        assert fresh(day).status == row.target
    else:
        with pytest.raises(NotAllowed):
            CALLS[verb](day, actor)
        assert fresh(day).status == status


@pytest.mark.parametrize("status", Status.values)
def test_only_the_system_completes(status: str) -> None:
    day = day_at(status)
    row = find(DAY_TRANSITIONS, status, Verb.COMPLETE)
    for role in ROLES:
        with pytest.raises(NotAllowed):
            require(day, Verb.COMPLETE, person(role, day))
    if row:
        assert require(day, Verb.COMPLETE, None) == row


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("role", ROLES)
def test_pages_offer_only_what_the_table_allows(status: str, role: Role) -> None:
    day = day_at(status)
    offered = allowed_verbs(day, {role})
    for verb in offered:
        row = find(DAY_TRANSITIONS, status, verb)
        assert row is not None
        assert role in row.roles


ANSWERS: dict[Verb, Callable[[Assignment, User], object]] = {
    Verb.ACCEPT_ASSIGNMENT: lambda a, actor: staffing.accept_assignment(assignment=a, actor=actor),
    Verb.DECLINE_ASSIGNMENT: lambda a, actor: staffing.decline_assignment(assignment=a, actor=actor, reason="Ill"),
    Verb.RELEASE: lambda a, actor: staffing.release_clinician(assignment=a, actor=actor, reason="Swap"),
}


def assignment_at(status: str) -> Assignment:
    """A nurse's assignment that stands at this status."""
    day = staffed_day() if status == AssignmentStatus.HELD else accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    if status not in (AssignmentStatus.HELD, AssignmentStatus.ACCEPTED):
        ended = status in (AssignmentStatus.DECLINED, AssignmentStatus.RELEASED)
        fields = {"ended_at": clock.now(), "ended_reason": "x"} if ended else {}
        Assignment.objects.filter(pk=nurse.pk).update(status=status, **fields)
    return Assignment.objects.select_related("clinician__user").get(pk=nurse.pk)


@pytest.mark.parametrize("who", ["manager", "practice", "the clinician", "another clinician", "nobody's"])
@pytest.mark.parametrize("verb", list(ANSWERS))
@pytest.mark.parametrize("status", AssignmentStatus.values)
def test_assignment_transition(status: str, verb: Verb, who: str) -> None:
    assignment = assignment_at(status)
    actor = {
        "manager": lambda: ManagerFactory.create(),
        "practice": lambda: staff_of(assignment.case_day.practice),
        "the clinician": lambda: assignment.clinician.user,
        "another clinician": lambda: credentialed_clinician(ProviderType.NURSE).user,
        "nobody's": lambda: UserFactory.create(),
    }[who]()
    role = {"manager": Role.MANAGER, "practice": Role.PRACTICE, "the clinician": Role.CLINICIAN}.get(who)
    row = find(ASSIGNMENT_TRANSITIONS, status, verb)
    # A practice frees a team only by cancelling the day, never a single person.
    allowed = row is not None and role in row.roles and not (role is Role.PRACTICE and verb is Verb.RELEASE)
    if allowed and row is not None:
        ANSWERS[verb](assignment, actor)
        assignment.refresh_from_db()
        assert assignment.status == row.target
    else:
        with pytest.raises(DomainError):
            ANSWERS[verb](assignment, actor)
        assignment.refresh_from_db()
        assert assignment.status == status


def test_a_planned_day_whose_date_has_passed_can_only_be_ended() -> None:
    day = planned_day()
    CaseDay.objects.filter(pk=day.pk).update(date=day_ahead(-2))
    assert allowed_verbs(fresh(day), {Role.MANAGER}) == {Verb.CANCEL}
