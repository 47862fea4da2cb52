"""What a clinician fills in, and the filter of their days."""

from django import forms

REASON = 500


class CannotMakeItForm(forms.Form):
    """Why somebody can't make it."""

    reason = forms.CharField(
        label="Reason, seen by managers",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say why, in a few words.",
            "max_length": f"Keep the reason under {REASON} characters.",
        },
    )


class DaysFilter(forms.Form):
    """Coming or past days, and which page. What cannot be read shows the first page of coming days."""

    when = forms.ChoiceField(required=False, choices=[("", "Coming"), ("past", "Past")])
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)


class LinkAnswerForm(forms.Form):
    """The answer to the question of a one-time link; why not is asked, and not insisted on."""

    answer = forms.ChoiceField(
        choices=[("accept", "Accept"), ("decline", "I can't make it")],
        error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."},
    )
    reason = forms.CharField(
        label="Reason, seen by managers",
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Keep the reason under {REASON} characters."},
    )
