"""What one step must do to everything else that hangs on the day: offers, conflicts, waiting changes, versions."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from availability.enums import Answer
from availability.models import Availability
from casedays import backfill, changes, lifecycle, staffing
from casedays.models import CaseDay, Offer
from casedays.rules import allowed_verbs
from casedays.selectors.facts import unseen
from casedays.states import AssignmentStatus, ChangeStatus, OfferStatus, Role, Status, Verb
from practices.models import Preference
from scheduling_portal.core.errors import NotAllowed, RuleBroken, StaleEdit
from scheduling_portal.core.models import TimelineEntry
from tests.casedays.test_changes import edit_of, practice_edits
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    requested_day,
    staff_of,
    trio,
)
from tests.factories.practices import ClinicianPreferenceFactory, SiteFactory

pytestmark = pytest.mark.django_db


def kinds_of(day: CaseDay) -> list[str]:
    return list(
        TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk).order_by("pk").values_list("kind", flat=True)
    )


def offered(*dates: dt.date, spare: int = 2, manager: User | None = None) -> tuple[CaseDay, list[Clinician]]:
    """A confirmed day on the first date whose nurse dropped out; spare nurses can come on all dates."""
    day = accepted_day(date=dates[0], team=trio(*dates), manager=manager)
    spares = [credentialed_clinician(ProviderType.NURSE) for _ in range(spare)]
    for nurse in spares:
        willing(nurse, *dates)
    dropped = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=dropped, actor=dropped.clinician.user, reason="Ill")
    return day, spares


class TestOffers:
    def test_close_when_a_manager_fills_the_slot(self, manager: User) -> None:
        day, spares = offered(day_ahead(), manager=manager)
        staffing.hold_clinician(case_day=day, clinician=spares[0], actor=manager)
        assert {offer.status for offer in day.offers.all()} == {OfferStatus.FILLED}
        assert "offers_closed" in kinds_of(day)

    def test_made_for_another_date_cannot_be_taken_after_a_move(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        day, spares = offered(old, new, manager=manager)
        first = Offer.objects.filter(case_day=day).earliest("pk")
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        first.refresh_from_db()
        assert (first.status, first.answer_code) == (OfferStatus.WITHDRAWN, None)
        again = day.offers.filter(status=OfferStatus.SENT)
        assert set(spares) <= {offer.clinician for offer in again}

    def test_are_not_sent_once_the_first_case_has_begun(self) -> None:
        day = accepted_day(date=day_ahead(3))
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        with time_machine.travel(day.first_case_at + dt.timedelta(hours=2)):
            staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Fell ill at work")
        assert not day.offers.exists()
        assert kinds_of(day)[-1] == "offers_ran_out"

    def test_go_again_to_who_was_too_late_for_the_last_one(self) -> None:
        day, spares = offered(day_ahead(), spare=2)
        first, second = day.offers.order_by("pk")
        taken = backfill.accept_offer(offer=first, actor=first.clinician.user)
        staffing.decline_assignment(assignment=taken, actor=first.clinician.user, reason="Ill too")
        assert day.offers.filter(status=OfferStatus.SENT).get().clinician == second.clinician
        assert len(spares) == 2

    def test_never_tell_that_a_practice_does_not_want_somebody(self) -> None:
        day, _ = offered(day_ahead(), spare=1)
        offer = day.offers.get()
        ClinicianPreferenceFactory.create(
            practice=day.practice, clinician=offer.clinician, preference=Preference.DO_NOT_SEND
        )
        with pytest.raises(RuleBroken) as caught:
            backfill.accept_offer(offer=offer, actor=offer.clinician.user)
        assert caught.value.message == "This slot is no longer open to you."

    def test_and_questions_are_not_answered_by_who_was_turned_off(self) -> None:
        day = confirmed_day()
        nurse = in_slot(day, ProviderType.NURSE)
        nurse.clinician.user.is_active = False
        with pytest.raises(NotAllowed):
            staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)


class TestMove:
    def test_ends_a_conflict_that_was_about_the_old_date(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        day = accepted_day(manager=manager, team=trio(old, new), date=old)
        nurse = in_slot(day, ProviderType.NURSE)
        Availability.objects.filter(clinician=nurse.clinician, date=old).update(answer=Answer.UNAVAILABLE)
        nurse.conflict = "Unavailable"
        nurse.save()
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        assert in_slot(day, ProviderType.NURSE).conflict == ""

    def test_does_not_carry_an_override_of_the_old_date(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        team = trio(old, new)
        Availability.objects.filter(clinician=team[1]).update(answer=Answer.UNAVAILABLE)
        day = requested_day(date=old)
        lifecycle.accept_request(case_day=day, actor=manager, date=old)
        for clinician in team:
            staffing.hold_clinician(
                case_day=day, clinician=clinician, actor=manager, override_reason="Said yes by phone"
            )
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        assert day.assignments.get(clinician=team[1]).status == AssignmentStatus.RELEASED

    def test_to_the_very_date_that_was_asked_for_applies_the_change(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(30)
        day = accepted_day(manager=manager, team=trio(old, new), date=old)
        change = practice_edits(day, date=new)
        assert change is not None
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        change.refresh_from_db()
        assert (change.status, day.changes.count()) == (ChangeStatus.APPLIED, 1)

    def test_to_another_site_takes_its_contact_and_door_code(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        other = SiteFactory.create(practice=day.practice, contact_name="Tess", notes="Code 9026")
        changes.edit_case_day(
            case_day=day, edit=edit_of(day, site=other), actor=manager, version=day.version, role=Role.MANAGER
        )
        assert (fresh(day).contact_name, fresh(day).parking) == ("Tess", "Code 9026")


class TestWaitingChange:
    def test_is_withdrawn_and_told_when_the_day_is_cancelled(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        practice_edits(day, date=day_ahead(30))
        lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Flood")
        assert kinds_of(day)[-2:] == ["change_withdrawn", "cancelled"]

    def test_is_withdrawn_and_told_when_a_newer_one_replaces_it(self) -> None:
        day = accepted_day()
        practice_edits(day, date=day_ahead(30))
        practice_edits(day, date=day_ahead(31))
        assert kinds_of(day)[-3:] == ["change_asked", "change_withdrawn", "change_asked"]

    def test_to_a_date_that_has_passed_is_not_applied(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        change = practice_edits(day, date=day_ahead(3))
        assert change is not None
        evening = dt.datetime.combine(day_ahead(5), dt.time(20), tzinfo=dt.UTC)
        with time_machine.travel(evening), pytest.raises(RuleBroken, match="has passed"):
            changes.apply_change(change=change, actor=manager)

    def test_that_has_become_impossible_is_refused_in_words(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        change = practice_edits(day, first_case_time=dt.time(13))
        assert change is not None
        shorter = edit_of(fresh(day), expected_end=dt.time(12))
        changes.edit_case_day(case_day=day, edit=shorter, actor=manager, version=fresh(day).version, role=Role.MANAGER)
        with pytest.raises(RuleBroken, match="Expected end must be after the first case"):
            changes.apply_change(change=change, actor=manager)

    def test_of_a_manager_who_acts_as_the_practice_needs_a_manager(self) -> None:
        day = accepted_day()
        both = staff_of(day.practice)
        both.is_manager = True
        both.save()
        change = changes.edit_case_day(
            case_day=day, edit=edit_of(day, date=day_ahead(30)), actor=both, version=day.version, role=Role.PRACTICE
        )
        assert change is not None
        assert change.status == ChangeStatus.WAITING


class TestReading:
    def test_a_request_whose_best_date_has_passed_can_go_on_an_alternative(self, manager: User) -> None:
        later = day_ahead(20)
        day = requested_day(date=day_ahead(2), alternatives=[later])
        with time_machine.travel(dt.datetime.combine(day_ahead(5), dt.time(20), tzinfo=dt.UTC)):
            assert Verb.ACCEPT in allowed_verbs(fresh(day), {Role.MANAGER})
            lifecycle.accept_request(case_day=day, actor=manager, date=later)
        assert (fresh(day).status, fresh(day).date) == (Status.PLANNED, later)

    def test_details_are_confirmed_only_as_they_were_read(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        later = edit_of(day, first_case_time=dt.time(9))
        changes.edit_case_day(case_day=day, edit=later, actor=manager, version=day.version)
        with pytest.raises(StaleEdit):
            lifecycle.confirm_details(case_day=day, actor=staff_of(day.practice), version=day.version)
        assert fresh(day).details_confirmed_at is None

    def test_a_request_edited_meanwhile_is_not_accepted_unread(self, manager: User) -> None:
        day = requested_day()
        with pytest.raises(StaleEdit):
            lifecycle.accept_request(case_day=day, actor=manager, date=day.date, version=day.version + 1)

    def test_who_left_the_team_is_not_waited_for(self) -> None:
        day = accepted_day()
        practice_edits(day, first_case_time=dt.time(7, 45))
        assert unseen().count() == 3
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        assert unseen().count() == 2
