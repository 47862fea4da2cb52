"""What somebody is told, and every way in which it was sent to them."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from notifications.enums import Audience, Channel, Fate
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.models import TimelineEntry
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class NotificationQuerySet(ScopedQuerySet["Notification"]):
    """Everybody reads their own."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(recipient=user) if user.is_active else self.none()

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One thing one person is told. `context` is frozen to allow-listed fields when the event happens.

    `good_until`: after this instant it is not worth sending any more. `escalate_at`: when a manager hears
    that the person has not acknowledged it. `in_portal` is off for what a newer notice has replaced.
    `settled_at`: nothing is wanted of it any more, it was answered or a newer one made it untrue; it must not be sent.
    """

    scoped = True
    #: What became of its question, where a page has looked; never stored.
    outcome: str = ""

    recipient = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="notifications")
    audience = models.CharField(max_length=12, choices=Audience)
    kind = models.CharField(max_length=60)
    entry = models.ForeignKey(
        TimelineEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications"
    )
    subject = models.CharField(max_length=160)
    body = models.TextField()
    context = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    in_portal = models.BooleanField(default=True)
    good_until = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [choices_check("audience", Audience, name="notifications_audience_known")]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notifications_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notifications_unread"),
            models.Index(
                fields=["escalate_at"],
                condition=Q(escalate_at__isnull=False),
                name="notifications_to_escalate",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def lines(self) -> list[str]:
        """The body without its empty lines, for a list."""
        return [line for line in self.body.splitlines() if line.strip()]


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    """The fate of messages is for managers."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.is_manager else self.none()


class Delivery(models.Model):
    """One notification on one channel, written in the transaction of what it tells of, sent by a worker.

    `due_at` is when it is next looked at: to send it or, once sent, to ask what became of it. `attempts`
    counts claims and tells one claim from the next. A row with `final_at` is never touched by itself.
    """

    scoped = True

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254, blank=True)
    body = models.TextField(blank=True)
    fate = models.CharField(max_length=12, choices=Fate, default=Fate.QUEUED)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    dealt_with_at = models.DateTimeField(null=True, blank=True, help_text="When a manager put a failure away.")
    dedupe_key = models.CharField(max_length=220, unique=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "message"
        verbose_name_plural = "delivery log"
        constraints = [
            choices_check("channel", Channel, name="notifications_channel_known"),
            choices_check("fate", Fate, name="notifications_fate_known"),
            models.CheckConstraint(
                condition=~Q(fate__in=[Fate.FAILED, Fate.SUPPRESSED]) | ~Q(reason=""),
                name="notifications_failure_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(final_at__isnull=True), name="notifications_to_send"),
            models.Index(fields=["fate", "-id"], name="notifications_by_fate"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="notifications_by_provider_id"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.address or self.notification.recipient}"
