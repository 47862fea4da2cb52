"""What a manager fills in about the matcher: what it shall do, what of its proposal to look at, other weights."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.enums import SLOT_ORDER, ProviderType
from casedays.forms.board import PageForm
from casedays.matching.scope import Moves, Scope
from casedays.matching.scoring import Weights
from casedays.models import ScoringWeights
from casedays.selectors.proposal.asking import Offered
from casedays.selectors.proposal.review import GROUPS
from scheduling_portal.core.formfields import DayField, IdField
from scheduling_portal.core.generic import ModelForm
from scheduling_portal.core.states import STATE_CHOICES

MOVES = [
    (Moves.NOTHING.value, "Nobody: only open slots are filled"),
    (Moves.HELD.value, "People who are held and not told yet"),
    (Moves.ASKED.value, "People who are held, or asked and not answered yet"),
]


class Choices(forms.MultipleChoiceField):
    """Several of a list, none by default."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), f"{label}: choose from the list."),
            **options,
        )


class ScopeForm(forms.Form):
    """What a run is about."""

    first = DayField(label="First date", error_messages={"required": "Enter the first date."})
    last = DayField(label="Last date", error_messages={"required": "Enter the last date."})
    moves = forms.ChoiceField(
        label="Who may be moved",
        choices=MOVES,
        widget=forms.RadioSelect(attrs={"data-reveal": "moves"}),
        initial=Moves.NOTHING.value,
        error_messages={
            "required": "Choose who may be moved.",
            "invalid_choice": "Choose who may be moved from the list.",
        },
        help_text="Who accepted always stays, and so does whom you put there by an override.",
    )
    stable = forms.BooleanField(
        label="Move as few people as possible",
        required=False,
        initial=True,
        help_text="Off: everybody who may be moved is, wherever that lowers the cost.",
    )
    types = Choices("Provider types", choices=ProviderType.choices, help_text="None chosen: all three.")
    states = Choices("Regions", help_text="None chosen: all.")
    days = Choices("Only these days", help_text="None chosen: all days of these dates.")
    requests = Choices(
        "Try requests as if accepted",
        help_text="On the best of their dates on which a team is possible. Nothing is accepted by this.",
    )

    def __init__(self, data: Any = None, *, offered: Offered, **options: Any) -> None:
        super().__init__(data, **options)
        self._offer("states", offered.states, STATE_CHOICES)
        self._offer("requests", offered.requests)
        self._offer("days", offered.days)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]], known: Sequence[tuple[str, str]] = ()) -> None:
        """The choices to show; without any, the field is not shown, and only what is `known` is taken."""
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(choices)
        if not choices and not known:
            del self.fields[name]

    def scope(self) -> Scope:
        """What was asked for; of a valid form."""
        data = self.cleaned_data
        types = tuple(slot.value for slot in SLOT_ORDER if slot.value in data["types"])
        return Scope(
            first=data["first"],
            last=data["last"],
            states=tuple(data.get("states", ())),
            types=() if len(types) == len(SLOT_ORDER) else types,
            days=tuple(int(pk) for pk in data.get("days", ())),
            requests=tuple(int(pk) for pk in data.get("requests", ())),
            moves=Moves(data["moves"]),
            stable=data["stable"],
        )


class ReviewForm(PageForm):
    """Which part of a proposal is shown. What cannot be read narrows nothing."""

    view = forms.ChoiceField(required=False, choices=[("", "By day"), ("people", "By clinician")])
    show = forms.ChoiceField(required=False, choices=GROUPS)

    @property
    def by_people(self) -> bool:
        """Whether it is shown by clinician."""
        self.is_valid()
        return self.cleaned_data.get("view") == "people"

    @property
    def group(self) -> str:
        """The group of days that is shown; empty for all."""
        self.is_valid()
        return self.cleaned_data.get("show") or ""


class WhyForm(forms.Form):
    """Which slot is asked about, and in which proposal."""

    slot = forms.ChoiceField(required=False, choices=[("", ""), *ProviderType.choices])
    run = IdField()

    @property
    def chosen(self) -> tuple[ProviderType, int | None]:
        """The slot, the first when none is named, and the id of the run."""
        self.is_valid()
        value = self.cleaned_data.get("slot")
        return ProviderType(value) if value else SLOT_ORDER[0], self.cleaned_data.get("run")


class WeightsForm(ModelForm[ScoringWeights]):
    """Other weights to try. Those in force stay as they are: this form is never saved."""

    class Meta:
        model = ScoringWeights
        fields = tuple(Weights.__dataclass_fields__)

    def __init__(self, data: Any = None, *, weights: Weights) -> None:
        super().__init__(data, instance=ScoringWeights(pk=1, **asdict(weights)))

    def changed(self, weights: Weights) -> dict[str, int]:
        """Those that differ from these; of a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value != getattr(weights, name)}


def first_scope(first: dt.date, last: dt.date | None, today: dt.date) -> dict[str, dt.date]:
    """The dates that the form starts with: those of the period that are still to come."""
    begin = max(first, today)
    end = last if last is not None else begin + dt.timedelta(weeks=4, days=-1)
    return {"first": min(begin, end), "last": end}


def chosen_clinicians(data: QueryDict) -> list[int]:
    """Ids of the clinicians of a suggested team, without repeats; what is no id is passed over."""
    field, found = IdField(), []
    for value in data.getlist("clinician")[: len(SLOT_ORDER)]:
        try:
            found.append(field.clean(value))
        except ValidationError:
            continue
    return [pk for pk in dict.fromkeys(found) if pk]
