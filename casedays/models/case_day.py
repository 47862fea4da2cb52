"""One site, one local date, one care team."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Skill
from casedays.states import OPEN, TOLD, OfferStatus, Status
from practices.models import Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.fields import PhoneNumberField, choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class CaseDayQuerySet(ScopedQuerySet["CaseDay"]):
    """Scoping of case days. A person with several roles sees in each portal what that role sees."""

    def visible_to(self, user: "User") -> Self:
        """All that the person may see in any of their roles."""
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        staffed = self.model.objects.order_by().visible_to_staff(user).values("pk")
        return self.filter(pk__in=staffed.union(*self._told(user)))

    def visible_to_staff(self, user: "User") -> Self:
        """Days of the practices this person works for."""
        if not user.is_active:
            return self.none()
        return self.filter(practice__memberships__user=user, practice__active=True)

    def visible_to_clinician(self, user: "User") -> Self:
        """Days this clinician was asked for, has accepted, or has an offer for. Held ones stay unseen."""
        if not user.is_active:
            return self.none()
        asked, offered = self._told(user)
        return self.filter(pk__in=asked.union(offered))

    def visible_to_manager(self, user: "User") -> Self:
        """Everything, for managers only."""
        return self if user.is_active and user.is_manager else self.none()

    def _told(self, user: "User") -> "tuple[models.QuerySet[Any, Any], models.QuerySet[Any, Any]]":
        """Ids of days by assignment, and by offer.

        One query each, to be united: an OR over both joins would begin at all days instead of at the person's rows.
        """
        days = self.model.objects.order_by()
        asked = days.filter(assignments__clinician__user=user, assignments__status__in=TOLD)
        offered = days.filter(offers__clinician__user=user, offers__status=OfferStatus.SENT)
        return asked.values("pk"), offered.values("pk")

    def upcoming(self, today: dt.date) -> Self:
        """Days that are still going to happen, or may, from `today` on."""
        return self.filter(date__gte=today, status__in=OPEN)


class CaseDay(models.Model):
    """A case day from the first wish to its end. `date` is the wanted, then the planned, local date at the site.

    Only `casedays.lifecycle` writes `status`. Arrival is minutes before the first case, so that it moves with it.
    """

    scoped = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="case_days")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="case_days")
    date = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    first_case_time = models.TimeField("first case")
    expected_end = models.TimeField("expected end")
    arrival_minutes_before = models.PositiveSmallIntegerField(default=60, validators=[MaxValueValidator(240)])
    expected_patients = models.PositiveSmallIntegerField(
        "patients expected", default=1, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    children = models.BooleanField(default=False)
    skills = models.ManyToManyField(Skill, blank=True, related_name="case_days")
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = PhoneNumberField(blank=True)
    parking = models.CharField("parking and door code", max_length=200, blank=True)
    notes = models.TextField("notes for the team", blank=True, max_length=2000)

    requested_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    series = models.UUIDField(null=True, blank=True, help_text="Shared by days of one repeat rule.")
    proposed_date = models.DateField(null=True, blank=True)
    proposed_until = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    details_confirmed_at = models.DateTimeField(null=True, blank=True)
    details_confirmed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseDayQuerySet.as_manager()

    class Meta:
        ordering = ["date", "first_case_time", "pk"]
        constraints = [
            choices_check("status", Status, name="casedays_caseday_status_known"),
            models.CheckConstraint(
                condition=Q(expected_end__gt=F("first_case_time")),
                name="casedays_caseday_ends_after_first_case",
                violation_error_message="Expected end must be after the first case.",
            ),
            models.CheckConstraint(
                condition=Q(expected_patients__range=(1, 60)), name="casedays_caseday_patients_sane"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="casedays_caseday_confirmed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.REJECTED, Status.CANCELLED]) | ~Q(status_reason=""),
                name="casedays_caseday_end_has_reason",
            ),
            models.UniqueConstraint(fields=["id", "practice"], name="casedays_caseday_with_practice"),
            models.UniqueConstraint(fields=["id", "date"], name="casedays_caseday_with_date"),
        ]
        indexes = [
            models.Index(fields=["status", "date"], name="casedays_by_status_date"),
            models.Index(fields=["date", "status"], name="casedays_by_date_status"),
            models.Index(fields=["practice", "date"], name="casedays_by_practice_date"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="casedays_by_series"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%a %-d %b}, {self.site}"

    @property
    def arrival_time(self) -> dt.time:
        """When the team arrives, on the site's clock; not before midnight."""
        first = self.first_case_time.hour * 60 + self.first_case_time.minute
        minutes = max(0, first - self.arrival_minutes_before)
        return dt.time(minutes // 60, minutes % 60)

    @property
    def first_case_at(self) -> dt.datetime:
        """The instant of the first case."""
        return clock.local_instant(self.date, self.first_case_time, self.site.time_zone)


class WantedDate(models.Model):
    """A date the practice would take; rank 0 is the best."""

    case_day = models.ForeignKey(CaseDay, on_delete=models.CASCADE, related_name="wanted_dates")
    rank = models.PositiveSmallIntegerField()
    date = models.DateField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["case_day", "rank"], name="casedays_wanted_rank_once"),
            models.UniqueConstraint(fields=["case_day", "date"], name="casedays_wanted_date_once"),
            models.CheckConstraint(condition=Q(rank__lte=3), name="casedays_wanted_at_most_four"),
        ]

    def __str__(self) -> str:
        return f"{self.date}"
