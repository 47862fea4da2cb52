"""Where lists of managers stand, from their address: period, filters, page, chosen days."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.enums import ProviderType
from casedays.selectors.board import Filters
from casedays.states import Status
from scheduling_portal.core.formfields import IdField
from scheduling_portal.core.states import STATE_CHOICES

#: The chips of the board, in order: what the address says, the word, the icon.
CHIPS: tuple[tuple[str, str, str], ...] = (
    ("", "All", ""),
    ("needs", "Needs me", "inbox"),
    (Status.REQUESTED.value, "Requested", "calendar-plus"),
    (Status.PLANNED.value, "Planned", "calendar-clock"),
    (Status.CONFIRMED.value, "Confirmed", "calendar-check-2"),
    ("risk", "At risk or conflict", "triangle-alert"),
    ("team", "Without a full team", "users"),
    (Status.COMPLETED.value, "Completed", "calendar-fold"),
    ("over", "Cancelled or rejected", "calendar-off"),
)
MOST_AT_ONCE = 200


class PageForm(forms.Form):
    """A page of a list, from the address."""

    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    @property
    def number(self) -> int:
        """The page asked for; the first when it is none."""
        self.is_valid()
        return self.cleaned_data.get("page") or 1


class HomeForm(forms.Form):
    """Which period's coverage the first screen shows."""

    coverage = IdField()

    @property
    def chosen_period(self) -> int | None:
        """The period asked for."""
        self.is_valid()
        return self.cleaned_data.get("coverage")


class BoardForm(PageForm):
    """Where the board stands, from the address. What cannot be read narrows nothing."""

    period = forms.CharField(required=False, max_length=20)
    status = forms.ChoiceField(required=False, choices=[(value, word) for value, word, _ in CHIPS])
    site = IdField()
    state = forms.ChoiceField(required=False, choices=[("", ""), *STATE_CHOICES])
    clinician = IdField()
    past = forms.BooleanField(required=False)

    def filters(self) -> Filters:
        """What narrows the board."""
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            status=data.get("status") or "",
            site=data.get("site"),
            state=data.get("state") or "",
            clinician=data.get("clinician"),
            past=bool(data.get("past")),
        )

    @property
    def period_key(self) -> str:
        """The period named in the address."""
        self.is_valid()
        return self.cleaned_data.get("period") or ""


class DayPageForm(forms.Form):
    """What the page of a day shows: the chosen slot, only steps with messages, or every candidate."""

    slot = forms.ChoiceField(required=False, choices=[("", ""), *ProviderType.choices])
    show = forms.ChoiceField(required=False, choices=[(one, one) for one in ("", "messages", "candidates")])

    @property
    def chosen_slot(self) -> ProviderType | None:
        """The slot that is open for choosing."""
        self.is_valid()
        value = self.cleaned_data.get("slot")
        return ProviderType(value) if value else None

    @property
    def shown(self) -> str:
        """Of what only a part, or all, is shown: "messages", "candidates", or nothing."""
        self.is_valid()
        return self.cleaned_data.get("show") or ""


def chosen_days(data: QueryDict) -> list[int]:
    """The ids of the days chosen on the board, without repeats; what is no id is passed over."""
    field, found = IdField(), []
    for value in data.getlist("day")[:MOST_AT_ONCE]:
        try:
            found.append(field.clean(value))
        except ValidationError:
            continue
    return [pk for pk in dict.fromkeys(found) if pk]
