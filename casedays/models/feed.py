"""The private addresses at which calendars read somebody's days."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.models import Clinician
from practices.models import Practice
from scheduling_portal.core import clock
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class CalendarFeedQuerySet(ScopedQuerySet["CalendarFeed"]):
    """Only whose days they are: a clinician's own, and those of the practices that somebody works for."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        return self.filter(
            Q(clinician__in=Clinician.objects.filter(user=user, active=True))
            | Q(practice__in=Practice.objects.visible_to_staff(user))
        )


class CalendarFeed(models.Model):
    """One calendar of a clinician or of a practice. Who knows the key reads the days, until there is a new key."""

    scoped = True

    clinician = models.OneToOneField(
        Clinician, null=True, blank=True, on_delete=models.PROTECT, related_name="calendar_feed"
    )
    practice = models.OneToOneField(
        Practice, null=True, blank=True, on_delete=models.PROTECT, related_name="calendar_feed"
    )
    key = models.CharField(max_length=60)
    made_at = models.DateTimeField(default=clock.now)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="casedays_feed_key_once"),
            models.CheckConstraint(
                condition=Q(clinician__isnull=False, practice__isnull=True)
                | Q(clinician__isnull=True, practice__isnull=False),
                name="casedays_feed_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.clinician or self.practice}"
