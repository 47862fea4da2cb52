"""The administration of scheduling periods. Answers are the clinicians' own and are only shown."""

from django.contrib import admin

from availability.models import Availability, Period, Submission
from scheduling_portal.core.admin import ReadOnlyAdmin, RecordAdmin


@admin.register(Period)
class PeriodAdmin(RecordAdmin[Period]):
    """Periods: when they open, are due and lock."""

    list_display = ["__str__", "starts_on", "ends_on", "opens_at", "due_at", "locks_at"]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    """Who has answered for which period."""

    list_display = ["clinician", "period", "status", "submitted_at"]
    list_filter = ["status", "period"]
    list_select_related = ["clinician__user", "period"]
    search_fields = ["clinician__user__first_name", "clinician__user__last_name"]


@admin.register(Availability)
class AvailabilityAdmin(ReadOnlyAdmin[Availability]):
    """Answers by date."""

    list_display = ["clinician", "date", "answer", "note", "updated_at"]
    list_filter = ["answer"]
    list_select_related = ["clinician__user"]
    search_fields = ["clinician__user__first_name", "clinician__user__last_name"]
    date_hierarchy = "date"
