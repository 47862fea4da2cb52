"""Clinicians, their credentials, and what teams need."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.filters import StandingFilter
from accounts.enums import ProviderType
from accounts.models import Clinician, Credential, CredentialKind, RequiredCredential, Skill, User
from accounts.resources import ClinicianResource, CredentialResource
from accounts.services import save_clinician, save_credential, verify_credentials
from accounts.services.credentials import check
from accounts.services.people import refuse_new_provider_type
from scheduling_portal.core import admin_words
from scheduling_portal.core.admin import ExportingAdmin, PolicyAdmin, RecordAdmin, RecordInline
from scheduling_portal.core.admin_asking import Switched
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.generic import ModelForm
from scheduling_portal.core.http import refuse_in_form
from scheduling_portal.core.wording import counted


class CredentialForm(ModelForm[Credential]):
    """A credential that can be one."""

    class Meta:
        model = Credential
        fields = ["clinician", "kind", "state", "number", "issued_on", "expires_on"]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook after the instance is filled
        if self.is_bound and not self.errors:
            try:
                check(self.instance)
            except DomainError as error:
                refuse_in_form(self, error)


class CredentialInline(RecordInline[Credential, Clinician]):
    """The credentials inside the clinician's page."""

    model = Credential
    form = CredentialForm
    fields = ["kind", "state", "number", "issued_on", "expires_on", "verified_at"]
    readonly_fields = ["verified_at"]


class ClinicianForm(ModelForm[Clinician]):
    """A clinician whose provider type fits the days they were on."""

    class Meta:
        model = Clinician
        fields = [
            "user", "provider_type", "home_zip", "max_days_per_week", "max_days_per_period", "max_miles",
            "skills", "active",
        ]  # fmt: skip
        widgets = {"skills": forms.CheckboxSelectMultiple}

    def clean_provider_type(self) -> str:
        """Refused at the field once they have been on a day."""
        value = str(self.cleaned_data["provider_type"])
        if self.instance.pk and value != self.initial.get("provider_type"):
            try:
                refuse_new_provider_type(self.instance)
            except DomainError as error:
                raise forms.ValidationError(error.message) from error
        return value


@admin.register(Clinician)
class ClinicianAdmin(Switched, ExportingAdmin[Clinician]):
    """Clinicians with their credentials."""

    form = ClinicianForm
    thing = ("clinician", "clinicians")
    actions = ["turn_off", "turn_on"]
    fieldsets = [
        (None, {"fields": ["user", "provider_type", "active"]}),
        ("Where and how much", {"fields": ["home_zip", "max_miles", "max_days_per_week", "max_days_per_period"]}),
        ("Skills", {"fields": ["skills"]}),
    ]
    resource_classes = [ClinicianResource]
    inlines = [CredentialInline]
    list_display = ["user", "provider_type", "home_zip", "max_days_per_week", "max_days_per_period", "active"]
    list_filter = ["provider_type", "active", "skills"]
    list_select_related = ["user"]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    autocomplete_fields = ["user"]

    def get_readonly_fields(self, request: HttpRequest, obj: Clinician | None = None) -> Any:
        """A clinician stays the same person."""
        return [*super().get_readonly_fields(request, obj), *(["user"] if obj is not None else [])]

    def follows(self, rows: Sequence[Clinician]) -> list[str]:
        """The clinician portal, new days, and the days they are on."""
        return ["They get no new case days, and no longer see the clinician portal.", *super().follows(rows)]

    def switch_one(self, row: Clinician, *, on: bool, actor: Any) -> None:
        """Through the service, so that their coming days are checked again."""
        row.active = on
        save_clinician(clinician=row, actor=actor)

    def save_model(self, request: HttpRequest, obj: Clinician, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the service, so that their coming days are checked again."""
        save_clinician(clinician=obj, actor=cast("User", request.user), skills=list(form.cleaned_data["skills"]))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Credentials through their service, for the same reason."""
        for credential in formset.save(commit=False):
            save_credential(credential=credential, actor=cast("User", request.user))


VERIFIED = admin_words.filled("papers seen", empty="Not verified", full="Verified")


@admin.register(Credential)
class CredentialAdmin(ExportingAdmin[Credential]):
    """All credentials, by when they end."""

    form = CredentialForm
    resource_classes = [CredentialResource]
    list_display = ["clinician", "kind", "state", "number", "issued_on", "expires_on", "verified_at"]
    list_display_links = ["clinician", "kind"]
    list_filter = [StandingFilter, "kind", "state", ("verified_at", VERIFIED)]
    list_select_related = ["clinician__user", "kind"]
    search_fields = ["clinician__user__first_name", "clinician__user__last_name", "number"]
    autocomplete_fields = ["clinician"]
    readonly_fields = ["verified_at", "verified_by"]
    date_hierarchy = "expires_on"
    ordering = ["expires_on", "pk"]
    actions = ["mark_verified"]

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[str]:
        """A credential stays with its clinician."""
        return [*self.readonly_fields, *(["clinician"] if obj is not None else [])]

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the service, so that the clinician's coming days are checked again."""
        save_credential(credential=obj, actor=cast("User", request.user))

    @admin.action(description="Mark as verified: the papers were seen")
    def mark_verified(self, request: HttpRequest, queryset: QuerySet[Credential]) -> None:
        chosen = queryset.count()
        count = verify_credentials(credentials=queryset, actor=cast("User", request.user))
        if count:
            self.message_user(request, f"{counted(count, 'credential')} marked as verified.", messages.SUCCESS)
        if count < chosen:
            self.message_user(request, f"Left as they were: {chosen - count}, verified before.", messages.INFO)


class SkillForm(ModelForm[Skill]):
    """A skill and who of the team must have it."""

    provider_types = forms.MultipleChoiceField(
        choices=ProviderType.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Who of the team must have it.",
    )

    class Meta:
        model = Skill
        fields = ["name", "provider_types", "asked_by_children"]


@admin.register(Skill)
class SkillAdmin(RecordAdmin[Skill]):
    """What a day can ask of its team."""

    form = SkillForm
    list_display = ["name", "who", "asked_by_children"]
    search_fields = ["name"]

    @admin.display(description="who must have it")
    def who(self, skill: Skill) -> str:
        """Labels instead of values."""
        return ", ".join(ProviderType(value).label for value in skill.provider_types)


@admin.register(CredentialKind)
class CredentialKindAdmin(RecordAdmin[CredentialKind]):
    """Kinds of credentials."""

    list_display = ["name", "by_state"]
    search_fields = ["name"]


@admin.register(RequiredCredential)
class RequiredCredentialAdmin(PolicyAdmin[RequiredCredential]):
    """The required set. Teams are checked against it at every assignment, confirmation and change from then on."""

    list_display = ["provider_type", "kind", "state", "children_only"]
    list_display_links = ["provider_type", "kind"]
    list_filter = ["provider_type", "kind", "children_only"]
    list_select_related = ["kind"]
