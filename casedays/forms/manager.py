"""What a manager fills in: where the board stands, whom to put where, when a day is to be, and why."""

import datetime as dt
from typing import Any

from django import forms

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from casedays.forms.beside import BesideForm, OffersForm
from casedays.forms.details import DetailsForm, SiteChoiceField
from casedays.forms.practice import EditDayForm
from casedays.models import CaseDay
from casedays.rules import check_date
from practices.models import Site
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.formfields import DayField, WordsField
from scheduling_portal.core.wording import day


class ClinicianForm(forms.Form):
    """A clinician to put into the slot of their provider type."""

    clinician = forms.ModelChoiceField(
        queryset=Clinician.objects.none(),
        error_messages={
            "required": "Choose a clinician.",
            "invalid_choice": "Choose a clinician from the list.",
        },
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["clinician"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Clinician.objects.visible_to(user).working().select_related("user")


class HoldForm(ClinicianForm):
    """The same, with the reason for which a rule is overridden."""

    reason = WordsField(
        label="Reason",
        max_length=500,
        required=False,
        rows=2,
        help_text="Read by managers, in the timeline. No patient names.",
    )


class ManagerReasonForm(forms.Form):
    """Why, in a few words, with a hint of who reads it."""

    reason = WordsField(
        label="Reason",
        max_length=500,
        rows=2,
        error_messages={"required": "Say why, in a few words."},
    )

    def __init__(self, *args: Any, read_by: str = "", needed: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["reason"]
        field.required = needed
        field.help_text = f"Read by {read_by}. No patient names." if read_by else "No patient names."


class ReleaseForm(OffersForm, ManagerReasonForm):
    """Why somebody is taken out of a slot, and what becomes of it."""


class ApplyForm(OffersForm, BesideForm):
    """What is asked when a practice's change is applied."""


class AcceptForm(BesideForm):
    """On which of the wanted dates a request is planned, and which version of it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    date = forms.TypedChoiceField(
        label="Date",
        coerce=dt.date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of the wanted dates.",
            "invalid_choice": "Choose one of the wanted dates.",
        },
    )

    def __init__(self, *args: Any, dates: list[tuple[dt.date, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["date"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(date.isoformat(), f"{day(date)}. {hint}" if hint else day(date)) for date, hint in dates]


class ProposeForm(BesideForm):
    """A date that the practice did not name. `seen` is the date whose chances were on the page."""

    date = DayField(label="Other date", error_messages={"required": "Choose a date.", "invalid": "Enter a date."})
    seen = DayField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case_day: CaseDay, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case_day = case_day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("date"):
            _must_be_ahead(self, "date", data["date"], self.case_day.site)
        return data


class DatesForm(forms.Form):
    """Up to four dates to which a day could move, from the address."""

    FIELDS = ("date_1", "date_2", "date_3", "date_4")

    date_1 = DayField(label="Date", required=False)
    date_2 = DayField(label="Another date", required=False)
    date_3 = DayField(label="Another date", required=False)
    date_4 = DayField(label="Another date", required=False)

    def __init__(self, *args: Any, case_day: CaseDay, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case_day = case_day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.FIELDS:
            date = data.get(name)
            if date == self.case_day.date:
                self.add_error(name, f"The day is on {day(date)} already. Choose another date.")
            elif date:
                _must_be_ahead(self, name, date, self.case_day.site)
        return data

    @property
    def dates(self) -> list[dt.date]:
        """The dates entered, without repeats."""
        self.is_valid()
        return list(dict.fromkeys(date for name in self.FIELDS if (date := self.cleaned_data.get(name))))


class MoveForm(OffersForm, BesideForm):
    """The move itself: the date, who takes the slots that fall open, and why."""

    date = DayField(widget=forms.HiddenInput)
    reason = WordsField(
        label="Reason",
        max_length=500,
        rows=2,
        help_text="Read by managers and the practice, in the timeline. No patient names.",
        error_messages={"required": "Say why, in a few words."},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        working = Clinician.objects.visible_to(user).working()
        for kind in SLOT_ORDER:
            self.fields[f"take_{kind.value}"] = forms.ModelChoiceField(
                queryset=working.filter(provider_type=kind), required=False, widget=forms.HiddenInput
            )

    @property
    def replacements(self) -> dict[str, int]:
        """Provider type to clinician, for the slots that somebody new takes."""
        chosen = {kind.value: self.cleaned_data.get(f"take_{kind.value}") for kind in SLOT_ORDER}
        return {kind: clinician.pk for kind, clinician in chosen.items() if clinician}


class NewDayForm(BesideForm, DetailsForm):
    """A planned day on a practice's behalf."""

    site = SiteChoiceField(label="Practice and site")
    date = DayField(label="Date", error_messages={"required": "Choose a date.", "invalid": "Enter a date."})

    def __init__(self, *args: Any, sites: list[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["site", "date", "again"])
        field = self.fields["site"]
        if isinstance(field, SiteChoiceField):
            field.offer(sites)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("site") and data.get("date"):
            _must_be_ahead(self, "date", data["date"], data["site"])
        return data


class ManagerEditForm(OffersForm, EditDayForm):
    """A planned or confirmed day, edited by a manager."""


def _must_be_ahead(form: forms.Form, name: str, date: dt.date, site: Site) -> None:
    try:
        check_date(date, site.time_zone)
    except RuleBroken as refusal:
        form.add_error(name, refusal.message)
