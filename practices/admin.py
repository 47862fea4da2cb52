"""The administration of practices. Patients are not in it: they belong to the practice and its care teams."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.fields import Field

from practices.models import ClinicianPreference, Membership, Practice, Site
from practices.services.preferences import remove_preference, save_preference
from scheduling_portal.core.admin import ExportingAdmin, PolicyAdmin, RecordInline, SafeResource
from scheduling_portal.core.wording import phone


class PracticeResource(SafeResource):
    """Practices as a table."""

    class Meta:
        model = Practice
        fields = ["name", "phone", "active"]
        export_order = fields

    def dehydrate_phone(self, practice: Practice) -> str:
        """As written on a card: a leading plus would make it a formula."""
        return phone(practice.phone)


class SiteResource(SafeResource):
    """Sites by the practice's name."""

    practice = Field(attribute="practice__name", column_name="practice")

    class Meta:
        model = Site
        fields = [
            "practice", "name", "street", "city", "state", "zip_code", "time_zone", "arrival_minutes_before",
            "contact_name", "contact_phone", "permit_number", "permit_expires_on", "active",
        ]  # fmt: skip
        export_order = fields

    def dehydrate_contact_phone(self, site: Site) -> str:
        """As written on a card."""
        return phone(site.contact_phone)

    def get_queryset(self) -> Any:
        """All, with their practice."""
        return super().get_queryset().select_related("practice")


class SiteInline(RecordInline[Site, Practice]):
    """The practice's addresses."""

    model = Site
    fields = ["name", "street", "city", "state", "zip_code", "time_zone", "active"]


class MembershipInline(RecordInline[Membership, Practice]):
    """Who acts for the practice."""

    model = Membership
    fields = ["user", "title"]
    autocomplete_fields = ["user"]


@admin.register(Practice)
class PracticeAdmin(ExportingAdmin[Practice]):
    """Practices with their sites and people."""

    resource_classes = [PracticeResource]
    inlines = [SiteInline, MembershipInline]
    list_display = ["name", "phone", "active", "created_at"]
    list_filter = ["active"]
    search_fields = ["name"]


@admin.register(Site)
class SiteAdmin(ExportingAdmin[Site]):
    """Sites with everything about them."""

    resource_classes = [SiteResource]
    list_display = ["name", "practice", "city", "state", "time_zone", "active"]
    list_display_links = ["name", "practice"]
    list_filter = ["state", "time_zone", "active"]
    list_select_related = ["practice"]
    search_fields = ["name", "practice__name", "city"]
    autocomplete_fields = ["practice"]

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> list[str]:
        """A site stays with its practice: its case days and patients do."""
        return ["practice"] if obj is not None else []


@admin.register(Membership)
class MembershipAdmin(PolicyAdmin[Membership]):
    """Who acts for which practice. Taking a row out ends that person's access at once."""

    list_display = ["user", "practice", "title", "created_at"]
    list_filter = ["practice"]
    list_select_related = ["user", "practice"]
    search_fields = ["user__first_name", "user__last_name", "user__email", "practice__name"]
    autocomplete_fields = ["user", "practice"]


@admin.register(ClinicianPreference)
class ClinicianPreferenceAdmin(PolicyAdmin[ClinicianPreference]):
    """Whom practices prefer and whom they asked not to be sent."""

    list_display = ["practice", "clinician", "preference", "reason"]
    list_display_links = ["practice", "clinician"]
    list_filter = ["preference"]
    list_select_related = ["practice", "clinician__user"]
    search_fields = ["practice__name", "clinician__user__first_name", "clinician__user__last_name"]
    autocomplete_fields = ["practice", "clinician"]

    def save_model(self, request: HttpRequest, obj: ClinicianPreference, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the service, so that the days they are on together are checked again."""
        save_preference(preference=obj, actor_id=request.user.pk)

    def delete_model(self, request: HttpRequest, obj: ClinicianPreference) -> None:
        """Through the service as well."""
        remove_preference(preference=obj, actor_id=request.user.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ClinicianPreference]) -> None:
        """Through the service, one by one."""
        for preference in queryset:
            remove_preference(preference=preference, actor_id=request.user.pk)
