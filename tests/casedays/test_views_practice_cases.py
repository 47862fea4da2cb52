"""The practice's pages of patients on a day."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import User
from casedays.cases import book_patient, case_stamp
from casedays.models import Case, CaseDay
from practices.models import PatientView, Practice
from tests.factories.casedays import confirmed_day, planned_day
from tests.factories.practices import PatientFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


@pytest.fixture
def day(practice: Practice) -> CaseDay:
    return confirmed_day(practice)


@pytest.fixture
def case(day: CaseDay, practice_user: User) -> Case:
    patient = PatientFactory.create(practice=day.practice, first_name="Noah", last_name="Petrov", asa_class=3)
    return book_patient(case_day=day, patient=patient, actor=practice_user, start_time=dt.time(7, 30), minutes=75)


def test_a_patient_is_booked_into_the_free_gap(client: Client, day: CaseDay) -> None:
    patient = PatientFactory.create(practice=day.practice)
    url = f"/practice/case-days/{day.pk}/patients/book/"
    listed = client.get(f"/practice/case-days/{day.pk}/patients/").content.decode()
    assert "Fits one case of up to 390 minutes." in listed
    assert f"{url}?start=07:30" in listed
    assert 'value="07:30"' in client.get(f"{url}?start=07:30").content.decode()

    response = client.post(url, {"patient": patient.pk, "start_time": "07:30"}, follow=True)

    case = Case.objects.get()
    assert (case.minutes, case.procedure) == (60, "Extraction")
    page = response.content.decode()
    assert "1 patient, 0 ready" in page
    assert "75 of 390 minutes booked" in page
    assert "Patient booked at 7:30 am." in page


def test_a_flag_is_said_without_a_name(client: Client, day: CaseDay) -> None:
    patient = PatientFactory.create(practice=day.practice, last_name="Zorander", asa_class=4)

    response = client.post(
        f"/practice/case-days/{day.pk}/patients/book/", {"patient": patient.pk, "start_time": "08:00", "minutes": 30}
    )

    (message,) = list(get_messages(response.wsgi_request))
    assert "The booking is flagged: a manager checks the team, and the anesthesiologist is told" in str(message)
    assert "ASA" not in str(message)
    assert "Zorander" not in str(message)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"patient": ""}, "Choose a patient."),
        ({"patient": "9" * 30}, "Choose a patient of this practice."),
        ({"patient": "x"}, "Choose a patient of this practice."),
        ({"start_time": ""}, "Enter a start time."),
        ({"start_time": "13:45"}, "run past the day&#x27;s end"),
        ({"start_time": "06:00"}, "The first case of this day starts at 7:30 am."),
        ({"start_time": "08:00"}, "Another patient has 7:30 am to 8:45 am"),
        ({"minutes": "9999999999999999999999"}, "A case takes at most 600 minutes."),
        ({"minutes": "0"}, "A case takes at least 5 minutes."),
        ({"procedure": "x" * 121}, "At most 120 characters; this has 121."),
    ],
)
def test_a_slot_that_cannot_be_is_answered_at_the_field(
    client: Client, day: CaseDay, case: Case, fields: dict[str, str], sentence: str
) -> None:
    other = PatientFactory.create(practice=day.practice)

    response = client.post(
        f"/practice/case-days/{day.pk}/patients/book/", {"patient": other.pk, "start_time": "10:00", **fields}
    )

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Case.objects.count() == 1


def test_who_is_booked_is_not_offered_again(client: Client, day: CaseDay, case: Case) -> None:
    page = client.get(f"/practice/case-days/{day.pk}/patients/book/").content.decode()

    assert "Petrov" not in page
    assert "No patient to book" in page


def test_booking_waits_for_the_confirmation(client: Client, practice: Practice) -> None:
    day = planned_day(practice)

    response = client.get(f"/practice/case-days/{day.pk}/patients/book/", follow=True)

    assert "Patients are booked on confirmed days" in response.content.decode()
    assert "Book patient" not in client.get(f"/practice/case-days/{day.pk}/patients/").content.decode()


def test_a_booking_is_made_ready(client: Client, day: CaseDay, case: Case) -> None:
    url = f"/practice/cases/{case.pk}/"
    assert "Consent missing" in client.get(url).content.decode()

    client.post(
        url,
        {
            "start_time": "08:00",
            "minutes": 75,
            "procedure": "Crown",
            "consent": "signed",
            "fasting_given_on": dt.date(2026, 1, 5).isoformat(),
            "escort_name": "Ann Lee",
        },
    )

    page = client.get(f"/practice/case-days/{day.pk}/patients/").content.decode()
    assert "1 patient, 1 ready" in page
    assert "8:00 am" in page
    assert "ASA III" in page


def test_a_patient_is_taken_off_with_a_reason(client: Client, day: CaseDay, case: Case) -> None:
    url = f"/practice/cases/{case.pk}/take-off/"

    assert "Take this patient off the day?" in client.get(url).content.decode()
    assert "Say why, in a few words." in client.post(url, {"reason": ""}).content.decode()
    page = client.post(url, {"reason": "Has a cold"}, follow=True).content.decode()

    assert "7:30 am is free again." in page
    assert "0 patients, 0 ready" in page
    assert "taken off the day already" in client.get(url, follow=True).content.decode()
    assert "Has a cold" in client.get(f"/practice/cases/{case.pk}/").content.decode()


def test_every_page_with_patients_is_logged(client: Client, day: CaseDay, case: Case, practice_user: User) -> None:
    for path in (
        f"case-days/{day.pk}/patients/",
        f"cases/{case.pk}/",
        f"cases/{case.pk}/take-off/",
        f"patients/{case.patient_id}/",
        f"patients/{case.patient_id}/edit/",
        "patients/",
    ):
        before = PatientView.objects.filter(patient=case.patient, viewer=practice_user).count()
        assert client.get(f"/practice/{path}").status_code == 200
        assert PatientView.objects.filter(patient=case.patient, viewer=practice_user).count() == before + 1, path
    log = client.get(f"/practice/patients/views/?day={day.pk}").content.decode()
    assert "shown 6 times" in log
    assert practice_user.get_full_name() in log


def test_pages_without_patients_show_none(client: Client, day: CaseDay, case: Case) -> None:
    for path in ("", "case-days/", f"case-days/{day.pk}/"):
        assert "Petrov" not in client.get(f"/practice/{path}").content.decode()


@pytest.mark.parametrize("tail", ["", "take-off/"])
def test_bookings_of_others_are_404(
    case: Case, other_practice_user: User, nurse: User, manager: User, tail: str
) -> None:
    for person in (other_practice_user, nurse, manager):
        assert client_of(person).get(f"/practice/cases/{case.pk}/{tail}").status_code == 404
    assert client_of(other_practice_user).get(f"/practice/cases/99999999999999999999/{tail}").status_code == 404


def test_second_editor_of_a_booking_is_shown_what_the_first_changed(client: Client, case: Case) -> None:
    url = f"/practice/cases/{case.pk}/"
    first = {
        "start_time": "07:30", "minutes": 75, "procedure": case.procedure, "consent": "signed",
        "escort_name": "", "seen": case_stamp(case),
    }  # fmt: skip
    assert client.post(url, first).status_code == 302

    html = client.post(url, {**first, "consent": case.consent, "escort_name": "Ira"}).content.decode()

    case.refresh_from_db()
    assert (case.consent, case.escort_name) == ("signed", "")
    assert "Somebody else changed this booking" in html
    assert 'value="Ira"' in html
    again = {**first, "escort_name": "Ira", "seen": case_stamp(case)}
    assert f'value="{again["seen"]}"' in html
    assert client.post(url, again).status_code == 302
    case.refresh_from_db()
    assert (case.consent, case.escort_name) == ("signed", "Ira")
