"""What a list of clinicians can be narrowed by, from the query string."""

from typing import Any

from django import forms

from accounts.enums import ProviderType
from accounts.models import Skill
from scheduling_portal.core.states import STATE_CHOICES


class ClinicianFilter(forms.Form):
    """Every field may be missing; one that makes no sense is ignored."""

    q = forms.CharField(label="Name", required=False, max_length=80)
    type = forms.ChoiceField(label="Provider type", required=False, choices=[("", "All types"), *ProviderType.choices])
    skill = forms.ModelChoiceField(Skill.objects.all(), label="Skill", required=False, empty_label="Any skill")
    state = forms.ChoiceField(label="Licensed in", required=False, choices=[("", "Any state"), *STATE_CHOICES])
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "Working"),
            ("ending", "Credentials ending"),
            ("uninvited", "Not invited yet"),
            ("off", "Turned off"),
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def narrowed(self) -> dict[str, Any]:
        """The values that make sense, by field; empty ones left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
