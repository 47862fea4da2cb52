"""Booking patients into the slots of a confirmed day, and what the database holds up by itself."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from casedays.cases import book_patient, edit_case, take_off
from casedays.models import Case, CaseDay, Consent
from casedays.notices import kinds
from casedays.states import CaseStatus
from notifications.models import Notification
from practices.events import PatientUpdated
from practices.models import Patient, Practice
from practices.services import PatientDetails, update_patient
from scheduling_portal.core.db import violated_constraint
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.events import publish
from scheduling_portal.core.models import TimelineEntry
from tests.factories.casedays import confirmed_day, fresh, planned_day, trio
from tests.factories.practices import MembershipFactory, PatientFactory, PracticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(practice: Practice) -> CaseDay:
    return confirmed_day(practice)


def book(day: CaseDay, actor: User, patient: Patient | None = None, at: str = "07:30", **fields: Any) -> Case:
    values: dict[str, Any] = {"start_time": dt.time.fromisoformat(at), "minutes": 60, **fields}
    return book_patient(
        case_day=day, patient=patient or PatientFactory.create(practice=day.practice), actor=actor, **values
    )


def test_a_booking_takes_the_procedure_of_the_record_and_leaves_a_timeline_row(
    day: CaseDay, practice_user: User
) -> None:
    case = book(day, practice_user)

    assert (case.procedure, case.booked_by, case.practice_id) == ("Extraction", practice_user, day.practice_id)
    entry = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk).first()
    assert entry is not None
    assert (entry.kind, entry.actor, entry.details["case_id"]) == ("patient_booked", practice_user, case.pk)


def test_only_confirmed_days_take_patients(practice: Practice, practice_user: User) -> None:
    with pytest.raises(NotAllowed, match="planned"):
        book(planned_day(practice), practice_user)


def test_only_the_practices_staff_book(day: CaseDay, manager: User, other_practice_user: User, nurse: User) -> None:
    for person in (manager, other_practice_user, nurse):
        with pytest.raises(NotAllowed):
            book(day, person)
    assert not Case.objects.exists()


def test_another_practices_patient_is_refused(day: CaseDay, practice_user: User) -> None:
    with pytest.raises(RuleBroken) as refusal:
        book(day, practice_user, PatientFactory.create())
    assert refusal.value.field == "patient"


def test_a_patient_is_booked_once_a_day(day: CaseDay, practice_user: User) -> None:
    patient = PatientFactory.create(practice=day.practice)
    book(day, practice_user, patient)

    with pytest.raises(RuleBroken, match="booked on this day already"):
        book(day, practice_user, patient, at="10:00")


@pytest.mark.parametrize(
    ("at", "minutes", "sentence"),
    [
        ("07:00", 30, "starts at 7:30 am"),
        ("13:30", 60, "run past the day's end, 2:00 pm"),
        ("09:30", 60, "Another patient has 10:00 am to 11:00 am"),
        ("08:50", 60, "15 minutes between cases are needed. 7:30 am is free"),
        ("11:10", 60, "15 minutes between cases"),
        ("10:15", 15, "Another patient has"),
        ("23:59", 600, "run past the day's end"),
        ("07:30", 4, "from 5 to 600 minutes"),
    ],
)
def test_a_slot_that_does_not_fit_is_refused_with_one_that_does(
    day: CaseDay, practice_user: User, at: str, minutes: int, sentence: str
) -> None:
    book(day, practice_user, at="10:00")

    with pytest.raises(RuleBroken, match=sentence):
        book(day, practice_user, at=at, minutes=minutes)


def test_slots_that_touch_with_turnover_fit(day: CaseDay, practice_user: User) -> None:
    for at in ("07:30", "08:45", "10:00", "11:15", "12:30"):
        book(day, practice_user, at=at)

    assert day.cases.booked().count() == 5


def test_a_child_on_an_adult_day_is_booked_flagged_and_the_team_is_checked(
    practice: Practice, practice_user: User
) -> None:
    day = confirmed_day(practice, team=None)
    team = list(day.assignments.all())
    team[0].clinician.credentials.filter(kind__name="PALS").delete()
    child = PatientFactory.create(practice=practice, date_of_birth=day.date.replace(day=1, year=day.date.year - 6))

    case = book(day, practice_user, child)

    assert case.status == CaseStatus.BOOKED
    assert Notification.objects.filter(kind=kinds.BOOKING_FLAGGED).exists()
    team[0].refresh_from_db()
    assert "PALS" in team[0].conflict or "pediatric" in team[0].conflict
    take_off(case=case, actor=practice_user, reason="Has a cold")
    team[0].refresh_from_db()
    assert team[0].conflict == ""


def test_asa_three_is_flagged_never_refused(day: CaseDay, practice_user: User) -> None:
    book(day, practice_user, PatientFactory.create(practice=day.practice, asa_class=3))

    entry = TimelineEntry.objects.get(topic="case_day", topic_id=day.pk, kind="patient_booked")
    assert "ASA" not in str(entry.details)
    assert Notification.objects.filter(kind=kinds.BOOKING_FLAGGED).exists()


def test_asa_three_written_down_after_the_booking_is_flagged_too(day: CaseDay, practice_user: User) -> None:
    patient = PatientFactory.create(practice=day.practice, asa_class=None)
    book(day, practice_user, patient)
    assert not Notification.objects.filter(kind=kinds.BOOKING_FLAGGED).exists()
    patient.asa_class = 4
    patient.save()
    with transaction.atomic():
        publish(PatientUpdated(actor_id=practice_user.pk, patient_id=patient.pk, touched=("asa_class",)))
    assert Notification.objects.filter(kind=kinds.BOOKING_FLAGGED).exists()


def test_a_corrected_birth_date_checks_the_teams_of_coming_days(day: CaseDay, practice_user: User) -> None:
    patient = PatientFactory.create(practice=day.practice)
    book(day, practice_user, patient)
    nurse = day.assignments.get(provider_type="nurse")
    nurse.clinician.credentials.filter(kind__name="PALS").delete()
    details = PatientDetails(
        first_name="Pat",
        last_name="Example",
        sex="F",
        date_of_birth=day.date.replace(day=1, year=day.date.year - 5),
    )

    update_patient(actor=practice_user, patient=patient, details=details)

    nurse.refresh_from_db()
    assert nurse.conflict


def edited(case: Case, actor: User, **fields: Any) -> bool:
    values: dict[str, Any] = {
        "start_time": case.start_time,
        "minutes": case.minutes,
        "procedure": case.procedure,
        "consent": case.consent,
        "fasting_given_on": case.fasting_given_on,
        "escort_name": case.escort_name,
    }
    return edit_case(case=case, actor=actor, **{**values, **fields})


def test_a_booking_is_moved_only_where_it_fits(day: CaseDay, practice_user: User) -> None:
    case = book(day, practice_user)
    book(day, practice_user, at="10:00")

    with pytest.raises(RuleBroken, match="Another patient has"):
        edited(case, practice_user, start_time=dt.time(10, 30))
    assert edited(case, practice_user, start_time=dt.time(8, 0), consent=Consent.SIGNED)
    case.refresh_from_db()
    assert (case.start_time, case.consent) == (dt.time(8, 0), Consent.SIGNED)


def test_an_edit_without_a_difference_leaves_no_row(day: CaseDay, practice_user: User) -> None:
    case = book(day, practice_user)
    before = TimelineEntry.objects.count()

    assert not edited(case, practice_user)
    assert TimelineEntry.objects.count() == before


def test_the_timeline_of_an_edit_names_fields_never_values(day: CaseDay, practice_user: User) -> None:
    case = book(day, practice_user)

    edited(case, practice_user, procedure="Root canal", escort_name="Zora Quill")

    entry = TimelineEntry.objects.get(kind="case_edited")
    assert entry.details["touched"] == ["Procedure", "Escort"]
    assert "Zora" not in str(entry.details) + str(entry.changes)


def test_fasting_cannot_be_given_after_the_day(day: CaseDay, practice_user: User) -> None:
    case = book(day, practice_user)

    with pytest.raises(RuleBroken, match="by the day itself"):
        edited(case, practice_user, fasting_given_on=day.date + dt.timedelta(days=1))


def test_taking_off_needs_a_reason_keeps_the_row_and_frees_the_slot(day: CaseDay, practice_user: User) -> None:
    case = book(day, practice_user)

    with pytest.raises(RuleBroken, match="Say why"):
        take_off(case=case, actor=practice_user, reason="  ")
    take_off(case=case, actor=practice_user, reason="Has a cold")

    case.refresh_from_db()
    assert (case.status, case.ended_reason) == (CaseStatus.CANCELLED, "Has a cold")
    assert "cold" not in str(TimelineEntry.objects.get(kind="case_taken_off").reason)
    book(day, practice_user)
    with pytest.raises(RuleBroken, match="taken off the day already"):
        edited(case, practice_user, minutes=30)


def raw(day: CaseDay, patient: Patient, **fields: Any) -> Case:
    values: dict[str, Any] = {"start_time": dt.time(8, 0), "minutes": 60, "practice": day.practice, **fields}
    return Case.objects.create(case_day=day, patient=patient, **values)


def raw_at_once(day: CaseDay, patient: Patient, **fields: Any) -> None:
    with transaction.atomic():
        raw(day, patient, **fields)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def provoke(name: str, day: CaseDay, patient: Patient, **fields: Any) -> None:
    with pytest.raises(IntegrityError) as refusal:
        raw_at_once(day, patient, **fields)
    assert violated_constraint(refusal.value) == name


def test_the_database_keeps_times_apart_patients_single_and_practices_together(day: CaseDay) -> None:
    first, second = PatientFactory.create_batch(2, practice=day.practice)
    elsewhere = PracticeFactory.create()
    raw(day, first)

    provoke("casedays_case_times_apart", day, second, start_time=dt.time(8, 59))
    provoke("casedays_case_patient_once", day, first, start_time=dt.time(12, 0))
    provoke(
        "casedays_case_patient_of_practice", day, PatientFactory.create(practice=elsewhere), start_time=dt.time(12, 0)
    )
    provoke(
        "casedays_case_day_of_practice",
        day,
        PatientFactory.create(practice=elsewhere),
        practice=elsewhere,
        start_time=dt.time(12, 0),
    )
    provoke("casedays_case_minutes_sane", day, second, minutes=601, start_time=dt.time(9, 30))
    provoke("casedays_case_status_known", day, second, status="lost", start_time=dt.time(9, 30))
    provoke("casedays_case_consent_known", day, second, consent="maybe", start_time=dt.time(9, 30))
    raw(day, second, status=CaseStatus.CANCELLED)


@pytest.mark.guard("two bookings never overlap")
def test_without_the_check_the_database_still_refuses_in_words(
    day: CaseDay, practice_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(day, practice_user)
    monkeypatch.setattr("casedays.cases.booking.check_slot", lambda *_args: None)

    with pytest.raises(Conflict, match="just booked at that time"):
        book(day, practice_user, at="07:45")


def test_two_practices_staff_may_book_for_each(day: CaseDay, practice_user: User) -> None:
    second = PracticeFactory.create()
    MembershipFactory.create(practice=second, user=practice_user)
    other_day = confirmed_day(second, team=trio(fresh(day).date))

    assert book(day, practice_user).practice_id == day.practice_id
    assert book(other_day, practice_user).practice_id == second.pk
