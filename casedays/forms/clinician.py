"""What a clinician fills in, and the filter of their days."""

from django import forms

from scheduling_portal.core.formfields import WordsField

REASON = 500


class CannotMakeItForm(forms.Form):
    """Why somebody can't make it."""

    reason = WordsField(
        label="Reason, seen by managers",
        max_length=REASON,
        rows=2,
        error_messages={
            "required": "Say why, in a few words.",
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
    reason = WordsField(
        label="Reason, seen by managers",
        max_length=REASON,
        required=False,
        rows=2,
    )
