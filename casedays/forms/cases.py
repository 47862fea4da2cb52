"""Booking a patient, and what a booking still needs."""

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms

from casedays.models import Case, Consent
from practices.models import Patient
from scheduling_portal.core.formfields import ClockField, DayField, WordsField
from scheduling_portal.core.layouts import fields_helper, row, section, short
from scheduling_portal.core.stamps import SeenField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    PatientField = forms.ModelChoiceField[Patient]
else:
    PatientField = forms.ModelChoiceField


class PatientChoiceField(PatientField):
    """Patients by last name, with the date of birth and what is planned to tell them apart."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        planned = f". {obj.procedure}" if obj.procedure else ""
        return f"{obj.last_name}, {obj.first_name}, born {obj.date_of_birth:%m/%d/%Y}{planned}, {obj.minutes} min"


class SlotForm(forms.Form):
    """When a case starts on the site's clock, how long it takes, what is done."""

    start_time = ClockField(label="Starts", error_messages={"required": "Enter a start time."})
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=600,
        error_messages={
            "required": "Enter how many minutes the case takes.",
            "min_value": "A case takes at least 5 minutes.",
            "max_value": "A case takes at most 600 minutes.",
        },
    )
    procedure = WordsField(label="Procedure", max_length=120, required=False)


class BookForm(SlotForm):
    """A patient of the practice and a slot."""

    patient = PatientChoiceField(
        label="Patient",
        queryset=Patient.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choose a patient.",
            "invalid_choice": "Choose a patient of this practice.",
        },
    )
    minutes = forms.IntegerField(
        label="Minutes",
        help_text="Empty: what the patient's record says.",
        required=False,
        min_value=5,
        max_value=600,
        error_messages={
            "min_value": "A case takes at least 5 minutes.",
            "max_value": "A case takes at most 600 minutes.",
        },
    )
    procedure = WordsField(label="Procedure", max_length=120, required=False, help_text="Empty: what the record plans.")
    field_order = ["patient", "start_time", "minutes", "procedure"]

    def __init__(self, *args: Any, patients: "QuerySet[Patient]", shown: list[Patient], **options: Any) -> None:
        """Any of `patients` may be booked; `shown` are listed to choose from."""
        super().__init__(*args, **options)
        field = self.fields["patient"]
        if isinstance(field, PatientChoiceField):
            field.queryset = patients
            field.choices = [(patient.pk, field.label_from_instance(patient)) for patient in shown]

    @property
    def slot_helper(self) -> FormHelper:
        """The layout of the slot; the patient stands above it."""
        return fields_helper(row("start_time", "minutes"), "procedure")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        patient = data.get("patient")
        if patient is not None and data.get("minutes") is None and "minutes" not in self.errors:
            data["minutes"] = patient.minutes
        return data


class CaseForm(SlotForm):
    """A booking: its slot, and what must be ready."""

    consent = forms.ChoiceField(label="Consent", choices=Consent.choices)
    fasting_given_on = DayField(label="Fasting instructions given on", required=False)
    escort_name = WordsField(label="Escort home", max_length=120, required=False)
    seen = SeenField()

    @property
    def helper(self) -> FormHelper:
        """The layout of a booking: its slot, then what must be ready."""
        return fields_helper(
            row("start_time", "minutes"),
            "procedure",
            section(short("consent"), short("fasting_given_on"), "escort_name"),
        )


class ChoosingForm(forms.Form):
    """What the address of the booking page says: the start of a free gap, a patient, a search."""

    start = ClockField(required=False)
    patient = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    q = forms.CharField(max_length=100, required=False)


def initial_of_case(case: Case) -> dict[str, Any]:
    """What the form of a booking starts with."""
    return {
        "start_time": case.start_time,
        "minutes": case.minutes,
        "procedure": case.procedure,
        "consent": case.consent,
        "fasting_given_on": case.fasting_given_on,
        "escort_name": case.escort_name,
    }
