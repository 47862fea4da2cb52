"""Consent to texts, what came back, and what the provider reported."""

from typing import TYPE_CHECKING, Self

from django.db import models

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


class InboundText(models.Model):
    """A text that came in, kept word for word. One row per provider id, however often the provider calls."""

    scoped = True

    provider_id = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=20)
    body = models.TextField()
    received_at = models.DateTimeField(auto_now_add=True)
    understood = models.BooleanField(default=False)
    outcome = models.CharField(max_length=200, blank=True)
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    objects = InboundTextQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]

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
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "status"], name="notifications_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.status}"
