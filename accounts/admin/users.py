"""People who sign in, and their invitations."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from accounts.models import Clinician, Invitation, User
from accounts.resources import UserResource
from accounts.services import deactivate, invite, never_invited, reactivate, remove_second_factor, save_person
from accounts.services.sessions import end_sessions
from scheduling_portal.core.admin import ExportingAdmin, ReadOnlyAdmin
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.generic import ModelForm
from scheduling_portal.core.wording import ago


class UserForm(ModelForm[User]):
    """An account. Passwords are never typed by an administrator: people are invited and choose their own."""

    class Meta:
        model = User
        fields = [
            "first_name", "last_name", "email", "mobile", "time_zone", "is_manager", "is_staff", "is_active",
        ]  # fmt: skip


@admin.register(User)
class UserAdmin(ExportingAdmin[User]):
    """Accounts: who may sign in and which roles they have."""

    form = UserForm
    resource_classes = [UserResource]
    change_list_template = "admin/accounts/user/change_list.html"
    list_display = ["name", "email", "roles", "is_active", "invited", "signed_in"]
    list_display_links = ["name", "email"]
    list_filter = ["is_active", "is_manager", "is_staff", ("invited_at", admin.EmptyFieldListFilter)]
    search_fields = ["first_name", "last_name", "email"]
    readonly_fields = ["invited_at", "last_login", "date_joined"]
    actions = ["invite_to_sign_in", "turn_off", "turn_on", "sign_out_everywhere", "forget_second_factor"]
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "email", "mobile", "time_zone"]}),
        ("Roles", {"fields": ["is_manager", "is_staff"]}),
        ("Signing in", {"fields": ["is_active", "invited_at", "last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what the roles are read from."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                is_clinician=Exists(Clinician.objects.filter(user=OuterRef("pk"))),
                is_staff_of_practice=Exists(User.objects.filter(pk=OuterRef("pk"), memberships__isnull=False)),
            )
        )

    @admin.display(description="name", ordering="last_name")
    def name(self, user: User) -> str:
        """Last name first, as lists of people are sorted."""
        return f"{user.last_name}, {user.first_name}"

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        """In words."""
        held = {
            "manager": user.is_manager,
            "clinician": getattr(user, "is_clinician", False),
            "practice": getattr(user, "is_staff_of_practice", False),
            "administrator": user.is_staff,
        }
        return ", ".join(word for word, holds in held.items() if holds) or "none yet"

    @admin.display(description="invited", ordering="invited_at", empty_value="never")
    def invited(self, user: User) -> str | None:
        """How long ago."""
        return ago(user.invited_at) if user.invited_at else None

    @admin.display(description="signed in", ordering="last_login", empty_value="never")
    def signed_in(self, user: User) -> str | None:
        """How long ago."""
        return ago(user.last_login) if user.last_login else None

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody locks themself out."""
        own = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, *(["is_active", "is_staff"] if own else [])]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the service, so that turning off ends sessions. New people wait for their invitation."""
        if not change:
            obj.set_unusable_password()
        save_person(user=obj, actor=cast("User", request.user))

    def get_urls(self) -> list[URLPattern]:
        """Adds the page that invites everybody."""
        page = path("invite-all/", self.admin_site.admin_view(self.invite_all), name="accounts_user_invite_all")
        return [page, *super().get_urls()]

    def invite_all(self, request: HttpRequest) -> HttpResponse:
        """Ask, then invite everybody who never was."""
        people = never_invited()
        if request.method == "POST":
            count = invite(users=people, actor=cast("User", request.user))
            self.message_user(request, f"{count} invitations are on their way.", messages.SUCCESS)
            return redirect(reverse("admin:accounts_user_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Invite everybody who was never invited",
            "opts": self.opts,
            "total": people.count(),
            "people": people[:100],
        }
        return render(request, "admin/accounts/user/invite_all.html", context)

    @admin.action(description="Invite to sign in")
    def invite_to_sign_in(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = invite(users=queryset, actor=cast("User", request.user))
        self.message_user(request, f"{count} invitations are on their way.", messages.SUCCESS)

    @admin.action(description="Turn off: they can no longer sign in")
    def turn_off(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.filter(is_active=True):
            try:
                deactivate(user=user, actor=cast("User", request.user))
            except DomainError as error:
                self.message_user(request, error.message, messages.ERROR)

    @admin.action(description="Turn on again")
    def turn_on(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.filter(is_active=False):
            reactivate(user=user, actor=cast("User", request.user))

    @admin.action(description="Sign out everywhere")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(end_sessions(user) for user in queryset)
        self.message_user(request, f"{count} sessions ended.", messages.SUCCESS)

    @admin.action(description="Forget second factor, for who lost it")
    def forget_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(remove_second_factor(user=user, actor=cast("User", request.user)) for user in queryset)
        self.message_user(request, f"{count} second factors removed.", messages.SUCCESS)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    """Which invitations left, and which wait or failed."""

    list_display = ["user", "asked_at", "asked_by", "attempts", "sent_at", "failed_reason"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "asked_by"]
    search_fields = ["user__email", "user__last_name"]
