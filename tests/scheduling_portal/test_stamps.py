"""The stamp of what somebody read."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from practices.models import Patient
from scheduling_portal.core import stamps
from scheduling_portal.core.errors import StaleEdit
from tests.factories.practices import PatientFactory

NAMES = ("allergies", "weight_kg", "guardian_phone", "date_of_birth")


class Sheet(forms.Form):
    allergies = forms.CharField(required=False)
    weight_kg = forms.DecimalField(label="Weight, kg", required=False)
    born = forms.DateField(required=False)
    starts = forms.TimeField(required=False)
    sex = forms.ChoiceField(choices=[("F", "Female"), ("M", "Male")])


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory.create(allergies="", weight_kg=Decimal("21.0"), guardian_phone="+15035550142")


def test_record_read_again_has_the_same_stamp(patient: Patient) -> None:
    seen = stamps.stamp_of(patient, NAMES)
    assert stamps.stamp_of(Patient.objects.get(pk=patient.pk), NAMES) == seen
    stamps.check_seen(Patient.objects.get(pk=patient.pk), reversed(NAMES), seen)  # type: ignore[arg-type]


def test_record_that_differs_is_refused(patient: Patient) -> None:
    seen = stamps.stamp_of(patient, NAMES)
    patient.allergies = "Latex"
    with pytest.raises(StaleEdit):
        stamps.check_seen(patient, NAMES, seen)


@pytest.mark.parametrize("seen", ["", None])
def test_without_a_stamp_nothing_is_asked(patient: Patient, seen: str | None) -> None:
    stamps.check_seen(patient, NAMES, seen)


def test_stamp_tells_nothing_of_the_record(patient: Patient) -> None:
    seen = stamps.stamp_of(patient, NAMES)
    assert len(seen) == stamps.LENGTH
    assert "5550142" not in seen


def test_differences_are_in_words_and_leave_out_what_is_equal() -> None:
    form = Sheet({"allergies": "Latex", "weight_kg": "21", "born": "2020-03-01", "starts": "", "sex": "M"})
    assert form.is_valid()
    now = {
        "allergies": "",
        "weight_kg": Decimal("21.0"),
        "born": dt.date(2020, 2, 1),
        "starts": dt.time(7, 30),
        "sex": "F",
        "other": 3,
    }
    assert stamps.differences(form, now) == [
        ("Allergies", "Nothing", "Latex"),
        ("Born", "02/01/2020", "03/01/2020"),
        ("Starts", "7:30 am", "Nothing"),
        ("Sex", "Female", "Male"),
    ]
