"""What a practice fills in: a request, an edit, a reason, a filter of its list."""

import datetime as dt
from typing import Any

from django import forms

from casedays.details import Edit
from casedays.forms.beside import BesideForm
from casedays.forms.details import DetailsForm, SiteChoiceField
from casedays.models import CaseDay
from casedays.rules import check_date
from casedays.states import Status
from practices.models import Site
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.formfields import DayField, WordsField
from scheduling_portal.core.wording import DAYS_LONG, day

RANKS = ("Best", "2nd", "3rd", "4th")
SEVERAL = 12
MOST_REPEATS = 26
ONE, MANY, REPEAT = "one", "several", "repeat"
MODES = [(ONE, "One day"), (MANY, "Several dates"), (REPEAT, "Repeating")]
WEEKS = [(1, "every week"), (2, "every 2 weeks"), (3, "every 3 weeks"), (4, "every 4 weeks")]


class WantedDatesMixin(forms.Form):
    """A wanted date and up to three that would also do, best first: fields `date_1` to `date_4`."""

    def add_wanted_dates(self) -> None:
        """Add the four fields; which are needed is decided in `clean`."""
        for number, rank in enumerate(RANKS, start=1):
            self.fields[f"date_{number}"] = DayField(label=f"{rank} date", required=False)

    def rank_rows(self) -> list[tuple[str, Any]]:
        """(rank, field) for the page."""
        return [(rank, self[f"date_{number}"]) for number, rank in enumerate(RANKS, start=1)]

    def take_dates(self, names: list[str], site: Site | None) -> list[dt.date]:
        """The dates entered in these fields, in order. Past ones and repeated ones become errors at their field."""
        found: list[dt.date] = []
        for name in names:
            date = self.cleaned_data.get(name)
            if date is None:
                continue
            if date in found:
                self.add_error(name, f"{day(date)} is there twice. Choose another date or leave it empty.")
                continue
            if self.is_ahead(name, date, site):
                found.append(date)
        if not found and not any(name in self.errors for name in names):
            self.add_error(names[0], "Choose a date.")
        return found

    def is_ahead(self, name: str, date: dt.date, site: Site | None) -> bool:
        """Whether the date can still be planned at the site; else the reason stands at the field."""
        if site is None:
            return True
        try:
            check_date(date, site.time_zone)
        except RuleBroken as refusal:
            self.add_error(name, refusal.message)
            return False
        return True


class RequestForm(WantedDatesMixin, DetailsForm):
    """One day with alternatives, several dates at once, or a repeat rule. `dates` after validation."""

    mode = forms.ChoiceField(
        label="How many days?",
        choices=MODES,
        initial=ONE,
        widget=forms.RadioSelect(attrs={"data-reveal": "mode"}),
        error_messages={"required": "Choose how many days.", "invalid_choice": "Choose how many days."},
    )
    site = SiteChoiceField(label="Site")
    repeat_weeks = forms.TypedChoiceField(label="How often", choices=WEEKS, coerce=int, required=False, initial=2)
    repeat_weekday = forms.TypedChoiceField(
        label="On", choices=list(enumerate(DAYS_LONG)), coerce=int, required=False, initial=1
    )
    repeat_from = DayField(label="From", required=False)
    repeat_until = DayField(label="Until", required=False, help_text=f"At most {MOST_REPEATS} days.")
    #: Days that are there on the same dates, beside which others are meant.
    again = forms.ModelMultipleChoiceField(queryset=CaseDay.objects.none(), required=False)

    def __init__(self, *args: Any, sites: list[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        if isinstance(field, SiteChoiceField):
            field.offer(sites)
        again = self.fields["again"]
        if isinstance(again, forms.ModelMultipleChoiceField):
            again.queryset = CaseDay.objects.filter(site__in=sites)
        self.add_wanted_dates()
        for number in range(1, SEVERAL + 1):
            self.fields[f"several_{number}"] = DayField(label=f"Date {number}", required=False)
        dates = [name for name in self.fields if name.startswith(("date_", "several_", "repeat_"))]
        self.order_fields(["mode", "site", *dates])  # as on the page, so that errors are summed up from top to bottom
        self.dates: list[dt.date] = []

    @property
    def most_repeats(self) -> int:
        """So many days a repeat rule may ask for."""
        return MOST_REPEATS

    @property
    def several_rows(self) -> list[Any]:
        """The fields of several dates, for the page."""
        return [self[f"several_{number}"] for number in range(1, SEVERAL + 1)]

    @property
    def chosen_mode(self) -> str:
        """The mode that the page shows."""
        value = self["mode"].value()
        return value if value in dict(MODES) else ONE

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        mode, site = data.get("mode"), data.get("site")
        self._forget_errors_of_other_modes(mode)
        if mode == ONE:
            self.dates = self.take_dates([f"date_{number}" for number in range(1, 5)], site)
        elif mode == MANY:
            self.dates = sorted(self.take_dates([f"several_{number}" for number in range(1, SEVERAL + 1)], site))
        elif mode == REPEAT:
            self.dates = self._repeat(data, site)
        return data

    @property
    def first_choices(self) -> list[dt.date]:
        """The dates asked for, without those that would also do. Call it on a valid form only."""
        return self.dates[:1] if self.cleaned_data["mode"] == ONE else self.dates

    def refuse_taken(self, site: Site, dates: set[dt.date]) -> None:
        """Say at their fields that the site has a day on these dates already."""
        for name in [name for name in self.fields if name.startswith(("date_1", "several_"))]:
            date = self.cleaned_data.get(name)
            if date in dates:
                self.add_error(name, f"{site.label} has a day on {day(date)} already.")
        if self.cleaned_data["mode"] == REPEAT:
            said = ", ".join(day(date) for date in sorted(dates))
            self.add_error("repeat_from", f"{site.label} has a day on {said} already.")

    def _forget_errors_of_other_modes(self, mode: str | None) -> None:
        """A slip in a part that is not shown must not hold up the request."""
        parts = {ONE: "date_", MANY: "several_", REPEAT: "repeat_"}
        for other, prefix in parts.items():
            if mode in parts and other != mode:
                for name in [name for name in self.errors if name.startswith(prefix)]:
                    del self.errors[name]

    def _repeat(self, data: dict[str, Any], site: Site | None) -> list[dt.date]:
        first, last = data.get("repeat_from"), data.get("repeat_until")
        for name, value in (("repeat_from", first), ("repeat_until", last)):
            if value is None and name not in self.errors:
                self.add_error(name, "Choose a date.")
        if first is None or last is None or not self.is_ahead("repeat_from", first, site):
            return []
        if not self.is_ahead("repeat_until", last, site):
            return []
        if last < first:
            self.add_error("repeat_until", f"Until lies before From: {day(last)} is earlier than {day(first)}.")
            return []
        weekday = data.get("repeat_weekday") or 0
        start = first + dt.timedelta(days=(weekday - first.weekday()) % 7)
        step = dt.timedelta(weeks=data.get("repeat_weeks") or 1)
        dates: list[dt.date] = []
        while start <= last and len(dates) <= MOST_REPEATS:
            dates.append(start)
            start += step
        if not dates:
            self.add_error("repeat_until", f"There is no {DAYS_LONG[weekday]} between {day(first)} and {day(last)}.")
        elif len(dates) > MOST_REPEATS:
            self.add_error("repeat_until", f"These are more than {MOST_REPEATS} days. Choose an earlier end.")
            return []
        return dates


class EditRequestForm(WantedDatesMixin, DetailsForm):
    """A day that is still requested: everything, the wanted dates too. `dates` after validation."""

    site = SiteChoiceField(label="Site")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, sites: list[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        if isinstance(field, SiteChoiceField):
            field.offer(sites)
        self.add_wanted_dates()
        self.order_fields(["site", *(f"date_{number}" for number in range(1, len(RANKS) + 1))])
        self.dates: list[dt.date] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.dates = self.take_dates([f"date_{number}" for number in range(1, 5)], data.get("site"))
        return data

    def edit(self) -> Edit:
        """The day as it should be, on its best date. Call it on a valid form only."""
        return Edit(site=self.cleaned_data["site"], date=self.dates[0], details=self.details())


class EditDayForm(BesideForm, DetailsForm):
    """A day that is planned or confirmed, with its one date."""

    site = SiteChoiceField(label="Site")
    date = DayField(label="Date", error_messages={"required": "Choose a date."})
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, sites: list[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        if isinstance(field, SiteChoiceField):
            field.offer(sites)
        self.order_fields(["site", "date"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        site, date = data.get("site"), data.get("date")
        if site and date:
            try:
                check_date(date, site.time_zone)
            except RuleBroken as refusal:
                self.add_error("date", refusal.message)
        return data

    def edit(self) -> Edit:
        """The day as it should be. Call it on a valid form only."""
        return Edit(site=self.cleaned_data["site"], date=self.cleaned_data["date"], details=self.details())


class ReasonForm(forms.Form):
    """Why, in a few words."""

    reason = WordsField(
        label="Reason",
        max_length=500,
        rows=2,
        help_text="No patient names.",
        error_messages={"required": "Say why, in a few words."},
    )


class WhyNotForm(forms.Form):
    """Why a proposed date does not suit; asked, and not insisted on."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Keep the reason under 500 characters."},
    )


class AnswerForm(forms.Form):
    """Whether a proposed date suits."""

    answer = forms.ChoiceField(choices=[("accept", "Accept"), ("decline", "Decline")])


class DayFilterForm(forms.Form):
    """The filter of the list of case days, kept in the address."""

    when = forms.ChoiceField(choices=[("coming", "Coming"), ("past", "Past")], required=False)
    status = forms.ChoiceField(choices=[("", "Every status"), *Status.choices], required=False, label="Status")
    site = forms.ModelChoiceField(queryset=Site.objects.none(), required=False, empty_label="Every site", label="Site")
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, sites: list[Site], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
            field.choices = [("", "Every site"), *((site.pk, site.label) for site in sites)]


def initial_dates(case_day: CaseDay) -> dict[str, Any]:
    """The wanted dates of a request, as a form starts with them."""
    return {f"date_{wanted.rank + 1}": wanted.date for wanted in case_day.wanted_dates.all()}


class VersionForm(forms.Form):
    """Which version of the day was on the page."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def read(self) -> int | None:
        """The version that was sent, None when none was or it is no number."""
        return self.cleaned_data["version"] if self.is_valid() else None
