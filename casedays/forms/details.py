"""The fields that describe a case day, shared by requesting, editing and making one."""

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from phonenumber_field.formfields import PhoneNumberField

from accounts.models import Skill
from casedays.details import CaseDayDetails, end_before_first
from casedays.models import CaseDay
from practices.models import Site
from scheduling_portal.core.formfields import NO_PHONE, ClockField, PhoneInput, WordsField
from scheduling_portal.core.layouts import beside, fields_helper, row, section, short

if TYPE_CHECKING:
    SiteField = forms.ModelChoiceField[Site]
    SkillField = forms.ModelMultipleChoiceField[Skill]
else:
    SiteField = forms.ModelChoiceField
    SkillField = forms.ModelMultipleChoiceField

YES_NO = [("yes", "Yes"), ("no", "No")]


#: More sites than this are offered by practice, or by city.
UNGROUPED = 8


class SiteChoiceField(SiteField):
    """A site by name and street; with the practice in front when the person has several practices."""

    def __init__(self, **options: Any) -> None:
        self.with_practice = False
        options.setdefault("queryset", Site.objects.none())
        options.setdefault("empty_label", None)
        options.setdefault(
            "error_messages", {"required": "Choose a site.", "invalid_choice": "Choose one of the sites."}
        )
        super().__init__(**options)

    def offer(self, sites: list[Site]) -> None:
        """Offer these sites, which the person may use. They must be active and have their practice at hand."""
        self.with_practice = len({site.practice_id for site in sites}) > 1
        self.queryset = Site.objects.filter(pk__in=[site.pk for site in sites]).select_related("practice")
        if len(sites) > 1:
            self.empty_label = "Choose a site"
        options: list[Any] = [(site.pk, self.label_from_instance(site)) for site in sites]
        if len(sites) > UNGROUPED:
            options = self._grouped(sites)
        self.choices = [("", "Choose a site"), *options] if len(sites) > 1 else options

    def _grouped(self, sites: list[Site]) -> list[Any]:
        """Options under the name of their practice, or of their city where there is one practice."""
        groups: dict[str, list[tuple[int, str]]] = {}
        for site in sorted(sites, key=lambda site: (site.name, site.pk)):
            group = site.practice.name if self.with_practice else f"{site.city} {site.state}"
            groups.setdefault(group, []).append((site.pk, self.label_from_instance(site)))
        return sorted(groups.items())

    def label_from_instance(self, obj: Any) -> str:
        name = f"{obj.label}, {obj.street}"
        return f"{obj.practice.name}: {name}" if self.with_practice else name


class SkillChoiceField(SkillField):
    """Skills as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)[:1].upper() + str(obj.name)[1:]


class DetailsForm(forms.Form):
    """What a case day needs, without its site and date. `details()` gives it to the services."""

    first_case_time = ClockField(label="First case", error_messages={"required": "Enter the first case's time."})
    expected_end = ClockField(label="Expected end", error_messages={"required": "Enter the expected end."})
    expected_patients = forms.IntegerField(
        label="Patients expected",
        min_value=1,
        max_value=60,
        error_messages={
            "required": "Enter how many patients you expect.",
            "min_value": "Expect at least 1 patient.",
            "max_value": "One day holds at most 60 patients.",
        },
    )
    children = forms.ChoiceField(
        label="Will any patient be a child?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether any patient will be a child."},
    )
    skills = SkillChoiceField(label="Skills the team needs", queryset=Skill.objects.all(), required=False)
    contact_name = WordsField(label="Contact on the day", max_length=120, required=False)
    contact_phone = PhoneNumberField(
        label="Contact's phone",
        required=False,
        widget=PhoneInput,
        error_messages={"invalid": NO_PHONE},
    )
    parking = WordsField(label="Parking and door code", max_length=200, required=False)
    notes = WordsField(
        label="Notes for the team",
        help_text="Equipment, rooms, what to expect. No patient names.",
        max_length=2000,
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, child_age: int = 13, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["children"].label = f"Will any patient be under {child_age}?"
        self.fields["skills"].help_text = "What children need is always added when children come."

    @property
    def details_helper(self) -> FormHelper:
        """The layout of these fields, on whatever form they stand."""
        return fields_helper(
            row("first_case_time", "expected_end"),
            short("expected_patients"),
            section(beside("children"), "skills"),
            section(row("contact_name", "contact_phone"), "parking", "notes"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, end = data.get("first_case_time"), data.get("expected_end")
        if first and end and end <= first:
            self.add_error("expected_end", end_before_first(first, end))
        return data

    def details(self) -> CaseDayDetails:
        """What was entered, as the services take it. Call it on a valid form only."""
        data = self.cleaned_data
        return CaseDayDetails(
            first_case_time=data["first_case_time"],
            expected_end=data["expected_end"],
            expected_patients=data["expected_patients"],
            children=data["children"] == "yes",
            skills=list(data["skills"]),
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"].as_e164 if data["contact_phone"] else "",
            parking=data["parking"],
            notes=data["notes"],
        )


def initial_of(case_day: CaseDay) -> dict[str, Any]:
    """What a form starts with for an existing day."""
    return {
        "site": case_day.site_id,
        "date": case_day.date,
        "first_case_time": case_day.first_case_time,
        "expected_end": case_day.expected_end,
        "expected_patients": case_day.expected_patients,
        "children": "yes" if case_day.children else "no",
        "skills": list(case_day.skills.all()),
        "contact_name": case_day.contact_name,
        "contact_phone": case_day.contact_phone,
        "parking": case_day.parking,
        "notes": case_day.notes,
    }
