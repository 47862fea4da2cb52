"""Comments, reminders, and the filter of the manager's grid."""

from django import forms
from django.db.models import QuerySet

from accounts.enums import ProviderType
from accounts.models import Clinician
from availability.models import Period
from availability.rules import LONGEST_TEXT
from scheduling_portal.core.formfields import DayField, WordsField


class TalkForm(forms.Form):
    """A word about the answers, on the whole or on one date."""

    text = WordsField(
        label="Comment",
        max_length=LONGEST_TEXT,
        rows=3,
        error_messages={
            "required": "Write what it is about.",
        },
    )
    date = DayField(label="About one date", required=False)

    def __init__(self, *args: object, period: Period, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        span = {"min": period.starts_on.isoformat(), "max": period.ends_on.isoformat()}
        self.fields["date"].widget.attrs.update(span)


class RemindForm(forms.Form):
    """Whom to remind."""

    clinicians = forms.ModelMultipleChoiceField(
        queryset=Clinician.objects.none(),
        error_messages={
            "required": "Choose at least one clinician.",
            "invalid_choice": "One of them is not missing any more. Look at the list again.",
            "invalid_pk_value": "One of them is not missing any more. Look at the list again.",
        },
    )

    def __init__(self, *args: object, missing: QuerySet[Clinician], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clinicians"].queryset = missing  # type: ignore[attr-defined]


class OverviewFilter(forms.Form):
    """Which clinicians the grid shows. What cannot be read filters nothing."""

    type = forms.ChoiceField(required=False, choices=[("", "All"), *ProviderType.choices])
    state = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("missing", "Missing"), ("returned", "Returned"), ("submitted", "Submitted")],
    )
    name = forms.CharField(required=False, max_length=80)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def chosen(self) -> dict[str, str | int]:
        """The filter as keyword arguments of the selector."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "provider_type": data.get("type") or "",
            "state": data.get("state") or "",
            "name": data.get("name") or "",
            "page": data.get("page") or 1,
        }
