"""Spans of dates for which availability is collected and case days are planned."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q

from scheduling_portal.core import clock, wording
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


LONGEST_DAYS = 366


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
        return self.name or wording.day_span(self.starts_on, self.ends_on)

    def clean(self) -> None:
        """Refuses, at the field, spans that no calendar could show. The database compares the dates again."""
        first: dt.date | None = self.starts_on  # a form that could not read a date leaves None
        last: dt.date | None = self.ends_on
        errors = {
            name: "Choose a date between 2000 and 2100."
            for name, date in (("starts_on", first), ("ends_on", last))
            if date is not None and not clock.EARLIEST_DATE <= date <= clock.LATEST_DATE
        }
        if first is not None and last is not None and not errors:
            days = (last - first).days
            if days < 0:
                errors["ends_on"] = "A period cannot end before it starts."
            elif days > LONGEST_DAYS:
                errors["ends_on"] = f"A period has at most {LONGEST_DAYS} days."
        if errors:
            raise ValidationError(errors)
