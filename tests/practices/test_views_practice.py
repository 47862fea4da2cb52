"""The practice's pages of patients, sites and colleagues."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from practices.models import Patient, PatientView, Practice
from practices.services import log_patient_views
from scheduling_portal.core import clock
from tests.factories.practices import MembershipFactory, PatientFactory, PracticeFactory, SiteFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def typed(**fields: object) -> dict[str, object]:
    values: dict[str, object] = {
        "first_name": "Noah",
        "last_name": "Petrov",
        "date_of_birth": "2020-03-01",
        "sex": "M",
        "minutes": 75,
    }
    return {**values, **fields}


def test_a_patient_is_added_and_edited(client: Client, practice: Practice) -> None:
    response = client.post("/practice/patients/new/", typed(guardian_phone="503 555 0142", guardian_name="Ira"))

    patient = Patient.objects.get()
    assert response.headers["Location"] == f"/practice/patients/{patient.pk}/"
    assert (patient.practice, str(patient.guardian_phone.as_e164)) == (practice, "+15035550142")
    form = client.get(f"/practice/patients/{patient.pk}/edit/").content.decode()
    assert 'value="2020-03-01"' in form
    client.post(f"/practice/patients/{patient.pk}/edit/", typed(allergies="Latex"))
    assert "<b>Latex</b>" in client.get(f"/practice/patients/{patient.pk}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date_of_birth": ""}, "Enter the date of birth."),
        ({"date_of_birth": "2099-01-01"}, "Date of birth must be in the past."),
        ({"date_of_birth": "0001-01-01"}, "Enter a date from"),
        ({"date_of_birth": "soon"}, "Enter a date, such as 2019-06-13."),
        ({"weight_measured_on": "2026-01-01"}, "A date of measuring needs a weight."),
        ({"weight_kg": "NaN"}, "enter a number, such as 12.5."),
        ({"weight_kg": "1e400"}, "enter 400 or less"),
        ({"height_cm": "9" * 60}, "enter 250 or less"),
        ({"asa_class": "9"}, "Select a valid choice"),
        ({"minutes": "9" * 40}, "enter 600 or less"),
        ({"guardian_phone": "abc"}, "Enter a phone number with area code"),
        ({"first_name": "  "}, "Enter the first name."),
        ({"last_name": "x" * 81}, "At most 80 characters; this has 81."),
        ({"sex": ""}, "Choose the sex."),
    ],
)
def test_bad_input_is_answered_at_the_field(
    client: Client, practice: Practice, fields: dict[str, object], sentence: str
) -> None:
    response = client.post("/practice/patients/new/", typed(allergies="Kiwi", **fields))

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "Kiwi" in page
    assert not Patient.objects.exists()


def test_the_same_patient_twice_is_told(client: Client, practice: Practice) -> None:
    client.post("/practice/patients/new/", typed())

    page = client.post("/practice/patients/new/", typed()).content.decode()

    assert "There is a patient of this name and date of birth already." in page
    assert Patient.objects.count() == 1


def test_the_list_is_searched_by_name_and_paged(client: Client, practice: Practice) -> None:
    PatientFactory.create(practice=practice, first_name="Priscilla", last_name="Obi")
    PatientFactory.create_batch(55, practice=practice)

    assert "56 patients" in client.get("/practice/patients/").content.decode()
    assert "Page 2 of 2" in client.get("/practice/patients/?page=2").content.decode()
    found = client.get("/practice/patients/?q=obi+pris").content.decode()
    assert "1 patient found" in found
    assert "Obi, Priscilla" in found
    assert "No patient of that name" in client.get("/practice/patients/?q=%25_").content.decode()
    for query in ("page=0", "page=x", "page=99999999999999999999", "q=" + "x" * 500):
        assert client.get(f"/practice/patients/?{query}").status_code == 200


def test_a_person_of_two_practices_chooses_one(client: Client, practice: Practice, practice_user: User) -> None:
    second = MembershipFactory.create(user=practice_user, practice__name="Harbor Oral Surgery").practice

    assert "Choose a practice." in client.post("/practice/patients/new/", typed()).content.decode()
    client.post("/practice/patients/new/", typed(practice=second.pk))
    assert Patient.objects.get().practice == second
    assert "Harbor Oral Surgery" in client.get("/practice/patients/").content.decode()
    stranger = PracticeFactory.create()
    page = client.post("/practice/patients/new/", typed(practice=stranger.pk)).content.decode()
    assert "Choose one of your practices." in page


def test_sites_and_colleagues_are_shown(client: Client, practice: Practice) -> None:
    SiteFactory.create(practice=practice, name="Eastside")
    SiteFactory.create(practice=practice, name="Closed", active=False)
    MembershipFactory.create(practice=practice, user__first_name="Omar", user__last_name="Hale")
    MembershipFactory.create(user__first_name="Far", user__last_name="Away")

    page = client.get("/practice/practice/").content.decode()

    assert "Eastside" in page
    assert "Omar Hale" in page
    assert "Closed" not in page
    assert "Far Away" not in page


def test_patients_of_others_are_404(practice: Practice, other_practice_user: User, manager: User, nurse: User) -> None:
    patient = PatientFactory.create(practice=practice)
    for person in (other_practice_user, manager, nurse):
        for tail in ("", "edit/"):
            assert client_of(person).get(f"/practice/patients/{patient.pk}/{tail}").status_code == 404
    stranger = client_of(other_practice_user)
    assert "Petrov" not in stranger.get("/practice/patients/").content.decode()
    assert stranger.get("/practice/patients/99999999999999999999/").status_code == 404
    assert PatientView.objects.count() == 0


def test_the_log_of_views_is_the_practices_own(
    client: Client, practice: Practice, practice_user: User, other_practice_user: User
) -> None:
    mine = PatientFactory.create(practice=practice, last_name="Mine")
    client.get(f"/practice/patients/{mine.pk}/")

    assert "shown 1 time." in client.get("/practice/patients/views/").content.decode()
    assert "shown 1 time." in client.get(f"/practice/patients/views/?patient={mine.pk}").content.decode()
    theirs = client_of(other_practice_user)
    assert "shown 0 times." in theirs.get(f"/practice/patients/views/?patient={mine.pk}").content.decode()
    for query in ("patient=x", "patient=99999999999999999999", "day=-1", "page=q"):
        assert client.get(f"/practice/patients/views/?{query}").status_code == 200


def test_a_manager_on_the_staff_sees_only_their_own_patients_here(practice_user: User, practice: Practice) -> None:
    practice_user.is_manager = True
    practice_user.save()
    theirs = PatientFactory.create()

    client = client_of(practice_user)

    assert client.get(f"/practice/patients/{theirs.pk}/").status_code == 404
    assert "0 patients" in client.get("/practice/patients/").content.decode()


def test_the_log_shows_what_was_looked_at_in_one_go_as_one_row(
    client: Client, practice: Practice, manager: User
) -> None:
    patients = PatientFactory.create_batch(8, practice=practice)
    staff = practice.memberships.first().user  # type: ignore[union-attr]
    log_patient_views(viewer=staff, patients=patients, page="choosing whom to book")
    log_patient_views(viewer=manager, patients=patients[:1], page="day sheet")

    html = client.get("/practice/patients/views/").content.decode()

    assert html.count("Choosing whom to book") == 1
    assert "8 patients" in html
    mine = client.get(f"/practice/patients/views/?viewer={manager.pk}").content.decode()
    assert "Day sheet" in mine
    assert "Choosing whom to book" not in mine
    assert f"to {manager.get_full_name()}" in mine


def test_views_hours_apart_are_rows_of_their_own(client: Client, practice: Practice, manager: User) -> None:
    patient = PatientFactory.create(practice=practice)
    log_patient_views(viewer=manager, patients=[patient], page="day sheet")
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        log_patient_views(viewer=manager, patients=[patient], page="day sheet")

    assert client.get("/practice/patients/views/").content.decode().count("Day sheet") == 2


def test_all_that_is_wrong_with_a_record_is_said_at_once(client: Client, practice: Practice) -> None:
    soon = clock.now().date() + dt.timedelta(days=400)
    wrong = {
        "first_name": "x" * 300, "last_name": "Petrov", "date_of_birth": soon.isoformat(), "sex": "M",
        "height_cm": "5", "weight_kg": "900", "weight_measured_on": soon.isoformat(), "minutes": "4",
    }  # fmt: skip
    PatientFactory.create(practice=practice)
    for url in ("/practice/patients/new/", f"/practice/patients/{Patient.objects.get().pk}/edit/"):
        page = client.post(url, wrong).content.decode()

        assert "Fix 6 things to save this patient" in page
        summary = page.split("data-error-summary")[1].split("</ul>")[0]
        for said in (
            "First name: at most 80 characters; this has 300.",
            "Date of birth must be in the past.",
            "Height, cm: enter 30 or more; this is 5.",
            "Weight, kg: enter 400 or less; this is 900.",
            "Weight must be measured already; this date is still ahead.",
            "Expected minutes: enter 5 or more; this is 4.",
        ):
            assert said in summary, said


def test_a_field_has_one_fault_at_a_time(client: Client, practice: Practice) -> None:
    page = client.post("/practice/patients/new/", typed(height_cm="99999")).content.decode()

    assert "Fix 1 thing to save this patient" in page
    assert "no more than" not in page


def test_number_of_views_says_what_it_counts(client: Client, practice: Practice) -> None:
    PatientFactory.create_batch(3, practice=practice)
    client.get("/practice/patients/")

    page = client.get("/practice/patients/views/").content.decode()

    assert "A patient's data was shown 3 times." in " ".join(page.split()).replace("&#x27;", "'")
    assert page.count("<tr>") == 2
