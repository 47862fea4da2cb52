"""People who sign in, and their invitations."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse

from accounts import invited
from accounts.admin.filters import InvitedFilter, RoleFilter, SentFilter
from accounts.invitation_words import standing_words
from accounts.models import Clinician, Invitation, User
from accounts.resources import UserResource
from accounts.services import deactivate, invite, reactivate, remove_second_factor, save_person
from accounts.services.sessions import end_sessions
from accounts.tokens import VALID_DAYS
from scheduling_portal.core.admin import ExportingAdmin, ReadOnlyAdmin
from scheduling_portal.core.admin_asking import Question, Switched
from scheduling_portal.core.generic import ModelForm
from scheduling_portal.core.wording import ago, counted, listed

#: Whom the page that invites many can be for: query set, and the sentence about them.
GROUPS = {
    "new": (invited.never_invited, "{people} neither a password nor an invitation."),
    "ended": (invited.ended, "{people} an invitation that has ended unused."),
    "failed": (invited.not_sent, "{people} an invitation that could not be sent."),
}
LINK = f"Each gets an email with a link to set a password; it works once, for {VALID_DAYS} days."


class UserForm(ModelForm[User]):
    """An account. Passwords are never typed by an administrator: people are invited and choose their own."""

    class Meta:
        model = User
        fields = [
            "first_name", "last_name", "email", "mobile", "time_zone", "is_manager", "is_staff", "is_active",
        ]  # fmt: skip


@admin.register(User)
class UserAdmin(Switched, ExportingAdmin[User]):
    """Accounts: who may sign in and which roles they have."""

    form = UserForm
    switch = "is_active"
    thing = ("person", "people")
    resource_classes = [UserResource]
    change_list_template = "admin/accounts/user/change_list.html"
    list_display = ["name", "email", "roles", "is_active", "invited", "signed_in"]
    list_display_links = ["name", "email"]
    list_filter = ["is_active", RoleFilter, InvitedFilter]
    search_fields = ["first_name", "last_name", "email"]
    search_help_text = "A name or an email address."
    readonly_fields = ["invitation", "last_login", "date_joined"]
    actions = ["invite_to_sign_in", "turn_off", "turn_on", "sign_out_everywhere", "forget_second_factor"]
    fieldsets = [
        (None, {"fields": [("first_name", "last_name"), "email", "mobile", "time_zone"]}),
        ("Roles", {"fields": ["is_manager", "is_staff"]}),
        ("Signing in", {"fields": ["is_active", "invitation", "last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With what the roles are read from."""
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.annotate(
            is_clinician=Exists(Clinician.objects.filter(user=OuterRef("pk"))),
            is_staff_of_practice=Exists(User.objects.filter(pk=OuterRef("pk"), memberships__isnull=False)),
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

    @admin.display(description="invitation")
    def invitation(self, user: User) -> str:
        """Of the newest: when it was sent, until when its link works, and whether it was used."""
        return standing_words(user) if user.pk else "Invited once the person is saved and somebody asks for it."

    @admin.display(description="signed in", ordering="last_login", empty_value="never")
    def signed_in(self, user: User) -> str | None:
        """How long ago."""
        return ago(user.last_login) if user.last_login else None

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody takes their own right away."""
        own = obj is not None and obj.pk == request.user.pk
        return [*super().get_readonly_fields(request, obj), *(["is_staff"] if own else [])]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        """Through the service. New people wait for their invitation."""
        if not change:
            obj.set_unusable_password()
        save_person(user=obj, actor=cast("User", request.user))

    def get_urls(self) -> list[URLPattern]:
        """Adds the page that invites many."""
        page = path("invite-all/", self.admin_site.admin_view(self.invite_all), name="accounts_user_invite_all")
        return [page, *super().get_urls()]

    def invite_all(self, request: HttpRequest) -> HttpResponse:
        """Ask, then invite everybody of a group: those who never were, or whose link ended or was not sent."""
        group = request.GET.get("who", "new")
        found, sentence = GROUPS.get(group, GROUPS["new"])
        people = found()
        if request.method == "POST":
            self._invite(request, people)
            return redirect(reverse("admin:accounts_user_changelist"))
        total = people.count()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Invite {counted(total, 'person', 'people')} to sign in?" if total else "Nobody to invite",
            "opts": self.opts,
            "total": total,
            "sentence": sentence.format(people=counted(total, "person has", "people have")),
            "link": LINK,
            "people": people[:100],
        }
        return render(request, "admin/accounts/user/invite_all.html", context)

    def _invite(self, request: HttpRequest, people: Collection[User] | QuerySet[User]) -> None:
        chosen = list(people)
        count = invite(users=chosen, actor=cast("User", request.user))
        if count:
            to = f": {listed([str(user) for user in chosen], most=3)}" if count == len(chosen) else ""
            verb = "is" if count == 1 else "are"
            self.message_user(request, f"{counted(count, 'invitation')} {verb} on the way{to}.", messages.SUCCESS)
        if count < len(chosen):
            self.say_nothing_to_do(
                request, f"Left out: {len(chosen) - count}, turned off or with an invitation on the way already."
            )

    @admin.action(description="Invite to sign in…")
    def invite_to_sign_in(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = list(queryset.filter(is_active=True))
        if not people:
            self.say_nothing_to_do(request, "Nobody to invite: they are turned off. Turn them on first.")
            return None
        again = sum(1 for user in people if user.last_login)
        question = Question(
            f"Invite {counted(len(people), 'person', 'people')} to sign in?",
            f"Invite {len(people)}",
            [f"{user}, {user.email}" for user in people],
            [LINK, *([f"{again} of them can sign in already and would set a new password."] if again else [])],
            danger=False,
        )
        page = self.ask(request, "invite_to_sign_in", people, question)
        if page is None:
            self._invite(request, people)
        return page

    def name_of(self, row: User) -> str:
        """With the address, which tells two of one name apart."""
        return f"{row}, {row.email}"

    def follows(self, rows: Sequence[User]) -> list[str]:
        """Signing in, and the days they are on."""
        sessions = UserSession.objects.filter(user__in=rows).count()
        now = f" {counted(sessions, 'session')} {'ends' if sessions == 1 else 'end'} now." if sessions else ""
        return [f"They can no longer sign in.{now}", *super().follows(rows)]

    def switch_one(self, row: User, *, on: bool, actor: Any) -> None:
        """Through the services, so that sessions end and their days are checked again."""
        if on:
            reactivate(user=row, actor=actor)
        else:
            deactivate(user=row, actor=actor)

    @admin.action(description="Sign out everywhere…")
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = list(queryset)
        sessions = UserSession.objects.filter(user__in=people).count()
        question = Question(
            f"Sign {counted(len(people), 'person', 'people')} out everywhere?",
            f"End {counted(sessions, 'session')}",
            [self.name_of(user) for user in people],
            ["What they have typed and not saved is lost. They can sign in again."],
        )
        page = self.ask(request, "sign_out_everywhere", people, question)
        if page is None:
            count = sum(end_sessions(user) for user in people)
            self.message_user(request, f"{counted(count, 'session')} ended.", messages.SUCCESS)
        return page

    @admin.action(description="Forget second factor, for who lost it…")
    def forget_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        people = list(queryset.filter(pk__in=Authenticator.objects.values("user")))
        if not people:
            self.say_nothing_to_do(request, "Nothing to forget: none of them has a second factor.")
            return None
        question = Question(
            f"Forget the second factor of {counted(len(people), 'person', 'people')}?",
            f"Forget {len(people)}",
            [self.name_of(user) for user in people],
            [
                "Authenticator app, passkeys and recovery codes are removed, and they are signed out everywhere.",
                "From then on the password alone opens the account, until they set up a new one.",
            ],
        )
        page = self.ask(request, "forget_second_factor", people, question)
        if page is None:
            for user in people:
                remove_second_factor(user=user, actor=cast("User", request.user))
            self.message_user(
                request, f"Second factor forgotten: {listed([str(u) for u in people], most=3)}.", messages.SUCCESS
            )
        return page


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation]):
    """Which invitations left, and which wait or failed."""

    list_display = ["user", "asked_at", "asked_by", "attempts", "sent_at", "failed_reason"]
    list_filter = [SentFilter]
    list_select_related = ["user", "asked_by"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]
