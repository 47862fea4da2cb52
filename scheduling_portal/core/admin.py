"""What every page of the administration has in common: who may, nothing is deleted, lists leave as safe tables."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from import_export.admin import ExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm
from import_export.resources import ModelResource

from scheduling_portal.core.generic import ModelAdmin, TabularInline
from scheduling_portal.core.models import Rules, TimelineEntry
from scheduling_portal.core.tables import safe_cell

M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Model)

if TYPE_CHECKING:
    _Exporting = ModelAdmin
else:

    class _Exporting(ExportMixin, ModelAdmin):
        """import-export's list with its export button."""


def is_administrator(request: HttpRequest) -> bool:
    """Whether the person behind the request may open the administration at all; there are no finer rights."""
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


class CarefulAutocomplete(AutocompleteSelect):
    """Django's own, which fails when a refused form is shown again with a choice that is no id."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """The chosen row, if it can be one."""
        possible = [v for v in value if re.fullmatch(r"[0-9]{1,18}", str(v))]
        return super().optgroups(name, possible, attr)


class _AdministratorsOnly:
    """The one right there is, in the shape that Django's admin asks for it. Nothing is ever deleted."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", CarefulAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordAdmin(_AdministratorsOnly, ModelAdmin[M]):
    """Records that administrators add and change, and never delete."""

    list_per_page = 50
    show_full_result_count = False


class ExportingAdmin(_AdministratorsOnly, _Exporting[M]):
    """The same, with the list as CSV or Excel."""

    list_per_page = 50
    show_full_result_count = False
    formats = [base_formats.CSV, base_formats.XLSX]
    export_form_class = ExportForm
    resource_classes: list[type[ModelResource]] = []


class RecordInline(_AdministratorsOnly, TabularInline[M, P]):
    """Rows inside the page of what they belong to; never deleted."""

    extra = 0
    can_delete = False
    show_change_link = True


class PolicyAdmin(RecordAdmin[M]):
    """Rows of a table that decides things: an administrator may also take one out. Admin's log keeps what it said."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)


class ReadOnlyAdmin(RecordAdmin[M]):
    """Records that are written by the product alone."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OnlyRowAdmin(RecordAdmin[M]):
    """A model with exactly one row: its list leads straight there."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """The stored row, else the defaults in force, which are stored when they are first changed."""
        row: M | None = self.model.current() if object_id == "1" else None  # type: ignore[attr-defined]
        return row


class SafeResource(ModelResource):
    """An export in which no cell can be taken for a formula."""

    def export_field(self, field: Any, instance: Model, **kwargs: Any) -> str:
        """The value as a harmless cell."""
        return safe_cell(super().export_field(field, instance, **kwargs))


@admin.register(Rules)
class RulesAdmin(OnlyRowAdmin[Rules]):
    """The numbers of the business."""

    fieldsets = [
        ("Teams", {"fields": ["max_miles", "child_age", "credential_lapse_days", "answer_hours"]}),
        ("Requests", {"fields": ["review_working_days", "manager_phone"]}),
        (
            "Patients",
            {
                "fields": [
                    "patients_visible_days_before",
                    "patients_visible_days_after",
                    "turnover_minutes",
                    "weight_months",
                ]
            },
        ),
    ]


@admin.register(TimelineEntry)
class TimelineEntryAdmin(ReadOnlyAdmin[TimelineEntry]):
    """Everything that happened."""

    list_display = ["at", "topic", "topic_id", "kind", "actor", "reason"]
    list_filter = ["topic", "kind"]
    list_select_related = ["actor"]
    search_fields = ["=topic_id", "reason"]
    date_hierarchy = "at"
