"""The administration of scheduling periods. Answers are the clinicians' own and are only shown."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from availability import notices
from availability.models import Availability, Period, Submission
from notifications import policy_words
from scheduling_portal.core import admin_words, happenings, wording
from scheduling_portal.core.admin import ReadOnlyAdmin, RecordAdmin


@admin.register(Period)
class PeriodAdmin(RecordAdmin[Period]):
    """Periods: when they open, are due and lock."""

    list_display = ["period", "starts_on", "ends_on", "opens_at", "due_at", "locks_at"]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on"]

    @admin.display(description="period", ordering="starts_on")
    def period(self, period: Period) -> str:
        """Its name, else its dates."""
        return name_of(period)

    def get_fieldsets(self, request: HttpRequest, obj: Period | None = None) -> Any:
        """The dates, and what each instant means."""
        zone = admin_words.zone_here()
        return [
            (None, {"fields": ["name", "starts_on", "ends_on"]}),
            (
                "Collecting availability",
                {
                    "fields": ["opens_at", "due_at", "locks_at"],
                    "description": f"From when it opens, clinicians can answer; it is due, and managers see who is "
                    f"missing; once locked they ask a manager. Times are yours, {zone}.",
                },
            ),
        ]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin[Submission]):
    """Who has answered for which period."""

    list_display = ["clinician", "span", "status", "submitted_at"]
    list_filter = ["status", "period"]
    list_select_related = ["clinician__user", "period"]
    search_fields = ["clinician__user__first_name", "clinician__user__last_name"]

    @admin.display(description="period", ordering="period__starts_on")
    def span(self, submission: Submission) -> str:
        """Of the period."""
        return name_of(submission.period)


@admin.register(Availability)
class AvailabilityAdmin(ReadOnlyAdmin[Availability]):
    """Answers by date."""

    list_display = ["clinician", "date", "answer", "note", "updated_at"]
    list_filter = ["answer"]
    list_select_related = ["clinician__user"]
    search_fields = ["clinician__user__first_name", "clinician__user__last_name"]
    date_hierarchy = "date"


def name_of(period: Period) -> str:
    """A period as everywhere in the product: "29 Mar to 25 Apr"."""
    return period.name or wording.day_span(period.starts_on, period.ends_on)


def _periods(ids: Collection[int]) -> Mapping[int, object]:
    return {pk: f"Availability, {name_of(period)}" for pk, period in Period.objects.in_bulk(ids).items()}


happenings.register(
    "availability_period",
    happenings.Topic(
        "Availability",
        {
            "availability_submitted": "Submitted",
            "availability_withdrawn": "A date taken back",
            "availability_returned": "Given back with a comment",
            "availability_comment": "A comment",
            "availability_reminded": "Reminded",
        },
        _periods,
    ),
)
policy_words.register(
    events={
        notices.RETURNED: "A manager gave availability back",
        notices.COMMENTED: "A manager commented on availability",
        notices.REMINDED: "Availability is still missing",
        notices.ANSWERED: "A clinician answered a comment",
    }
)
