"""Invitations that wait to be sent, and those that were."""

from django.db import models
from django.db.models import Q


class Invitation(models.Model):
    """An email with a link to set a password. Written with the decision to invite, sent by a worker.

    The link is made when it is sent and stored nowhere.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="invitations")
    asked_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(sent_at__isnull=True, failed_reason=""),
                name="accounts_invitation_waiting_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, failed_reason=""),
                name="accounts_invitations_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.user}"
