"""Spans of dates for which availability is collected and case days are planned."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from scheduling_portal.core import clock
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class DateRange(Func):
    """PostgreSQL's daterange() of two dates."""

    function = "DATERANGE"
    output_field = DateRangeField()


class PeriodQuerySet(ScopedQuerySet["Period"]):
    """Managers see every period; clinicians those that have opened."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        if not hasattr(user, "clinician"):
            return self.none()
        return self.filter(opens_at__lte=clock.now())


class Period(models.Model):
    """A scheduling period. Answers are taken from `opens_at`, wanted by `due_at`, fixed from `locks_at`."""

    scoped = True

    name = models.CharField(max_length=80, blank=True, help_text="Empty: shown by its dates.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    opens_at = models.DateTimeField("opens")
    due_at = models.DateTimeField("due")
    locks_at = models.DateTimeField("locks")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="availability_period_ends_after_start",
                violation_error_message="A period cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("opens_at")) & Q(locks_at__gte=F("due_at")),
                name="availability_period_opens_due_locks",
                violation_error_message="A period opens, then is due, then locks.",
            ),
            ExclusionConstraint(
                name="availability_periods_apart",
                expressions=[
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message="Another period holds some of these dates.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.starts_on:%b %-d} to {self.ends_on:%b %-d, %Y}"
