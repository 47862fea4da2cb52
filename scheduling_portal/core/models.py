"""The ground's own tables: the timeline of everything that happened, and the rules an administrator can set."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class TimelineEntry(models.Model):
    """One step in the life of something: who, when, what, old and new, why. Never changed, never deleted."""

    topic = models.CharField(max_length=40)
    topic_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["topic", "topic_id", "-at"], name="timeline_by_topic")]
        verbose_name_plural = "timeline entries"

    def __str__(self) -> str:
        return f"{self.topic} {self.topic_id}: {self.kind}"


class Rules(models.Model):
    """Numbers that an administrator can change. At most one row; without it the defaults hold."""

    max_miles = models.PositiveIntegerField(
        "farthest distance, miles",
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(3000)],
        help_text="As the crow flies between ZIP centroids. A clinician can have their own.",
    )
    child_age = models.PositiveSmallIntegerField(
        "a child is under, years", default=13, validators=[MinValueValidator(1), MaxValueValidator(21)]
    )
    patients_visible_days_before = models.PositiveSmallIntegerField(
        "team sees patients from, days before", default=7, validators=[MaxValueValidator(60)]
    )
    patients_visible_days_after = models.PositiveSmallIntegerField(
        "team sees patients until, days after", default=2, validators=[MaxValueValidator(60)]
    )
    turnover_minutes = models.PositiveSmallIntegerField(
        "minutes between cases", default=15, validators=[MaxValueValidator(120)]
    )
    answer_hours = models.PositiveSmallIntegerField(
        "hours to answer an assignment", default=48, validators=[MinValueValidator(1), MaxValueValidator(336)]
    )
    review_working_days = models.PositiveSmallIntegerField(
        "working days to answer a request",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    credential_lapse_days = models.PositiveSmallIntegerField(
        "credential lapses soon, days after the day", default=30, validators=[MaxValueValidator(365)]
    )
    weight_months = models.PositiveSmallIntegerField(
        "a patient's weight holds, months",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    manager_phone = models.CharField("phone that practices and clinicians can call", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "rules"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="core_rules_only_one")]

    def __str__(self) -> str:
        return "Rules"

    @classmethod
    def current(cls) -> "Rules":
        """The rules in force: the stored row, else the defaults. One query, never a write."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
