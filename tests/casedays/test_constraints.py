"""What the database itself refuses, whatever path the writing takes. Each named constraint is provoked once."""

import datetime as dt
from typing import Any

import pytest

from accounts.enums import ProviderType
from casedays.models import (
    Assignment,
    Case,
    CaseDay,
    Change,
    ChangeAcknowledgement,
    ChangePolicyRow,
    Offer,
    ScoringWeights,
    WantedDate,
)
from casedays.states import AssignmentStatus, CaseStatus, Status
from scheduling_portal.core import clock
from tests.factories.accounts import UserFactory, credentialed_clinician
from tests.factories.casedays import accepted_day, active, planned_day, requested_day, site_of, staffed_day
from tests.factories.practices import PatientFactory
from tests.support.constraints import refused, update

pytestmark = pytest.mark.django_db


class TestCaseDay:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"status": "published"}, "casedays_caseday_status_known"),
            ({"expected_end": dt.time(7)}, "casedays_caseday_ends_after_first_case"),
            ({"expected_patients": 0}, "casedays_caseday_patients_sane"),
            ({"status": Status.CONFIRMED}, "casedays_caseday_confirmed_has_time"),
            ({"status": Status.CANCELLED}, "casedays_caseday_end_has_reason"),
        ],
    )
    def test_impossible_values(self, fields: dict[str, Any], name: str) -> None:
        assert refused(update(requested_day(), **fields)) == name

    def test_a_site_of_another_practice(self) -> None:
        assert refused(update(requested_day(), site=site_of())) == "casedays_caseday_site_of_practice"

    def test_wanted_dates(self) -> None:
        day = requested_day()
        first = day.wanted_dates.get()
        make = WantedDate.objects.create
        later = day.date + dt.timedelta(days=1)
        assert refused(lambda: make(case_day=day, rank=0, date=later)) == "casedays_wanted_rank_once"
        assert refused(lambda: make(case_day=day, rank=1, date=first.date)) == "casedays_wanted_date_once"
        assert refused(lambda: make(case_day=day, rank=4, date=later)) == "casedays_wanted_at_most_four"


class TestAssignment:
    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"status": "maybe", "ended_at": clock.now(), "ended_reason": "x"}, "casedays_assignment_status_known"),
            ({"overridden": ["skill"]}, "casedays_assignment_override_has_reason"),
            ({"status": AssignmentStatus.ASKED}, "casedays_assignment_told_has_time"),
            ({"status": AssignmentStatus.RELEASED}, "casedays_assignment_end_has_reason"),
        ],
    )
    def test_impossible_values(self, fields: dict[str, Any], name: str) -> None:
        assert refused(update(active(staffed_day())[0], **fields)) == name

    def test_an_unknown_provider_type(self) -> None:
        assert (
            refused(update(active(staffed_day())[0], provider_type="doctor"))
            == "casedays_assignment_provider_type_known"
        )

    def test_a_slot_the_clinician_does_not_fill(self) -> None:
        day = planned_day()
        nurse = credentialed_clinician(ProviderType.NURSE)
        assert (
            refused(
                lambda: Assignment.objects.create(case_day=day, clinician=nurse, provider_type="medic", date=day.date)
            )
            == "casedays_assignment_type_of_clinician"
        )

    def test_a_date_that_is_not_the_days(self) -> None:
        day = planned_day()
        nurse = credentialed_clinician(ProviderType.NURSE)
        tomorrow = day.date + dt.timedelta(days=1)
        assert (
            refused(
                lambda: Assignment.objects.create(case_day=day, clinician=nurse, provider_type="nurse", date=tomorrow)
            )
            == "casedays_assignment_date_of_day"
        )

    def test_two_in_one_slot(self) -> None:
        day = staffed_day()
        nurse = credentialed_clinician(ProviderType.NURSE)
        assert (
            refused(
                lambda: Assignment.objects.create(case_day=day, clinician=nurse, provider_type="nurse", date=day.date)
            )
            == "casedays_assignment_slot_once"
        )

    def test_one_person_on_two_days_of_a_date(self) -> None:
        taken = active(staffed_day())[1]
        other = planned_day(date=taken.date)
        assert (
            refused(
                lambda: Assignment.objects.create(
                    case_day=other, clinician=taken.clinician, provider_type="nurse", date=other.date
                )
            )
            == "casedays_assignment_clinician_date_once"
        )

    def test_a_moved_day_takes_its_people_along_and_still_cannot_double_book(self) -> None:
        first = staffed_day()
        team = [a.clinician for a in active(first)]
        later = first.date + dt.timedelta(days=1)
        second = planned_day(date=later)
        Assignment.objects.create(case_day=second, clinician=team[0], provider_type=team[0].provider_type, date=later)
        assert refused(update(second, date=first.date)) == "casedays_assignment_clinician_date_once"
        update(second, date=later + dt.timedelta(days=1))()
        assert second.assignments.get().date == later + dt.timedelta(days=1)

    def test_a_code_is_used_once(self) -> None:
        one, two, _ = active(staffed_day())
        update(one, answer_code="7K3Q")()
        assert "answer_code" in refused(update(two, answer_code="7K3Q"))


class TestOffer:
    def make(self, day: CaseDay, **fields: Any) -> Offer:
        nurse = fields.pop("clinician", None) or credentialed_clinician(ProviderType.NURSE)
        values = {"provider_type": "nurse", "closes_at": clock.now(), **fields}
        return Offer.objects.create(case_day=day, clinician=nurse, **values)

    def test_impossible_values(self) -> None:
        day = planned_day()
        assert refused(lambda: self.make(day, status="lost")) == "casedays_offer_status_known"
        assert refused(lambda: self.make(day, provider_type="medic")) == "casedays_offer_type_of_clinician"
        assert refused(lambda: self.make(day, provider_type="doctor")) == "casedays_offer_provider_type_known"

    def test_one_open_offer_per_person_and_day(self) -> None:
        offer = self.make(planned_day())
        assert refused(lambda: self.make(offer.case_day, clinician=offer.clinician)) == "casedays_offer_open_once"


class TestChange:
    def make(self, day: CaseDay, number: int = 1, **fields: Any) -> Change:
        return Change.objects.create(case_day=day, number=number, fields={"notes": ["", "x"]}, **fields)

    def test_impossible_values(self) -> None:
        day = planned_day()
        now = clock.now()
        assert refused(lambda: self.make(day, status="lost", decided_at=now)) == "casedays_change_status_known"
        assert refused(lambda: self.make(day, status="applied")) == "casedays_change_decided_has_time"
        assert (
            refused(lambda: self.make(day, status="declined", decided_at=now)) == "casedays_change_declined_has_reason"
        )

    def test_numbers_and_waiting_ones(self) -> None:
        day = planned_day()
        self.make(day)
        assert (
            refused(lambda: self.make(day, status="applied", decided_at=clock.now())) == "casedays_change_number_once"
        )
        assert refused(lambda: self.make(day, number=2)) == "casedays_change_one_waiting"

    def test_one_acknowledgement_each(self) -> None:
        change, user = self.make(planned_day()), UserFactory.create()
        ChangeAcknowledgement.objects.create(change=change, user=user)
        assert (
            refused(lambda: ChangeAcknowledgement.objects.create(change=change, user=user))
            == "casedays_acknowledgement_once"
        )

    def test_policy_rows(self) -> None:
        row = ChangePolicyRow.objects.first()
        assert refused(update(row, field="colour")) == "casedays_policy_field_known"
        assert refused(update(row, decision="perhaps")) == "casedays_policy_decision_known"
        assert refused(update(row, smaller_than=0)) == "casedays_policy_size_sane"

    def test_weights_are_one_row(self) -> None:
        assert refused(lambda: ScoringWeights.objects.create(pk=2)) == "casedays_weights_only_one"


class TestCase:
    def make(self, day: CaseDay, **fields: Any) -> Case:
        patient = fields.pop("patient", None) or PatientFactory.create(practice=day.practice)
        values = {"practice": day.practice, "start_time": dt.time(8), "minutes": 60, **fields}
        return Case.objects.create(case_day=day, patient=patient, **values)

    def test_impossible_values(self) -> None:
        day = accepted_day()
        assert refused(lambda: self.make(day, status="lost")) == "casedays_case_status_known"
        assert refused(lambda: self.make(day, consent="verbal")) == "casedays_case_consent_known"
        assert refused(lambda: self.make(day, minutes=4)) == "casedays_case_minutes_sane"

    def test_a_patient_of_another_practice(self) -> None:
        day = accepted_day()
        stranger = PatientFactory.create()
        assert refused(lambda: self.make(day, patient=stranger)) == "casedays_case_patient_of_practice"
        assert (
            refused(lambda: self.make(day, patient=stranger, practice=stranger.practice))
            == "casedays_case_day_of_practice"
        )

    def test_one_booking_per_patient_and_day(self) -> None:
        case = self.make(accepted_day())
        assert (
            refused(lambda: self.make(case.case_day, patient=case.patient, start_time=dt.time(12)))
            == "casedays_case_patient_once"
        )

    def test_two_bookings_at_one_time(self) -> None:
        day = accepted_day()
        self.make(day)
        assert refused(lambda: self.make(day, start_time=dt.time(8, 59))) == "casedays_case_times_apart"
        self.make(day, start_time=dt.time(9))
        self.make(day, start_time=dt.time(8, 30), status=CaseStatus.CANCELLED)

    def test_the_same_time_on_two_days_is_fine(self) -> None:
        self.make(accepted_day())
        self.make(accepted_day())
        assert Case.objects.count() == 2
