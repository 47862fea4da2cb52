"""Two people edit one patient's record: the second is shown what the first changed, and loses nothing."""

import re

import pytest
from django.test import Client

from accounts.models import User
from practices.models import Patient, Practice
from practices.services import PatientDetails, patient_stamp, update_patient
from scheduling_portal.core.errors import StaleEdit
from tests.factories.practices import PatientFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(practice_user: User) -> Patient:
    practice = Practice.objects.get(memberships__user=practice_user)
    return PatientFactory.create(practice=practice, first_name="Noah", last_name="Petrov", allergies="", procedure="")


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def values_of(html: str) -> str:
    """The stamp in a form."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', html)
    assert found
    return found.group(1)


def typed(patient: Patient, **fields: object) -> dict[str, object]:
    values = {
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "date_of_birth": patient.date_of_birth.isoformat(),
        "sex": patient.sex,
        "minutes": patient.minutes,
        "height_cm": patient.height_cm or "",
        "weight_kg": patient.weight_kg or "",
        "weight_measured_on": patient.weight_measured_on or "",
        "asa_class": patient.asa_class or "",
        "guardian_name": patient.guardian_name,
        "guardian_phone": str(patient.guardian_phone or ""),
    }
    return {**values, **fields}


def test_second_is_shown_what_the_first_changed_and_keeps_what_was_typed(client: Client, patient: Patient) -> None:
    url = f"/practice/patients/{patient.pk}/edit/"
    seen = values_of(client.get(url).content.decode())
    client.post(url, typed(patient, allergies="Penicillin", seen=seen))

    answer = client.post(url, typed(patient, procedure="Crown", seen=seen))
    html = answer.content.decode()

    patient.refresh_from_db()
    assert answer.status_code == 200
    assert (patient.allergies, patient.procedure) == ("Penicillin", "")
    assert "Somebody else changed this record" in html
    assert "<td>Penicillin</td><td><b>Nothing</b></td>" in html
    assert 'value="Crown"' in html

    again = typed(patient, allergies="Penicillin", procedure="Crown", seen=values_of(html))
    assert client.post(url, again).status_code == 302
    patient.refresh_from_db()
    assert (patient.allergies, patient.procedure) == ("Penicillin", "Crown")


def test_service_refuses_what_was_read_before(practice_user: User, patient: Patient) -> None:
    seen = patient_stamp(patient)
    names = PatientDetails.__dataclass_fields__
    details = {name: getattr(patient, name) for name in names}
    update_patient(
        actor=practice_user, patient=patient, details=PatientDetails(**{**details, "allergies": "Latex"}), seen=seen
    )
    with pytest.raises(StaleEdit):
        update_patient(
            actor=practice_user, patient=patient, details=PatientDetails(**{**details, "procedure": "Crown"}), seen=seen
        )
    patient.refresh_from_db()
    assert (patient.allergies, patient.procedure) == ("Latex", "")


def test_form_sent_twice_is_no_conflict(client: Client, patient: Patient) -> None:
    url = f"/practice/patients/{patient.pk}/edit/"
    fields = typed(patient, allergies="Latex", seen=patient_stamp(patient))
    assert [client.post(url, fields).status_code for _ in range(2)] == [302, 302]
