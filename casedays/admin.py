"""The administration of case days: rules to change; days to read, with verbs that go through the lifecycle."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from casedays import admin_words
from casedays.lifecycle import cancel_case_day, confirm_case_days
from casedays.models import Assignment, CaseDay, Change, ChangePolicyRow, MatchingRun, Offer, ScoringWeights
from scheduling_portal.core.admin import OnlyRowAdmin, PolicyAdmin, ReadOnlyAdmin, RecordInline
from scheduling_portal.core.admin_asking import SURE, AsksFirst, Question
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.formfields import WordsField
from scheduling_portal.core.wording import counted

admin_words.register()


class ReasonForm(forms.Form):
    """Why."""

    reason = WordsField(
        max_length=500,
        rows=3,
        help_text="The team and the practice read it. No patient names.",
        error_messages={"required": "Say why, in a few words."},
    )


class AssignmentInline(RecordInline[Assignment, CaseDay]):
    """The team, past and present."""

    model = Assignment
    fields = ("clinician", "provider_type", "status", "ended_reason", "conflict")
    readonly_fields = ("clinician", "provider_type", "status", "ended_reason", "conflict")
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Teams are built in the manager portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor are they changed here."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        """With the names."""
        return super().get_queryset(request).select_related("clinician__user")


@admin.register(CaseDay)
class CaseDayAdmin(AsksFirst, ReadOnlyAdmin[CaseDay]):
    """Case days to read. Confirming and cancelling are for administrators who are managers, through the services."""

    inlines = [AssignmentInline]
    list_display = ["date", "practice", "site_name", "status", "first_case_time", "expected_end", "confirmed_at"]
    list_display_links = ["date", "practice"]
    list_filter = ["status", "site__state"]
    list_select_related = ["practice", "site"]
    search_fields = ["practice__name", "site__name", "site__city"]
    date_hierarchy = "date"
    actions = ["confirm", "cancel"]

    @admin.display(description="site", ordering="site__name")
    def site_name(self, day: CaseDay) -> str:
        """Without the practice, which stands beside it."""
        return day.site.name

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only managers may act on days, here as in their portal."""
        return super().get_actions(request) if cast("User", request.user).is_manager else {}

    @admin.action(description="Confirm case days…")
    def confirm(self, request: HttpRequest, queryset: QuerySet[CaseDay]) -> HttpResponse | None:
        days = list(queryset.select_related("site__practice").order_by("pk"))
        question = Question(
            f"Confirm {counted(len(days), 'case day')}?",
            f"Confirm {len(days)}",
            [str(day) for day in days],
            [
                "All three clinicians of each day get a text and a notice, the practice a notice and an email.",
                "Days without a complete, eligible team are left as they are, and named.",
            ],
            danger=False,
        )
        page = self.ask(request, "confirm", days, question)
        if page is None:
            ids = [day.pk for day in days]
            for outcome in confirm_case_days(case_day_ids=ids, actor=cast("User", request.user)):
                level = messages.SUCCESS if outcome.ok else messages.ERROR
                self.message_user(request, outcome.message, level)
        return page

    @admin.action(description="Cancel case days, with a reason…")
    def cancel(self, request: HttpRequest, queryset: QuerySet[CaseDay]) -> HttpResponse | None:
        days = list(queryset.select_related("site__practice"))
        form = ReasonForm(request.POST if SURE in request.POST else None)
        question = Question(
            f"Cancel {counted(len(days), 'case day')}?",
            f"Cancel {counted(len(days), 'day')}",
            [f"{day}, {day.get_status_display().lower()}" for day in days],
            [
                "Each day ends for good; a new one needs a new request.",
                "Clinicians who were asked get a text, the practice is told, booked patients lose their slot.",
            ],
            form=form,
        )
        page = self.ask(request, "cancel", days, question)
        if page is None:
            self._cancel(request, days, form.cleaned_data["reason"])
        return page

    def _cancel(self, request: HttpRequest, days: Sequence[CaseDay], reason: str) -> None:
        for day in days:
            try:
                cancel_case_day(case_day=day, actor=cast("User", request.user), reason=reason)
            except DomainError as error:
                self.message_user(request, f"{day}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, f"{day}: cancelled.", messages.SUCCESS)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin[Change]):
    """Numbered changes, decided in the manager portal."""

    list_display = ["case_day", "number", "status", "asked_by", "asked_at", "decided_by", "decided_at"]
    list_display_links = ["case_day", "number"]
    list_filter = ["status"]
    list_select_related = ["case_day__site__practice", "asked_by", "decided_by"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin[Offer]):
    """Offers of open slots."""

    list_display = ["case_day", "clinician", "provider_type", "status", "sent_at", "closes_at"]
    list_display_links = ["case_day", "clinician"]
    list_filter = ["status", "provider_type"]
    list_select_related = ["case_day__site__practice", "clinician__user"]


@admin.register(ChangePolicyRow)
class ChangePolicyRowAdmin(PolicyAdmin[ChangePolicyRow]):
    """What a practice may change by itself. The first row that fits decides; no row: a manager."""

    list_display = ["order", "field", "smaller_than", "more_than_hours", "decision"]
    list_display_links = ["field"]
    list_filter = ["field", "decision"]


@admin.register(ScoringWeights)
class ScoringWeightsAdmin(OnlyRowAdmin[ScoringWeights]):
    """How candidates are ranked: points per reason, the lowest total first."""


@admin.register(MatchingRun)
class MatchingRunAdmin(ReadOnlyAdmin[MatchingRun]):
    """Runs of the matcher, started and applied in the manager portal."""

    list_display = ["asked_at", "scope_key", "state", "asked_by", "days_filled", "days_open", "proven", "applied_at"]
    list_display_links = ["asked_at", "scope_key"]
    list_filter = ["state", "proven"]
    list_select_related = ["asked_by"]
    exclude = ["result", "outcome", "to_apply"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchingRun]:
        """Without the proposals, which are large."""
        return super().get_queryset(request).defer("result", "outcome")
