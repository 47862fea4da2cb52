"""Something changes about a person: the days they are on are looked at again, and nobody is removed silently."""

import datetime as dt

import pytest

from accounts.enums import ProviderType
from accounts.services.credentials import save_credential
from accounts.services.people import deactivate, reactivate
from availability.enums import Answer
from availability.models import Availability, Period
from availability.services import submit_availability
from casedays.models import Assignment
from casedays.rechecks import recheck_clinician, recheck_day
from casedays.states import AssignmentStatus
from practices.models import ClinicianPreference, Preference
from practices.services import remove_preference, save_preference
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import AdministratorFactory, ManagerFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import accepted_day, active, in_slot, trio
from tests.factories.casedays import day_ahead as ahead
from tests.personas import client_of

pytestmark = pytest.mark.django_db


def test_a_withdrawn_date_marks_the_assignment_and_keeps_it() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    Availability.objects.filter(clinician=nurse.clinician, date=day.date).update(answer=Answer.UNAVAILABLE)
    assert recheck_clinician(nurse.clinician_id) == 1
    nurse.refresh_from_db()
    assert nurse.status == AssignmentStatus.ACCEPTED
    assert nurse.conflict.startswith("Unavailable on")
    assert TimelineEntry.objects.filter(topic_id=day.pk, kind="conflict").count() == 1


def test_the_same_conflict_is_told_once_and_ends_by_itself() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    answers = Availability.objects.filter(clinician=nurse.clinician, date=day.date)
    answers.update(answer=Answer.UNAVAILABLE)
    assert [recheck_clinician(nurse.clinician_id), recheck_clinician(nurse.clinician_id)] == [1, 0]
    answers.update(answer=Answer.AVAILABLE)
    recheck_clinician(nurse.clinician_id)
    nurse.refresh_from_db()
    assert nurse.conflict == ""


def test_a_credential_saved_with_an_earlier_end_raises_a_conflict() -> None:
    day = accepted_day()
    nurse = in_slot(day, ProviderType.NURSE)
    card = nurse.clinician.credentials.get(kind__name="BLS")
    card.expires_on = day.date - dt.timedelta(days=1)
    save_credential(credential=card, actor=ManagerFactory.create())
    nurse.refresh_from_db()
    assert "BLS ended" in nurse.conflict


def test_a_day_with_children_is_checked_for_everybody() -> None:
    day = accepted_day(team=trio(ahead(), pals=False))
    type(day).objects.filter(pk=day.pk).update(children=True)
    assert recheck_day(day.pk) == 3
    assert {a.conflict for a in active(day)} == {"No PALS"}


class TestPreference:
    """A practice's wish raises a conflict, and its end ends it."""

    @pytest.fixture
    def wish(self) -> ClinicianPreference:
        nurse = in_slot(accepted_day(), ProviderType.NURSE)
        wish = ClinicianPreference(
            practice=nurse.case_day.practice, clinician=nurse.clinician, preference=Preference.DO_NOT_SEND
        )
        save_preference(preference=wish, actor_id=None)
        assert self.conflicts() == 1
        return wish

    def conflicts(self) -> int:
        return Assignment.objects.exclude(conflict="").count()

    def test_taken_out_in_the_administration(self, wish: ClinicianPreference) -> None:
        client = client_of(AdministratorFactory.create())
        client.post(f"/admin/practices/clinicianpreference/{wish.pk}/delete/", {"post": "yes"})
        assert not ClinicianPreference.objects.exists()
        assert self.conflicts() == 0

    def test_taken_out_of_the_list(self, wish: ClinicianPreference) -> None:
        fields = {"action": "delete_selected", "_selected_action": [wish.pk], "post": "yes"}
        client_of(AdministratorFactory.create()).post("/admin/practices/clinicianpreference/", fields)
        assert not ClinicianPreference.objects.exists()
        assert self.conflicts() == 0

    def test_turned_to_somebody_else(self, wish: ClinicianPreference) -> None:
        wish.clinician = credentialed_clinician()
        save_preference(preference=wish, actor_id=None)
        assert self.conflicts() == 0

    def test_taken_out_twice_is_told_once(self, wish: ClinicianPreference) -> None:
        twin = ClinicianPreference.objects.get(pk=wish.pk)
        remove_preference(preference=wish, actor_id=None)
        remove_preference(preference=twin, actor_id=None)
        assert TimelineEntry.objects.filter(kind="preference_changed", details__preference="").count() == 1


class TestAnswers:
    """Answers that were sent in are looked at where they can matter: on their own date, or when a limit changed."""

    @pytest.fixture
    def nurse(self) -> Assignment:
        return in_slot(accepted_day(date=self.DATE), ProviderType.NURSE)

    DATE = ahead(20)

    def send(self, nurse: Assignment, answer: str, date: dt.date = DATE, **limits: int) -> str:
        period = Period.objects.first() or PeriodFactory.create(
            starts_on=self.DATE - dt.timedelta(days=7), ends_on=self.DATE + dt.timedelta(days=7)
        )
        submit_availability(
            period=period,
            clinician=nurse.clinician,
            actor=nurse.clinician.user,
            answers={date: answer},
            **limits,  # type: ignore[arg-type]
        )
        nurse.refresh_from_db()
        return nurse.conflict

    def test_a_withdrawn_date_raises_a_conflict_and_a_new_answer_ends_it(self, nurse: Assignment) -> None:
        self.send(nurse, "available", self.DATE + dt.timedelta(days=1))
        assert self.send(nurse, "unavailable").startswith("Unavailable on")
        assert self.send(nurse, "if_needed") == ""

    def test_an_answer_taken_back_raises_a_conflict(self, nurse: Assignment) -> None:
        self.send(nurse, "available", self.DATE + dt.timedelta(days=1))
        assert self.send(nurse, "").startswith("No answer for")

    def test_a_lower_limit_raises_a_conflict(self, nurse: Assignment) -> None:
        other = accepted_day(date=self.DATE + dt.timedelta(days=1 if self.DATE.weekday() < 6 else -1))
        Assignment.objects.filter(pk=in_slot(other, ProviderType.NURSE).pk).update(clinician=nurse.clinician)
        assert "the most is 1" in self.send(nurse, "preferred", max_days_per_week=1)

    def test_an_answer_for_another_date_asks_nothing_of_the_rules(
        self, nurse: Assignment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("casedays.rechecks.check_many", lambda _: pytest.fail("asked"))
        assert self.send(nurse, "unavailable", self.DATE + dt.timedelta(days=1)) == ""


def test_an_account_turned_on_again_ends_the_conflict() -> None:
    day, boss = accepted_day(), AdministratorFactory.create()
    nurse = in_slot(day, ProviderType.NURSE)
    deactivate(user=nurse.clinician.user, actor=boss)
    nurse.refresh_from_db()
    assert nurse.conflict == "No longer active"
    reactivate(user=nurse.clinician.user, actor=boss)
    nurse.refresh_from_db()
    assert nurse.conflict == ""
