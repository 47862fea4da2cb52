"""The administration of practices. Patients are not in it: they belong to the practice and its care teams."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.fields import Field

from accounts.models import User
from practices.models import ClinicianPreference, Membership, Practice, Site
from practices.selectors import without_people
from practices.services.preferences import remove_preference, save_preference
from practices.services.switching import turn_practice, turn_site
from scheduling_portal.core import happenings
from scheduling_portal.core.admin import ExportingAdmin, PolicyAdmin, RecordInline, SafeResource
from scheduling_portal.core.admin_asking import Switched
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.wording import counted, phone


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


class StaffedFilter(admin.SimpleListFilter):
    """By whether anybody can act for the practice."""

    title = "people"
    parameter_name = "people"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Nobody yet"), ("some", "Somebody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Practice]) -> QuerySet[Practice]:
        nobody = without_people().values("pk")
        if self.value() == "none":
            return queryset.filter(pk__in=nobody)
        return queryset.exclude(pk__in=nobody) if self.value() == "some" else queryset


class SiteInline(RecordInline[Site, Practice]):
    """The practice's addresses."""

    model = Site
    fields = ["name", "street", "city", "state", "zip_code", "time_zone", "active"]
    readonly_fields = ["active"]


class MembershipInline(RecordInline[Membership, Practice]):
    """Who acts for the practice."""

    model = Membership
    fields = ["user", "title"]
    autocomplete_fields = ["user"]


@admin.register(Practice)
class PracticeAdmin(Switched, ExportingAdmin[Practice]):
    """Practices with their sites and people."""

    thing = ("practice", "practices")
    actions = ["turn_off", "turn_on"]
    resource_classes = [PracticeResource]
    inlines = [SiteInline, MembershipInline]
    list_display = ["name", "phone", "active", "created_at"]
    list_filter = ["active", StaffedFilter]
    search_fields = ["name"]

    def follows(self, rows: Sequence[Practice]) -> list[str]:
        """Its portal, and its coming days."""
        staff = User.objects.filter(memberships__practice__in=rows, is_active=True).distinct().count()
        people = f"{counted(staff, 'person', 'people')} of it no longer" if staff else "Nobody"
        return [f"{people} can open it, ask for days or book patients.", *super().follows(rows)]

    def switch_one(self, row: Practice, *, on: bool, actor: Any) -> None:
        """Through the service, which writes it down."""
        turn_practice(practice=row, on=on, actor_id=actor.pk)


@admin.register(Site)
class SiteAdmin(Switched, ExportingAdmin[Site]):
    """Sites with everything about them."""

    thing = ("site", "sites")
    actions = ["turn_off", "turn_on"]
    fieldsets = [
        (None, {"fields": ["practice", "name", "active"]}),
        ("Where", {"fields": ["street", ("city", "state", "zip_code"), "time_zone"]}),
        ("For the team", {"fields": ["arrival_minutes_before", "contact_name", "contact_phone", "notes"]}),
        ("Permit", {"fields": ["permit_number", "permit_expires_on"]}),
    ]
    resource_classes = [SiteResource]
    list_display = ["name", "practice", "city", "state", "time_zone", "active"]
    list_display_links = ["name", "practice"]
    list_filter = ["state", "time_zone", "active"]
    list_select_related = ["practice"]
    search_fields = ["name", "practice__name", "city"]
    autocomplete_fields = ["practice"]

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> Any:
        """A site stays with its practice: its case days and patients do."""
        return [*super().get_readonly_fields(request, obj), *(["practice"] if obj is not None else [])]

    def follows(self, rows: Sequence[Site]) -> list[str]:
        """New requests, and its coming days."""
        return ["No new case day can be asked for or made there.", *super().follows(rows)]

    def switch_one(self, row: Site, *, on: bool, actor: Any) -> None:
        """Through the service, which writes it down."""
        turn_site(site=row, on=on, actor_id=actor.pk)


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


def _turned(entries: Sequence[TimelineEntry]) -> Mapping[int, str]:
    """What of a practice was turned which way."""
    sites = Site.objects.in_bulk([e.details["site_id"] for e in entries if e.details.get("site_id")])
    words = {}
    for entry in entries:
        if entry.kind == "turned":
            site = sites.get(entry.details.get("site_id") or 0)
            word = "turned on again" if entry.details["on"] else "turned off"
            words[entry.pk] = f"Site {site.name} {word}" if site else word.capitalize()
    return words


happenings.register(
    "practice",
    happenings.Topic(
        "Practice", {"preference_changed": "Changed whom it wants to be sent"}, Practice.objects.in_bulk, _turned
    ),
)
happenings.register(
    "patient",
    happenings.Topic("Patient record", {"patient_added": "Patient added", "patient_updated": "Patient changed"}),
)
