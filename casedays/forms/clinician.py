"""What a clinician fills in, and the filter of their days."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scheduling_portal.core.formfields import WordsField

REASON = 500
NO_REASON = "Say why, in a few words."
ACCEPT, DECLINE = "accept", "decline"


class CannotMakeItForm(forms.Form):
    """Why somebody can't make it."""

    reason = WordsField(
        label="Reason, seen by managers",
        max_length=REASON,
        rows=2,
        error_messages={
            "required": NO_REASON,
        },
    )


class DaysFilter(forms.Form):
    """Coming or past days, and which page. What cannot be read shows the first page of coming days."""

    when = forms.ChoiceField(required=False, choices=[("", "Coming"), ("past", "Past")])
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)


class LinkAnswerForm(forms.Form):
    """The answer to the question of a one-time link. Who was asked says why not, as in the portal; not for an offer."""

    answer = forms.ChoiceField(
        choices=[(ACCEPT, "Accept"), (DECLINE, "I can't make it")],
        error_messages={"required": "Choose an answer.", "invalid_choice": "Choose an answer."},
    )
    reason = WordsField(
        label="Reason, seen by managers",
        max_length=REASON,
        required=False,
        rows=2,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_offer: bool = False) -> None:
        super().__init__(data)
        self.is_offer = is_offer

    def clean(self) -> dict[str, Any]:
        """A reason goes with "I can't make it"."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("answer") == DECLINE and not self.is_offer and "reason" in given and not given["reason"]:
            self.add_error("reason", NO_REASON)
        return given
