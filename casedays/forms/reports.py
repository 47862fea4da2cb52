"""What a report covers and how its tables are sorted, from the address."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casedays.forms.board import PageForm
from casedays.selectors.board.spans import Span, chosen_span
from casedays.selectors.reports.scope import LONGEST, Scope
from scheduling_portal.core.formfields import DayField
from scheduling_portal.core.states import STATE_CHOICES
from scheduling_portal.core.wording import day

#: The period's value when the dates beside it hold.
OTHER_DATES = "dates"


class ReportForm(PageForm):
    """A period by its key, else from and until dates; a state; part of a practice's name.

    Dates and names that make no sense are errors; whatever else cannot be read narrows nothing.
    """

    period = forms.CharField(required=False, max_length=20)
    first = DayField(label="From", required=False)
    last = DayField(label="Until", required=False)
    state = forms.CharField(label="Region", required=False, max_length=2)
    practice = forms.CharField(
        label="Practice",
        required=False,
        max_length=80,
        error_messages={"max_length": "Enter part of a practice's name, at most 80 letters."},
    )
    sort = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, spans: Sequence[Span], today: dt.date) -> None:
        super().__init__(data)
        self.spans, self.today = spans, today

    @property
    def by_dates(self) -> bool:
        """Whether dates were asked for instead of a period."""
        period = self.data.get("period", "")
        typed = self.data.get("first") or self.data.get("last")
        return period == OTHER_DATES or (not period and bool(typed))

    def clean(self) -> dict[str, Any]:
        """Dates are judged only where they hold."""
        values: dict[str, Any] = self.cleaned_data
        if not self.by_dates:
            for name in ("first", "last"):
                self.errors.pop(name, None)
            return values
        first, last = values.get("first"), values.get("last")
        if first is None and "first" not in self.errors:
            self.add_error("first", "Enter the first date of the report.")
        if last is None and "last" not in self.errors:
            self.add_error("last", "Enter the last date of the report.")
        if first and last:
            self._check_span(first, last)
        return values

    def _check_span(self, first: dt.date, last: dt.date) -> None:
        if last < first:
            self.add_error("last", ValidationError(f"Until must not be before From, {day(first)}."))
        elif last - first > LONGEST:
            self.add_error("last", ValidationError("Choose two years at most."))

    def wrong(self) -> bool:
        """Whether something was typed that cannot be reported on."""
        self.is_valid()
        return any(name in self.errors for name in ("first", "last", "practice"))

    @property
    def span(self) -> Span:
        """The period asked for; the one that holds today when it is none."""
        self.is_valid()
        return chosen_span(self.spans, self.cleaned_data.get("period") or "", self.today)

    def scope(self) -> Scope:
        """What the report covers; only when nothing is `wrong`."""
        self.is_valid()
        values = self.cleaned_data
        if self.by_dates:
            first, last = values["first"], values["last"]
        else:
            span = self.span
            first, last = span.first, span.last or span.first
        return Scope(first, last, self.chosen_state, values.get("practice") or "")

    @property
    def chosen_state(self) -> str:
        """A state of the country, else none."""
        self.is_valid()
        asked = str(self.cleaned_data.get("state") or "").upper()
        return asked if asked in dict(STATE_CHOICES) else ""

    @property
    def chosen_sort(self) -> str:
        """The column's key, "-" before it for the greatest first."""
        self.is_valid()
        return self.cleaned_data.get("sort") or ""
