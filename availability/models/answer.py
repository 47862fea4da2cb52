"""What clinicians answered, and the talk about it."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Clinician
from availability.enums import Answer, SubmissionStatus
from availability.models.period import Period
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class OwnedByClinician(ScopedQuerySet[M]):
    """Managers see all, a clinician their own."""

    owner = "clinician__user"

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.filter(**{self.owner: user})


class AvailabilityQuerySet(OwnedByClinician["Availability"]):
    """Answers by date."""


class Availability(models.Model):
    """One clinician's submitted answer for one date. Only submitted answers are stored here."""

    scoped = True

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="availability")
    date = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer)
    note = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        verbose_name_plural = "availability"
        constraints = [
            models.UniqueConstraint(fields=["clinician", "date"], name="availability_one_answer_per_date"),
            choices_check("answer", Answer, name="availability_answer_known"),
        ]
        indexes = [models.Index(fields=["date", "answer"], name="availability_by_date")]

    def __str__(self) -> str:
        return f"{self.clinician}: {self.date} {self.get_answer_display().lower()}"


class SubmissionQuerySet(OwnedByClinician["Submission"]):
    """Submissions by clinician and period."""


class Submission(models.Model):
    """That a clinician has answered for a period, and what they want for it as a whole."""

    scoped = True

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="submissions")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=12, choices=SubmissionStatus, default=SubmissionStatus.SUBMITTED)
    submitted_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    max_days_per_week = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    max_days_per_period = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(fields=["period", "clinician"], name="availability_submission_once"),
            choices_check("status", SubmissionStatus, name="availability_submission_status_known"),
            models.CheckConstraint(
                condition=(Q(max_days_per_week__isnull=True) | Q(max_days_per_week__range=(1, 7)))
                & (Q(max_days_per_period__isnull=True) | Q(max_days_per_period__gte=1)),
                name="availability_submission_limits_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinician}, {self.period}"


class CommentQuerySet(OwnedByClinician["Comment"]):
    """Comments; the clinician they concern sees them."""


class Comment(models.Model):
    """A word between a manager and a clinician about a period as a whole, or about one date of it."""

    scoped = True

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="comments")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="availability_comments")
    date = models.DateField(null=True, blank=True)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.author} on {self.date or self.period}"
