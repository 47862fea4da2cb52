"""The answers of a month: a choice and a note per date, and what holds for the whole."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import Clinician
from availability.as_read import AsRead
from availability.calendar import dates_of
from availability.enums import Answer
from availability.models import Period, Submission
from availability.rules import LONGEST_NOTE, LONGEST_TEXT
from scheduling_portal.core import wording
from scheduling_portal.core.formfields import WordsField

WEEK_CHOICES = [(number, str(number)) for number in range(1, 8)]


def _whole(value: str) -> int:
    return int(value)


class AnswersForm(forms.Form):
    """Fields `answer-<date>` and `note-<date>` for the dates that were sent; the others keep what they have."""

    max_days_per_week = forms.TypedChoiceField(
        label="Most days a week", choices=WEEK_CHOICES, coerce=_whole, empty_value=None, required=False
    )
    max_days_per_period = forms.IntegerField(
        label="Most in the period",
        min_value=1,
        max_value=366,
        required=False,
        widget=forms.NumberInput(attrs={"placeholder": "No limit", "inputmode": "numeric"}),
    )
    note = WordsField(
        label="Note for the manager",
        max_length=LONGEST_TEXT,
        required=False,
        rows=2,
    )

    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        period: Period,
        standing: Clinician,
        submission: Submission | None = None,
    ) -> None:
        initial: dict[str, Any] = {}
        if submission is not None:
            initial = {
                "note": submission.note,
                "max_days_per_week": submission.max_days_per_week or "",
                "max_days_per_period": submission.max_days_per_period,
            }
        super().__init__(data, initial=initial)
        self._show_standing(standing)
        self.dates = dates_of(period.starts_on, period.ends_on)
        if self.is_bound:
            self._add_dates()

    def _show_standing(self, standing: Clinician) -> None:
        """Left empty, what holds for every period holds for this one too."""
        week = self.fields["max_days_per_week"]
        if isinstance(week, forms.TypedChoiceField):
            week.choices = [("", f"As always: {standing.max_days_per_week}"), *WEEK_CHOICES]
        period, always = self.fields["max_days_per_period"], standing.max_days_per_period
        if always:
            period.widget.attrs["placeholder"] = f"As always: {always}"
        empty = f"the {always} you always have" if always else "no limit"
        sentence = f"Most in the period: enter a number from 1 to 366, or leave it empty for {empty}."
        period.error_messages |= dict.fromkeys(("min_value", "max_value", "invalid"), sentence)
        for validator in period.validators:
            if isinstance(validator, MinValueValidator | MaxValueValidator):
                validator.message = sentence

    def _add_dates(self) -> None:
        for date in self.dates:
            day = wording.day(date)
            if f"answer-{date}" in self.data:
                self.fields[f"answer-{date}"] = forms.ChoiceField(
                    choices=Answer.choices,
                    required=False,
                    label=day,
                    error_messages={"invalid_choice": f"{day}: there is no such answer."},
                )
            if f"note-{date}" in self.data:
                self.fields[f"note-{date}"] = forms.CharField(
                    max_length=LONGEST_NOTE,
                    required=False,
                    label=f"Note for {day}",
                    error_messages={"max_length": f"{day}: a note has at most {LONGEST_NOTE} characters."},
                )

    def answers(self) -> dict[dt.date, str]:
        """The answers that were sent, "" for one taken back."""
        return self._sent("answer", self.cleaned_data)

    def notes(self) -> dict[dt.date, str]:
        """The notes that were sent."""
        return self._sent("note", self.cleaned_data)

    def as_read(self) -> AsRead | None:
        """What the page had when it was opened."""
        return AsRead.from_text(str(self.data.get("read", "")))

    def changed(self) -> tuple[dict[dt.date, str], dict[dt.date, str]]:
        """Of answers and notes those that were changed on the page."""
        read, (answers, notes) = self.as_read(), self.typed()
        if read is None:
            return answers, notes
        return (
            {date: one for date, one in answers.items() if read.changed(f"answer-{date}", one)},
            {date: one for date, one in notes.items() if read.changed(f"note-{date}", one)},
        )

    def typed(self) -> tuple[dict[dt.date, str], dict[dt.date, str]]:
        """Answers and notes as they came, to show them again; what is no answer is none."""
        answers = self._sent("answer", self.data)
        known = {date: answer if answer in Answer.values else "" for date, answer in answers.items()}
        return known, self._sent("note", self.data)

    def _sent(self, kind: str, source: Mapping[str, Any]) -> dict[dt.date, str]:
        return {date: source[f"{kind}-{date}"] for date in self.dates if f"{kind}-{date}" in source}
