"""Consent to texts, what came back, and what the provider reported."""

from typing import TYPE_CHECKING, Self

from django.db import models

from notifications.enums import Channel, Meaning
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class TextConsent(models.Model):
    """One step in a number's consent to texts, with its source; the newest row by number is in force."""

    number = models.CharField(max_length=20)
    allowed = models.BooleanField()
    source = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["number", "-at"], name="notifications_consent_now")]

    def __str__(self) -> str:
        return f"{self.number}: texts {'on' if self.allowed else 'off'}"


class InboundTextQuerySet(ScopedQuerySet["InboundText"]):
    """What came back is for managers."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.is_manager else self.none()

    def unclear(self) -> Self:
        """Those that a person must read, and none has yet."""
        return self.filter(understood=False, dealt_with_at__isnull=True)


class InboundText(models.Model):
    """A text that came in, kept word for word. One row per provider id, however often the provider calls.

    `outcome` says what it led to, `answer` is what we texted back.
    """

    scoped = True

    provider_id = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=20)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)
    meaning = models.CharField(max_length=12, choices=Meaning, default=Meaning.UNCLEAR)
    understood = models.BooleanField(default=False)
    outcome = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=480, blank=True)
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    objects = InboundTextQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [choices_check("meaning", Meaning, name="notifications_meaning_known")]
        indexes = [models.Index(fields=["number", "-received_at"], name="notifications_by_number")]

    def __str__(self) -> str:
        return f"Text from {self.number}"


class ProviderReport(models.Model):
    """A status the provider reported for a message; repeated reports are one row."""

    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=20)
    error_code = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["provider_id", "status"], name="notifications_report_once")]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.status}"


class ChannelPause(models.Model):
    """A channel on hold because its provider refuses all of it: wrong credentials, not registered."""

    channel = models.CharField(max_length=8, choices=Channel, unique=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["channel"]
        constraints = [choices_check("channel", Channel, name="notifications_pause_channel_known")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} on hold"
