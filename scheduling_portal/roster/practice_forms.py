"""What a practice fills in to bring its list of patients."""

from typing import Any

from django import forms

from practices.models import Practice
from scheduling_portal.roster.own_patients import MOST_BYTES, MOST_ROWS
from scheduling_portal.roster.sources import Source, UnusableFile, from_upload


class PatientListForm(forms.Form):
    """The file, and whose patients they are where somebody works for several practices."""

    practice = forms.ModelChoiceField(
        label="Practice",
        queryset=Practice.objects.none(),
        empty_label="Choose a practice",
        error_messages={"required": "Choose a practice.", "invalid_choice": "Choose one of your practices."},
    )
    spreadsheet = forms.FileField(
        label="File",
        help_text=f"CSV or Excel (.xlsx), at most {MOST_ROWS:,} rows. Nothing is saved yet.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )

    def __init__(self, *args: Any, practices: list[Practice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.practices = practices
        if len(practices) == 1:
            del self.fields["practice"]
            return
        field = self.fields["practice"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Practice.objects.filter(pk__in=[practice.pk for practice in practices])

    def clean_spreadsheet(self) -> Source:
        """The one spreadsheet in what was uploaded."""
        upload = self.cleaned_data["spreadsheet"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"{upload.name} is larger than {MOST_BYTES // 1024 // 1024} MB. Divide it.")
        if upload.name.lower().endswith(".zip"):
            raise forms.ValidationError("Choose the CSV or Excel file itself, not a zip of it.")
        try:
            return from_upload(upload.name, upload.read())[0]
        except UnusableFile as error:
            raise forms.ValidationError(error.message) from error

    def chosen(self) -> Practice:
        """The practice. Call it on a valid form only."""
        return self.practices[0] if len(self.practices) == 1 else self.cleaned_data["practice"]


class DecisionForm(forms.Form):
    """What is decided of a checked list: it came along, signed."""

    practice = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    kept = forms.CharField()
    skip_bad = forms.BooleanField(required=False)
