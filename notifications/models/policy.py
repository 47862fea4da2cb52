"""Who is told of what, how, and what happens when they do not answer; a table for administrators."""

from django.db import models

from notifications import policy_words
from notifications.enums import Audience
from scheduling_portal.core.fields import choices_check


class NoticePolicyRow(models.Model):
    """event x changed field x hours to the day x audience -> channels, acknowledgement, escalation.

    The first row by `order` that fits decides. No `changed_field` fits any, no `within_hours` any distance.
    """

    order = models.PositiveSmallIntegerField(default=100)
    event = models.CharField(max_length=60)
    changed_field = models.CharField(max_length=24, blank=True)
    within_hours = models.PositiveIntegerField(
        null=True, blank=True, help_text="Fits when the day is at most this near."
    )
    audience = models.CharField(max_length=12, choices=Audience)
    portal = models.BooleanField(default=True)
    text = models.BooleanField(default=False)
    email = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False, help_text="May be sent at night.")
    acknowledge = models.BooleanField(default=False)
    escalate_after_hours = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "notice policy row"
        verbose_name_plural = "notice policy"
        constraints = [choices_check("audience", Audience, name="notifications_policy_audience_known")]

    def __str__(self) -> str:
        return f"{policy_words.event_label(self.event)}, to the {self.get_audience_display().lower()}"
