"""Holding, asking, answering and releasing."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import Assignment
from casedays.states import AssignmentStatus, OfferStatus, Status
from practices.models import Preference
from scheduling_portal.core import clock
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    planned_day,
    requested_day,
    staff_of,
    staffed_day,
    trio,
)
from tests.factories.practices import ClinicianPreferenceFactory

pytestmark = pytest.mark.django_db


class TestHold:
    def test_a_held_clinician_is_not_told(self, manager: User) -> None:
        day = staffed_day(manager=manager)
        assert [a.status for a in active(day)] == [AssignmentStatus.HELD] * 3
        nurse = in_slot(day, ProviderType.NURSE).clinician.user
        assert not Assignment.objects.visible_to(nurse).exists()
        assert not type(day).objects.visible_to(nurse).exists()

    def test_on_a_confirmed_day_they_are_asked_at_once(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        medic = in_slot(day, ProviderType.MEDIC)
        staffing.release_clinician(assignment=medic, actor=manager, reason="Swapped")
        other = credentialed_clinician(ProviderType.MEDIC)
        willing(other, day.date)
        assert staffing.hold_clinician(case_day=day, clinician=other, actor=manager).status == AssignmentStatus.ASKED
        assert fresh(day).status == Status.CONFIRMED

    def test_a_filled_slot_is_refused(self, manager: User) -> None:
        day = staffed_day(manager=manager)
        other = credentialed_clinician(ProviderType.MEDIC)
        willing(other, day.date)
        with pytest.raises(Conflict, match="medic slot is filled already"):
            staffing.hold_clinician(case_day=day, clinician=other, actor=manager)

    def test_nobody_is_on_two_days_of_one_date_whatever_the_reason(self, manager: User) -> None:
        team = trio(day_ahead())
        staffed_day(manager=manager, team=team)
        other = planned_day(manager=manager)
        with pytest.raises(Conflict, match="on another case day"):
            staffing.hold_clinician(case_day=other, clinician=team[0], actor=manager, override_reason="I insist")

    def test_an_ineligible_clinician_is_refused_with_the_rule(self, manager: User) -> None:
        day = planned_day(manager=manager)
        silent = credentialed_clinician(ProviderType.NURSE)
        with pytest.raises(RuleBroken, match="no answer for"):
            staffing.hold_clinician(case_day=day, clinician=silent, actor=manager)

    def test_a_reason_overrides_and_the_timeline_keeps_it(self, manager: User) -> None:
        day = planned_day(manager=manager)
        silent = credentialed_clinician(ProviderType.NURSE)
        held = staffing.hold_clinician(case_day=day, clinician=silent, actor=manager, override_reason="Agreed by phone")
        key = f"availability:{day.date}"
        assert (held.overridden, held.override_reason) == ([key], "Agreed by phone")
        entry = TimelineEntry.objects.get(topic="case_day", topic_id=day.pk, kind="held")
        assert (entry.reason, entry.details["overridden"]) == ("Agreed by phone", [key])

    def test_an_overridden_rule_does_not_stop_the_confirmation(self, manager: User) -> None:
        day = planned_day(manager=manager)
        team = trio(day.date)
        ClinicianPreferenceFactory.create(practice=day.practice, clinician=team[1], preference=Preference.DO_NOT_SEND)
        for clinician in team:
            staffing.hold_clinician(case_day=day, clinician=clinician, actor=manager, override_reason="They agreed")
        lifecycle.confirm_case_day(case_day=day, actor=manager)
        assert fresh(day).status == Status.CONFIRMED

    def test_a_practice_cannot_hold(self) -> None:
        day = planned_day()
        nurse = credentialed_clinician(ProviderType.NURSE)
        with pytest.raises(NotAllowed):
            staffing.hold_clinician(case_day=day, clinician=nurse, actor=staff_of(day.practice))

    def test_a_request_takes_no_team_yet(self, manager: User) -> None:
        day = requested_day()
        nurse = credentialed_clinician(ProviderType.NURSE)
        with pytest.raises(NotAllowed, match="is requested"):
            staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)


class TestAnswer:
    def test_accepting(self) -> None:
        day = confirmed_day()
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)
        assert in_slot(day, ProviderType.NURSE).status == AssignmentStatus.ACCEPTED

    def test_somebody_else_cannot_answer(self) -> None:
        day = confirmed_day()
        nurse, medic = in_slot(day, ProviderType.NURSE), in_slot(day, ProviderType.MEDIC)
        with pytest.raises(NotAllowed):
            staffing.accept_assignment(assignment=nurse, actor=medic.clinician.user)

    def test_declining_leaves_the_day_confirmed_and_open_again(self) -> None:
        day = accepted_day()
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
        assert fresh(day).status == Status.CONFIRMED
        assert [a.provider_type for a in active(day)] == ["anesthesiologist", "medic"]
        nurse.refresh_from_db()
        assert (nurse.status, nurse.ended_reason) == (AssignmentStatus.DECLINED, "Child is ill")

    def test_declining_needs_a_reason(self) -> None:
        day = confirmed_day()
        nurse = in_slot(day, ProviderType.NURSE)
        with pytest.raises(RuleBroken):
            staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="")

    def test_a_drop_out_is_offered_to_the_next_best(self) -> None:
        day = accepted_day()
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        offer = day.offers.get()
        assert (offer.clinician, offer.status) == (spare, OfferStatus.SENT)

    def test_an_answer_after_release_is_refused_politely(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.release_clinician(assignment=nurse, actor=manager, reason="Swapped")
        with pytest.raises(NotAllowed, match="released from this day"):
            staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)


class TestRelease:
    def test_keeps_the_row_as_history(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.release_clinician(assignment=nurse, actor=manager, reason="Closer colleague found")
        nurse.refresh_from_db()
        assert (nurse.status, nurse.ended_from_date, nurse.answer_code) == (AssignmentStatus.RELEASED, day.date, None)
        assert not type(day).objects.visible_to(nurse.clinician.user).exists()

    def test_needs_a_manager_and_a_reason(self, manager: User) -> None:
        nurse = in_slot(confirmed_day(manager=manager), ProviderType.NURSE)
        with pytest.raises(RuleBroken):
            staffing.release_clinician(assignment=nurse, actor=manager, reason=" ")
        with pytest.raises(NotAllowed):
            staffing.release_clinician(assignment=nurse, actor=nurse.clinician.user, reason="I want out")


class TestRemind:
    def test_reminds_once_after_half_the_time(self) -> None:
        day = confirmed_day()
        assert staffing.remind_unanswered() == 0
        with time_machine.travel(clock.now() + dt.timedelta(hours=32)):  # also when the text waits for the morning
            assert staffing.remind_unanswered() == 3
            assert staffing.remind_unanswered() == 0
        assert all(a.reminded_at for a in active(day))
