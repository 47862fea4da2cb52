"""The administration of messages: the policy to change, the log to read."""

from django.contrib import admin

from notifications.models import Delivery, InboundText, NoticePolicyRow, TextConsent
from scheduling_portal.core.admin import PolicyAdmin, ReadOnlyAdmin


@admin.register(NoticePolicyRow)
class NoticePolicyRowAdmin(PolicyAdmin[NoticePolicyRow]):
    """Who hears of what, and how. The first row that fits decides."""

    list_display = [
        "order", "event", "audience", "changed_field", "within_hours", "portal", "text", "email", "urgent",
        "acknowledge",
    ]  # fmt: skip
    list_display_links = ["event"]
    list_filter = ["audience", "event"]
    search_fields = ["event"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    """The delivery log: every message, how it was sent and what became of it."""

    list_display = ["created_at", "channel", "recipient", "subject", "fate", "reason", "attempts", "sent_at"]
    list_display_links = ["created_at", "subject"]
    list_filter = ["fate", "channel"]
    list_select_related = ["notification__recipient"]
    search_fields = ["address", "provider_id"]
    date_hierarchy = "created_at"

    @admin.display(description="to", ordering="notification__recipient__last_name")
    def recipient(self, delivery: Delivery) -> str:
        """The person's name."""
        return str(delivery.notification.recipient)

    @admin.display(description="about")
    def subject(self, delivery: Delivery) -> str:
        """What it tells of."""
        return delivery.notification.subject


@admin.register(InboundText)
class InboundTextAdmin(ReadOnlyAdmin[InboundText]):
    """Texts that came back."""

    list_display = ["received_at", "number", "understood", "outcome", "dealt_with_at"]
    list_filter = ["understood"]
    search_fields = ["number"]


@admin.register(TextConsent)
class TextConsentAdmin(ReadOnlyAdmin[TextConsent]):
    """Every step in a number's consent to texts, with its source."""

    list_display = ["at", "number", "allowed", "source"]
    list_filter = ["allowed"]
    search_fields = ["number"]
