"""One patient booked on one case day."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from casedays.models.case_day import CaseDay
from casedays.states import AssignmentStatus, CaseStatus, Status
from practices.models import Patient, Practice
from scheduling_portal.core import clock
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.models import Rules
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class Consent(models.TextChoices):
    """Where the consent stands."""

    MISSING = "missing", "Missing"
    SENT = "sent", "Sent out"
    SIGNED = "signed", "Signed"


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases carry patient data: staff of the practice, the accepted team near the day, managers."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        cases = self.model.objects.order_by()
        mine, staffed = cases.visible_to_clinician(user), cases.visible_to_staff(user)
        return self.filter(pk__in=mine.values("pk").union(staffed.values("pk")))

    def visible_to_staff(self, user: "User") -> Self:
        """Cases of the practices this person works for."""
        if not user.is_active:
            return self.none()
        return self.filter(practice__memberships__user=user, practice__active=True)

    def visible_to_clinician(self, user: "User", rules: Rules | None = None) -> Self:
        """Booked cases of days this clinician has accepted, within the rule's window around the date.

        The rules that stand are read where none are given.
        """
        if not user.is_active:
            return self.none()
        rules = rules or Rules.current()
        today = clock.now().date()
        # A day's slack on both sides covers every zone; the pages name the exact dates at the site.
        return self.filter(
            status=CaseStatus.BOOKED,
            case_day__status__in=[Status.CONFIRMED, Status.COMPLETED],
            case_day__assignments__clinician__user=user,
            case_day__assignments__status=AssignmentStatus.ACCEPTED,
            case_day__date__lte=today + dt.timedelta(days=rules.patients_visible_days_before + 1),
            case_day__date__gte=today - dt.timedelta(days=rules.patients_visible_days_after + 1),
        )

    def booked(self) -> Self:
        """Those that are on."""
        return self.filter(status=CaseStatus.BOOKED)


class Case(models.Model):
    """A patient's booking. Patient and case day belong to the same practice by composite foreign keys.

    `start_time` is on the site's clock. Two booked cases of one day never overlap: an exclusion constraint says so.
    """

    scoped = True

    case_day = models.ForeignKey(CaseDay, on_delete=models.PROTECT, related_name="cases")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="cases")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.BOOKED)
    start_time = models.TimeField("starts")
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(600)])
    procedure = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.MISSING)
    fasting_given_on = models.DateField("fasting instructions given on", null=True, blank=True)
    escort_name = models.CharField("escort home", max_length=120, blank=True)
    booked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(auto_now_add=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["case_day", "start_time", "pk"]
        constraints = [
            choices_check("status", CaseStatus, name="casedays_case_status_known"),
            choices_check("consent", Consent, name="casedays_case_consent_known"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 600)), name="casedays_case_minutes_sane"),
            models.UniqueConstraint(
                fields=["case_day", "patient"],
                condition=Q(status=CaseStatus.BOOKED),
                name="casedays_case_patient_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"

    @property
    def end_time(self) -> dt.time:
        """When it is expected to end, on the site's clock; at most 23:59."""
        minutes = min(self.start_time.hour * 60 + self.start_time.minute + self.minutes, 24 * 60 - 1)
        return dt.time(minutes // 60, minutes % 60)
