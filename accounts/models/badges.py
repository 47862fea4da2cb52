"""Counts that pages show and that are dear to make."""

from django.db import models

from accounts.enums import Portal
from scheduling_portal.core.fields import choices_check


class KeptCounts(models.Model):
    """Somebody's badges in a portal as they were counted after a step of the timeline; `person` 0 is everybody.

    Holds no truth: it may be emptied at any time.
    """

    portal = models.CharField(max_length=12, choices=Portal)
    person = models.BigIntegerField()
    step = models.BigIntegerField()
    counted_at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        verbose_name_plural = "kept counts"
        constraints = [
            choices_check("portal", Portal, name="accounts_counts_portal_known"),
            models.UniqueConstraint(fields=["portal", "person"], name="accounts_counts_once"),
        ]

    def __str__(self) -> str:
        return f"Badges of {self.get_portal_display()}"
