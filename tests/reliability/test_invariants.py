"""The invariants see what they are there to see: with a guard switched off, the same steps break the one it is for."""

import datetime as dt

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.cases import book_patient
from casedays.changes import applying, edit_case_day
from casedays.details import Edit
from casedays.lifecycle import closing, confirming
from casedays.models import Case, CaseDay
from casedays.staffing import slots
from notifications import outbox
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    planned_day,
    staff_of,
    staffed_day,
    trio,
)
from tests.factories.practices import PatientFactory
from tests.reliability import truths
from tests.reliability.invariants import broken

pytestmark = pytest.mark.django_db
assert truths.TRUE_WHEN  # importing it registers its invariant


@pytest.fixture
def boss() -> User:
    return ManagerFactory.create()


def _nurse_elsewhere(date: dt.date) -> User:
    """Another nurse who can come, whom offers go to."""
    nurse = credentialed_clinician(ProviderType.NURSE)
    willing(nurse, date)
    return nurse.user


def fill_while_offered(boss: User) -> None:
    """The nurse can't make it, offers go out, and the manager asks somebody else."""
    first, second = _nurse_elsewhere(day_ahead()), _nurse_elsewhere(day_ahead())
    day = confirmed_day(manager=boss)
    out = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    assert day.offers.filter(clinician__user__in=[first, second]).count() == 2
    staffing.hold_clinician(case_day=fresh(day), clinician=first.clinician, actor=boss)


def cancel_while_asked_to_change(boss: User) -> None:
    """The practice asks to move the day, and calls it off."""
    day = confirmed_day(manager=boss)
    edit = Edit(site=day.site, date=day_ahead(20), details=details())
    assert edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    lifecycle.cancel_case_day(case_day=day, actor=staff_of(day.practice), reason="Dentist is ill")


def shorten_with_a_patient(boss: User) -> None:
    """A patient is booked at noon, and a manager ends the day at eleven."""
    day = _booked(boss)
    edit = Edit(site=day.site, date=day.date, details=details(expected_end=dt.time(11)))
    edit_case_day(case_day=day, edit=edit, actor=boss, version=fresh(day).version)


def _booked(boss: User) -> CaseDay:
    day = confirmed_day(manager=boss)
    book_patient(
        case_day=day, patient=PatientFactory.create(practice=day.practice), actor=staff_of(day.practice),
        start_time=dt.time(12), minutes=60,
    )  # fmt: skip
    return fresh(day)


def move_to_a_day_nobody_can(boss: User) -> None:
    """A child comes to a day whose nurse has no PALS."""
    team = [*trio(day_ahead())[:1], credentialed_clinician(ProviderType.NURSE, pals=False), *trio(day_ahead())[2:]]
    willing(team[1], day_ahead())
    day = confirmed_day(manager=boss, team=team)
    edit = Edit(site=day.site, date=day.date, details=details(children=True))
    edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)


def cancel_at_once(boss: User) -> None:
    """Confirmed, and cancelled before a message has left."""
    day = confirmed_day(manager=boss)
    lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")


def confirm_without_a_team(boss: User) -> None:
    """Nobody is held, and the manager confirms."""
    lifecycle.confirm_case_day(case_day=planned_day(manager=boss), actor=boss)


def cancel_with_a_patient(boss: User) -> None:
    """A day with a booking is called off."""
    lifecycle.cancel_case_day(case_day=_booked(boss), actor=boss, reason="Water damage")


def cancel_with_a_team(boss: User) -> None:
    """A day whose team is only held is called off."""
    lifecycle.cancel_case_day(case_day=staffed_day(manager=boss), actor=boss, reason="Water damage")


def _off_offers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(slots, "close_offers", lambda *_, **__: 0)


def _off_waiting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "close_waiting", lambda *_: None)


def _off_fit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "check_cases_fit", lambda _: None)


def _off_recheck(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(applying, "blocked_by", lambda *_: [])
    patch.setattr(applying, "recheck_day", lambda _: 0)


def _off_call_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(outbox, "_call_off", lambda *_: None)
    patch.setattr("notifications.dispatch._superseded", lambda _: False)
    patch.setattr(outbox, "_put_away", lambda _: None)


def _off_complete(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(confirming, "_require_complete", lambda _: None)


def _off_cases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Case.objects.none().__class__, "update", lambda *_, **__: 0)


def _off_release(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "write_end", lambda *_: None)


GUARDS = [
    ("offers of a slot are closed when it is filled", _off_offers, fill_while_offered, "an_offer_is_open_only_for"),
    ("a waiting change falls with its day", _off_waiting, cancel_while_asked_to_change, "a_change_waits_only_on"),
    ("booked patients fit into an edited day", _off_fit, shorten_with_a_patient, "patients_fit_into_their_day"),
    ("a team is checked again after a change", _off_recheck, move_to_a_day_nobody_can, "who_can_no_longer_come"),
    ("untrue messages are called off", _off_call_off, cancel_at_once, "no_message_contradicts"),
    ("only a whole team is confirmed", _off_complete, confirm_without_a_team, "a_confirmed_day_had_a_whole_team"),
    ("bookings fall with their day", _off_cases, cancel_with_a_patient, "patients_are_booked_only_on"),
    ("a team is free when its day is off", _off_release, cancel_with_a_team, "only_a_day_that_is_planned"),
]


@pytest.mark.parametrize(
    ("off", "steps", "name"),
    [pytest.param(*rest, id=words, marks=pytest.mark.guard(words)) for words, *rest in GUARDS],
)
def test_control_with_the_guard_off_its_invariant_breaks(
    boss: User, monkeypatch: pytest.MonkeyPatch, off: object, steps: object, name: str
) -> None:
    assert callable(off)
    assert callable(steps)
    off(monkeypatch)
    steps(boss)
    assert any(fault.startswith(name) for fault in broken()), broken()


@pytest.mark.parametrize("steps", [
    fill_while_offered, cancel_while_asked_to_change, move_to_a_day_nobody_can, cancel_at_once, cancel_with_a_patient,
    cancel_with_a_team,
], ids=lambda steps: steps.__name__)  # fmt: skip
def test_with_the_guards_on_the_same_steps_break_nothing(boss: User, steps: object) -> None:
    assert callable(steps)
    steps(boss)
    assert broken() == []
