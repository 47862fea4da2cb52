"""What staff fill in about patients, and the searches of lists."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from phonenumber_field.formfields import PhoneNumberField

from practices.models import AsaClass, Patient, Practice, Sex
from practices.rules import OLDEST
from practices.services import PatientDetails, impossible
from scheduling_portal.core import clock
from scheduling_portal.core.formfields import NO_PHONE, DayField, PhoneInput, WordsField
from scheduling_portal.core.layouts import beside, fields_helper, row, section
from scheduling_portal.core.stamps import SeenField

LARGEST_PAGE = 100_000
NOT_OF_THE_RECORD = frozenset({"practice", "seen"})


class BirthDateField(DayField):
    """A date of birth within a long life."""

    def __init__(self, **options: Any) -> None:
        earliest = clock.now().date() - dt.timedelta(days=366 * OLDEST)
        super().__init__(earliest=dt.date(earliest.year, 1, 1), **options)


class PatientForm(forms.Form):
    """A patient's record. `details()` gives it to the services."""

    practice = forms.ModelChoiceField(
        label="Practice",
        queryset=Practice.objects.none(),
        empty_label="Choose a practice",
        error_messages={"required": "Choose a practice.", "invalid_choice": "Choose one of your practices."},
    )
    first_name = WordsField(max_length=80, error_messages={"required": "Enter the first name."})
    last_name = WordsField(max_length=80, error_messages={"required": "Enter the last name."})
    date_of_birth = BirthDateField(
        error_messages={
            "required": "Enter the date of birth.",
            "invalid": "Enter a date, such as 2019-06-13.",
        }
    )
    sex = forms.ChoiceField(
        choices=Sex.choices, widget=forms.RadioSelect, error_messages={"required": "Choose the sex."}
    )
    height_cm = forms.DecimalField(
        label="Height, cm", required=False, min_value=30, max_value=250, max_digits=4, decimal_places=1
    )
    weight_kg = forms.DecimalField(
        label="Weight, kg", required=False, min_value=1, max_value=400, max_digits=4, decimal_places=1
    )
    weight_measured_on = DayField(label="Weight measured on", required=False)
    procedure = WordsField(label="Planned procedure", max_length=120, required=False)
    minutes = forms.IntegerField(
        label="Expected minutes",
        min_value=5,
        max_value=600,
        initial=60,
        error_messages={"required": "Enter how many minutes the case takes."},
    )
    asa_class = forms.TypedChoiceField(
        label="ASA class",
        choices=[("", "Not given"), *AsaClass.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    allergies = WordsField(max_length=2000, required=False, rows=2)
    medications = WordsField(max_length=2000, required=False, rows=2)
    conditions = WordsField(max_length=2000, required=False, rows=2)
    guardian_name = WordsField(label="Guardian", max_length=120, required=False)
    guardian_phone = PhoneNumberField(
        label="Guardian's phone",
        required=False,
        widget=PhoneInput,
        error_messages={"invalid": NO_PHONE},
    )

    seen = SeenField()

    def __init__(self, *args: Any, practices: list[Practice], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(practices) == 1:
            del self.fields["practice"]
            return
        field = self.fields["practice"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Practice.objects.filter(pk__in=[practice.pk for practice in practices])

    def clean(self) -> dict[str, Any]:
        """Say what cannot be at once with what cannot be read, not only once the rest is right."""
        data = super().clean() or self.cleaned_data
        for name, sentence in impossible(data).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        measured = data.get("weight_measured_on")
        unsaid = "weight_measured_on" in self.changed_data and "weight_measured_on" not in self.errors
        if measured and unsaid and measured > clock.now().date() + dt.timedelta(1):
            self.add_error("weight_measured_on", "Weight must be measured already; this date is still ahead.")
        for faults in self.errors.values():
            del faults[1:]  # one is enough: 9999 is too large, that it has too many digits helps nobody
        return data

    @property
    def helper(self) -> FormHelper:
        """The layout of the record."""
        return fields_helper(
            *(["practice"] if "practice" in self.fields else []),
            row("first_name", "last_name"),
            row("date_of_birth", beside("sex")),
            row("height_cm", "weight_kg", "weight_measured_on"),
            section("procedure", row("minutes", "asa_class")),
            section("allergies", "medications", "conditions"),
            section(row("guardian_name", "guardian_phone")),
        )

    def details(self) -> PatientDetails:
        """What was entered, as the services take it. Call it on a valid form only."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in NOT_OF_THE_RECORD}
        data["guardian_phone"] = data["guardian_phone"].as_e164 if data["guardian_phone"] else ""
        return PatientDetails(**data)


class SearchForm(forms.Form):
    """A search and a page, kept in the address."""

    q = forms.CharField(max_length=100, required=False, strip=True)
    page = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE)


class ViewsForm(forms.Form):
    """Which views to show: of one patient, by one person, of one case day's patients, or all."""

    patient = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    viewer = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    day = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    page = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_PAGE)


def initial_of(patient: Patient) -> dict[str, Any]:
    """What the form starts with for an existing patient."""
    return {name: getattr(patient, name) for name in PatientForm.base_fields if name not in NOT_OF_THE_RECORD}
