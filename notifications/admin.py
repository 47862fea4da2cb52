"""The administration of messages: the policy to change, the log to read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from notifications import policy_words
from notifications.models import Delivery, InboundText, NoticePolicyRow, TextConsent
from notifications.selectors import failures, words_for_others
from scheduling_portal.core import admin_words, happenings
from scheduling_portal.core.admin import PolicyAdmin, ReadOnlyAdmin
from scheduling_portal.core.generic import ModelForm
from scheduling_portal.core.wording import counted, phone


class NoticePolicyForm(ModelForm[NoticePolicyRow]):
    """A row in words: what can happen, and which change of it."""

    class Meta:
        model = NoticePolicyRow
        fields = [
            "order", "audience", "event", "changed_field", "within_hours", "portal", "text", "email", "urgent",
            "acknowledge", "escalate_after_hours",
        ]  # fmt: skip
        labels = {
            "within_hours": "Hours to the day, at most",
            "portal": "In the portal",
            "text": "By text",
            "email": "By email",
            "acknowledge": "Must be acknowledged",
            "escalate_after_hours": "Tell the managers after, hours",
        }
        help_texts = {
            "order": "The first row that fits decides.",
            "within_hours": "Empty: however far the day is.",
            "escalate_after_hours": "When nobody has acknowledged it by then. Empty: never.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"] = forms.ChoiceField(
            label="What happens", choices=[("", "---------"), *_kept(policy_words.event_choices(), self.instance.event)]
        )
        self.fields["changed_field"] = forms.ChoiceField(
            label="What changed",
            required=False,
            help_text="Any, unless the row is about one kind of change.",
            choices=[("", "Anything"), *_kept(policy_words.field_choices(), self.instance.changed_field)],
        )


def _kept(choices: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """The choices, with what the row says already even when no room names it any more."""
    return choices if not value or value in dict(choices) else [*choices, (value, value)]


class EventFilter(admin.SimpleListFilter):
    """By what happens, in words."""

    title = "what happens"
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return policy_words.event_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[NoticePolicyRow]) -> QuerySet[NoticePolicyRow]:
        return queryset.filter(event=self.value()) if self.value() else queryset


@admin.register(NoticePolicyRow)
class NoticePolicyRowAdmin(PolicyAdmin[NoticePolicyRow]):
    """Who hears of what, and how. The first row that fits decides."""

    form = NoticePolicyForm
    list_display = ["order", "what", "audience", "when", "ways", "night", "answer"]
    list_display_links = ["what"]
    list_filter = ["audience", EventFilter]
    ordering = ["order", "pk"]

    @admin.display(description="what happens", ordering="event")
    def what(self, row: NoticePolicyRow) -> str:
        """The event, and the change it is about."""
        field = policy_words.field_label(row.changed_field)
        event = policy_words.event_label(row.event)
        return f"{event} ({field.lower()})" if field else event

    @admin.display(description="how near the day", ordering="within_hours")
    def when(self, row: NoticePolicyRow) -> str:
        """The distance that the row is for."""
        return "any" if row.within_hours is None else f"{counted(row.within_hours, 'hour')} or less"

    @admin.display(description="how")
    def ways(self, row: NoticePolicyRow) -> str:
        """The channels, in words."""
        used = {"portal": row.portal, "text": row.text, "email": row.email}
        return ", ".join(word for word, on in used.items() if on) or "not told"

    @admin.display(description="at night", ordering="urgent")
    def night(self, row: NoticePolicyRow) -> str:
        """Whether texts wait for the morning."""
        return "sent" if row.urgent else "waits"

    @admin.display(description="answer")
    def answer(self, row: NoticePolicyRow) -> str:
        """What is wanted back, and who hears when it does not come."""
        if not row.acknowledge:
            return "-"
        if row.escalate_after_hours is None:
            return "acknowledged"
        return f"acknowledged, else managers after {counted(row.escalate_after_hours, 'hour')}"


PUT_AWAY = admin_words.filled("put away by a manager", empty="Not yet", full="Put away")


class FailureFilter(admin.SimpleListFilter):
    """The failures that wait for somebody, as the first pages count them."""

    title = "to deal with"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Failed, and still worth sending")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(pk__in=failures().values("pk")) if self.value() == "yes" else queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    """The delivery log: every message, how it was sent and what became of it."""

    list_display = ["created_at", "channel", "recipient", "subject", "fate", "reason", "attempts", "sent_at"]
    list_display_links = ["created_at", "subject"]
    list_filter = [FailureFilter, "fate", "channel", ("dealt_with_at", PUT_AWAY)]
    list_select_related = ["notification__recipient"]
    search_fields = [
        "address", "provider_id", "notification__recipient__first_name", "notification__recipient__last_name",
    ]  # fmt: skip
    search_help_text = "A name, an address or the number the provider gave the message."
    date_hierarchy = "created_at"
    fields = [
        "recipient", "subject", "channel", "address", "words", "fate", "reason", "attempts", "created_at", "due_at",
        "sent_at", "final_at", "dealt_with_at", "provider_id",
    ]  # fmt: skip

    @admin.display(description="to", ordering="notification__recipient__last_name")
    def recipient(self, delivery: Delivery) -> str:
        """The person's name."""
        return str(delivery.notification.recipient)

    @admin.display(description="about")
    def subject(self, delivery: Delivery) -> str:
        """What it tells of."""
        return delivery.notification.subject

    @admin.display(description="body")
    def words(self, delivery: Delivery) -> str:
        """What it says, without a link that answers in the recipient's place."""
        return words_for_others(delivery)


@admin.register(InboundText)
class InboundTextAdmin(ReadOnlyAdmin[InboundText]):
    """Texts that came back."""

    list_display = ["received_at", "sender", "meaning", "outcome", "dealt_with_at"]
    list_filter = ["understood", "meaning"]
    search_fields = ["number"]

    @admin.display(description="from", ordering="number")
    def sender(self, text: InboundText) -> str:
        """The number as people write it."""
        return phone(text.number)


@admin.register(TextConsent)
class TextConsentAdmin(ReadOnlyAdmin[TextConsent]):
    """Every step in a number's consent to texts, with its source."""

    list_display = ["at", "owner", "allowed", "source"]
    list_display_links = ["at", "owner"]
    list_filter = ["allowed"]
    search_fields = ["number"]

    @admin.display(description="number", ordering="number")
    def owner(self, consent: TextConsent) -> str:
        """As people write it."""
        return phone(consent.number)


happenings.register("inbound_text", happenings.Topic("Text that came in", {"reply": "A reply"}))
