"""A new day that starts from what an earlier one asked."""

from typing import Any

from django import forms

from casedays.forms.details import initial_of
from casedays.models import CaseDay
from scheduling_portal.core import clock
from scheduling_portal.core.formfields import IdField


class LikeForm(forms.Form):
    """Which day a new one is to be like, from the address; what is no id is no day."""

    like = IdField()

    @property
    def day_id(self) -> int | None:
        """The id of that day."""
        self.is_valid()
        return self.cleaned_data.get("like")


def initial_like(case_day: CaseDay) -> dict[str, Any]:
    """What the form of a new day starts with to be like this one; without the date when that has passed at the site."""
    initial = initial_of(case_day)
    if case_day.date < clock.today_in(case_day.site.time_zone):
        del initial["date"]
    return initial
