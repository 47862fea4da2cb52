"""What every page of the administration has in common: who may, nothing is deleted, lists leave as safe tables."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import DateTimeField, Model, QuerySet
from django.forms import DateField, Media, SplitDateTimeField, SplitDateTimeWidget, TimeField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from import_export.admin import ExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm
from import_export.resources import ModelResource

from scheduling_portal.core import admin_words, happenings
from scheduling_portal.core.admin_stale import Careful
from scheduling_portal.core.formfields import in_our_words
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
    """Django's own, which fails when a refused form is shown again with a choice that is no id, and has no name."""

    @property
    def media(self) -> Media:
        """With what names the box that is drawn for it."""
        return super().media + Media(js=["js/pages/name-finders.js"])

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """An empty one says what to find."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-placeholder": f"Find {self.field.verbose_name}"}

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """The chosen row, if it can be one."""
        possible = [v for v in value if re.fullmatch(r"[0-9]{1,18}", str(v))]
        return super().optgroups(name, possible, attr)


def say_how(field: Any) -> None:
    """Have a refused date or time say how one is written."""
    if isinstance(field, SplitDateTimeField):
        for part in field.fields:
            say_how(part)
    elif isinstance(field, TimeField):
        field.error_messages["invalid"] = "Write the time like 5:00 pm or 17:00."
    elif isinstance(field, DateField):
        field.error_messages["invalid"] = "Write the date like 2027-03-31 or 3/31/2027."


def name_parts(field: Any, *, in_table: bool) -> None:
    """Give a name to inputs that no label of their own stands at: in a table, and a date beside its time."""
    widget = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, SplitDateTimeWidget):
        for part, name in zip(widget.widgets, ("date", "time"), strict=True):
            part.attrs["aria-label"] = f"{field.label}, {name}"
    elif in_table:
        widget.attrs["aria-label"] = str(field.label)


class _AdministratorsOnly:
    """The one right there is, in the shape that Django's admin asks for it. Nothing is ever deleted."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", CarefulAutocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Instants are typed on the wall of the administrator, whose zone stands beside the field."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # Each list is one click away in the navigation; a row of pencils beside every choice hides the form.
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related = widget.can_add_related and not isinstance(self, InlineModelAdmin)
        say_how(field)
        in_our_words(field)
        if field is not None and isinstance(db_field, DateTimeField):
            field.label = f"{capfirst(db_field.verbose_name)} ({admin_words.zone_here()})"
        if field is not None:
            name_parts(field, in_table=isinstance(self, InlineModelAdmin))
        return field

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


class _Listed:
    """A list in the product's words."""

    list_per_page = 50
    show_full_result_count = False

    def get_list_display(self, request: HttpRequest) -> Any:
        return [self._column(name) for name in super().get_list_display(request)]  # type: ignore[misc]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        links = self.list_display_links  # type: ignore[attr-defined]
        return [self._column(name) for name in links] if links else list(list_display[:1])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": title, **(extra_context or {})})  # type: ignore[misc,no-any-return]

    def _column(self, name: Any) -> Any:
        own = not isinstance(name, str) or hasattr(self, name)
        return name if own else admin_words.column(self.model, name)  # type: ignore[attr-defined]


class RecordAdmin(Careful, _Listed, _AdministratorsOnly, ModelAdmin[M]):
    """Records that administrators add and change, and never delete."""


class ExportingAdmin(Careful, _Listed, _AdministratorsOnly, _Exporting[M]):
    """The same, with the list as CSV or Excel."""

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


class TopicFilter(admin.SimpleListFilter):
    """By what the rows are about, in words."""

    title = "about"
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return happenings.topics()

    def queryset(self, request: HttpRequest, queryset: QuerySet[TimelineEntry]) -> QuerySet[TimelineEntry]:
        return queryset.filter(topic=self.value()) if self.value() else queryset


class TimelineList(ChangeList):
    """A page of the timeline, told at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Every row with its words."""
        super().get_results(request)
        rows = list(self.result_list)
        words = happenings.told(rows)
        for row in rows:
            row.told = words[row.pk]
        self.result_list = rows


@admin.register(TimelineEntry)
class TimelineEntryAdmin(ReadOnlyAdmin[TimelineEntry]):
    """Everything that happened."""

    list_display = ["at", "about", "what", "who", "reason"]
    list_filter = [TopicFilter]
    list_select_related = ["actor"]
    search_fields = ["=topic_id", "reason"]
    search_help_text = "The number of a case day, or words of a reason."
    date_hierarchy = "at"
    fields = ["at", "about", "what", "who", "reason", "old_and_new"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TimelineList

    @admin.display(description="about")
    def about(self, entry: TimelineEntry) -> str:
        """Which case day, person or practice."""
        return self._told(entry)[0]

    @admin.display(description="what happened")
    def what(self, entry: TimelineEntry) -> str:
        """In words."""
        return self._told(entry)[1]

    @admin.display(description="by", ordering="actor__last_name")
    def who(self, entry: TimelineEntry) -> str:
        """The person, or the product itself."""
        return str(entry.actor) if entry.actor else str(settings.PRODUCT_NAME)

    @admin.display(description="old and new")
    def old_and_new(self, entry: TimelineEntry) -> str:
        """What changed."""
        lines = (f"{name.replace('_', ' ').capitalize()}: {old} → {new}" for name, (old, new) in entry.changes.items())
        return "; ".join(lines) or "-"

    def _told(self, entry: TimelineEntry) -> tuple[str, str]:
        known: tuple[str, str] | None = getattr(entry, "told", None)
        return known or happenings.told([entry])[entry.pk]
