"""What a person says about themselves."""

from typing import Any

from django import forms

from accounts.models import Clinician, User
from scheduling_portal.core.generic import ModelForm

US_ZONES = {
    "America/Los_Angeles": "Pacific",
    "America/Denver": "Mountain",
    "America/Phoenix": "Mountain, Arizona",
    "America/Chicago": "Central",
    "America/New_York": "Eastern",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic, Puerto Rico",
}


class ProfileForm(ModelForm[User]):
    """Name, phone, time zone, colours."""

    time_zone = forms.ChoiceField(
        label="Time zone", help_text="No text that can wait is sent in your night.", choices=()
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "mobile", "time_zone", "theme"]
        labels = {"theme": "Colours"}
        help_texts = {"mobile": "Gets texts. Type it in any form."}
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.time_zone
        zones = US_ZONES if own in US_ZONES else {own: own, **US_ZONES}
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = list(zones.items())


class ClinicianProfileForm(ModelForm[Clinician]):
    """Where a clinician starts from and how much they want to work."""

    class Meta:
        model = Clinician
        fields = ["home_zip", "max_days_per_week", "max_days_per_period", "max_miles"]
        help_texts = {
            "home_zip": "Distances to sites are measured from here.",
            "max_days_per_period": "Empty: no limit.",
            "max_miles": "As the crow flies. Empty: the rule for all.",
        }

    def clean_home_zip(self) -> str:
        """Surrounding blanks do not count."""
        return str(self.cleaned_data["home_zip"]).strip()
