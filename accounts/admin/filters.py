"""Filters of the administration's lists of people, in words."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts import invited
from accounts.models import Clinician, Credential, Invitation, User
from accounts.selectors import ending_credentials
from scheduling_portal.core import clock


class RoleFilter(admin.SimpleListFilter):
    """By what somebody may do."""

    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("clinician", "Clinicians"),
            ("practice", "Practice staff"),
            ("manager", "Clinical managers"),
            ("administrator", "Administrators"),
            ("none", "No role yet"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        rules = {
            "clinician": Q(clinician__isnull=False),
            "practice": Q(pk__in=User.objects.filter(memberships__isnull=False).values("pk")),
            "manager": Q(is_manager=True),
            "administrator": Q(is_staff=True),
            "none": Q(pk__in=invited.without_role().values("pk")),
        }
        rule = rules.get(self.value() or "")
        return queryset if rule is None else queryset.filter(rule)


class InvitedFilter(admin.SimpleListFilter):
    """By where people stand with their invitation."""

    title = "signing in"
    parameter_name = "invited"
    groups = {
        "never": ("Never invited", invited.never_invited),
        "waiting": ("Invited, no answer yet", invited.unanswered),
        "ended": ("Invitation ended", invited.ended),
        "failed": ("Invitation could not be sent", invited.not_sent),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((key, label) for key, (label, _) in self.groups.items()), ("can", "Can sign in")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() == "can":
            return queryset.filter(is_active=True).exclude(pk__in=invited.without_password().values("pk"))
        group = self.groups.get(self.value() or "")
        return queryset.filter(pk__in=group[1]().values("pk")) if group else queryset


class StandingFilter(admin.SimpleListFilter):
    """By whether a credential still holds, and nothing newer replaces it."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("ended", "Ended"), ("soon", "Ends within 60 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Credential]) -> QuerySet[Credential]:
        today = clock.now().date()
        if self.value() not in {"ended", "soon"}:
            return queryset
        rule = Q(expires_on__lt=today) if self.value() == "ended" else Q(expires_on__gte=today)
        working = Clinician.objects.all().working()
        return queryset.filter(rule, pk__in=ending_credentials(today).values("pk"), clinician__in=working)


class SentFilter(admin.SimpleListFilter):
    """By what became of an invitation."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting to be sent"), ("sent", "Sent"), ("failed", "Not sent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> QuerySet[Invitation]:
        rules = {
            "waiting": Q(sent_at__isnull=True, failed_reason=""),
            "sent": Q(sent_at__isnull=False),
            "failed": Q(sent_at__isnull=True) & ~Q(failed_reason=""),
        }
        rule = rules.get(self.value() or "")
        return queryset if rule is None else queryset.filter(rule)
