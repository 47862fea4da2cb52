"""What a manager looks for, in one line: a name, a date, or the number of a case day."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from casedays.selectors.find import Wanted
from scheduling_portal.core.formfields import DATE_FORMATS, DayField
from scheduling_portal.core.http import MAX_BIGINT

LONGEST = 100
#: Dates as they are typed with a year, and those without one; a weekday in front is left out.
WITH_YEAR = [*DATE_FORMATS, "%B %d %Y", "%b %d %Y"]
WITHOUT_YEAR = ["%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%m/%d %Y"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


class FindForm(forms.Form):
    """What to look for, from the address."""

    q = forms.CharField(
        label="Practice, site, clinician or date",
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Look for at most {LONGEST} characters: one name or one date is enough."},
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Bell Dental, Ortega or Thu 11 Mar"}),
    )

    def wanted(self, today: dt.date) -> Wanted:
        """What was typed, read on `today`; nothing where it is empty or cannot be read."""
        self.is_valid()
        text = " ".join((self.cleaned_data.get("q") or "").split())
        date = date_in(text, today)
        number = int(text.lstrip("#")) if text.lstrip("#").isdecimal() else None
        return Wanted(
            words=() if date else tuple(text.split()),
            date=date,
            number=number if number and number <= MAX_BIGINT else None,
        )


def date_in(text: str, today: dt.date) -> dt.date | None:
    """The date that somebody typed: "Thu 11 Mar", "March 11", "3/11/2027", "tomorrow"; None when it is no date.

    Without a year it is the one nearest to `today`.
    """
    typed = " ".join(text.replace(",", " ").split())
    if typed.lower() in NEAR:
        return today + dt.timedelta(days=NEAR[typed.lower()])
    first, _, rest = typed.partition(" ")
    if rest and len(first) > 2 and first.lower().rstrip(".").startswith(WEEKDAYS):
        typed = rest
    if found := _read(typed, WITH_YEAR):
        return found
    around = (_read(f"{typed} {today.year + years}", WITHOUT_YEAR) for years in (-1, 0, 1))
    return min(filter(None, around), key=lambda date: abs((date - today).days), default=None)


def _read(text: str, formats: list[str]) -> dt.date | None:
    try:
        found: dt.date | None = DayField(input_formats=formats, required=False).clean(text)
    except ValidationError:
        return None
    return found
