"""Writing down patients, and the log of who looked."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from practices.models import Patient, PatientView, Practice
from practices.services import PatientDetails, create_patient, log_patient_views, update_patient
from scheduling_portal.core import clock
from scheduling_portal.core.errors import InvalidFields, NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.practices import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


def details(**fields: Any) -> PatientDetails:
    values: dict[str, Any] = {
        "first_name": "Noah",
        "last_name": "Petrov",
        "date_of_birth": dt.date(2020, 3, 1),
        "sex": "M",
        "weight_kg": Decimal(21),
        "weight_measured_on": dt.date(2026, 9, 1),
    }
    return PatientDetails(**{**values, **fields})


def test_a_patient_is_written_down_and_the_timeline_holds_no_data(practice: Practice, practice_user: User) -> None:
    patient = create_patient(actor=practice_user, practice=practice, details=details())

    assert (patient.practice, patient.weight_kg) == (practice, Decimal(21))
    entry = TimelineEntry.objects.get(topic="patient", topic_id=patient.pk)
    assert (entry.kind, entry.actor) == ("patient_added", practice_user)
    assert "Petrov" not in f"{entry.changes}{entry.details}{entry.reason}"


def test_only_the_practices_staff_write(
    practice: Practice, other_practice_user: User, manager: User, nurse: User
) -> None:
    patient = PatientFactory.create(practice=practice)
    for person in (other_practice_user, manager, nurse):
        with pytest.raises(NotAllowed):
            create_patient(actor=person, practice=practice, details=details())
        with pytest.raises(NotAllowed):
            update_patient(actor=person, patient=patient, details=details())
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"date_of_birth": clock.now().date() + dt.timedelta(days=3)}, "date_of_birth"),
        ({"date_of_birth": dt.date(1850, 1, 1)}, "date_of_birth"),
        ({"weight_kg": None}, "weight_kg"),
        ({"weight_measured_on": dt.date(2019, 1, 1)}, "weight_measured_on"),
        ({"weight_kg": Decimal(401)}, "weight_kg"),
        ({"minutes": 4}, "minutes"),
        ({"asa_class": 6}, "asa_class"),
        ({"sex": "Q"}, "sex"),
        ({"first_name": ""}, "first_name"),
        ({"guardian_phone": "12"}, "guardian_phone"),
    ],
)
def test_what_cannot_be_is_named_by_field(
    practice: Practice, practice_user: User, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidFields) as refusal:
        create_patient(actor=practice_user, practice=practice, details=details(**fields))
    assert field in refusal.value.errors
    assert not Patient.objects.exists()


def test_the_same_patient_twice_is_refused(practice: Practice, practice_user: User) -> None:
    create_patient(actor=practice_user, practice=practice, details=details())

    with pytest.raises(RuleBroken, match="already"):
        create_patient(actor=practice_user, practice=practice, details=details(weight_kg=Decimal(22)))


def test_an_update_names_what_changed_and_no_difference_leaves_no_row(practice: Practice, practice_user: User) -> None:
    patient = create_patient(actor=practice_user, practice=practice, details=details(guardian_phone="+15035550142"))

    assert not update_patient(actor=practice_user, patient=patient, details=details(guardian_phone="(503) 555-0142"))
    assert update_patient(actor=practice_user, patient=patient, details=details(allergies="Latex"))

    entry = TimelineEntry.objects.get(kind="patient_updated")
    assert "allergies" in str(entry.details["touched"])
    assert "Latex" not in str(entry.details)
    patient.refresh_from_db()
    assert (patient.allergies, patient.guardian_phone) == ("Latex", "")


def test_views_are_logged_in_one_query(practice: Practice, practice_user: User, django_assert_num_queries: Any) -> None:
    patients = PatientFactory.create_batch(3, practice=practice)

    with django_assert_num_queries(1):
        log_patient_views(viewer=practice_user, patients=patients, page="x" * 100)

    assert PatientView.objects.count() == 3


def test_the_same_patient_twice_leaves_an_outer_transaction_whole(practice: Practice, practice_user: User) -> None:
    with transaction.atomic():
        create_patient(actor=practice_user, practice=practice, details=details())
        with pytest.raises(RuleBroken, match="already"):
            create_patient(actor=practice_user, practice=practice, details=details())
        assert Patient.objects.count() == 1


def test_an_update_asks_few_queries(
    practice: Practice, practice_user: User, django_assert_max_num_queries: Any
) -> None:
    """The patient with the right to change them, the record and its step, and what a transaction takes."""
    patient = create_patient(actor=practice_user, practice=practice, details=details())

    with django_assert_max_num_queries(6):
        assert update_patient(actor=practice_user, patient=patient, details=details(allergies="Latex"))


def test_staff_of_a_closed_practice_write_nothing(practice: Practice, practice_user: User) -> None:
    patient = create_patient(actor=practice_user, practice=practice, details=details())
    Practice.objects.filter(pk=practice.pk).update(active=False)

    with pytest.raises(NotAllowed):
        update_patient(actor=practice_user, patient=patient, details=details(allergies="Latex"))
