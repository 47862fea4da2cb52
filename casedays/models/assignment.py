"""A clinician in a slot of a case day."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.enums import ProviderType
from accounts.models import Clinician
from casedays.models.case_day import CaseDay
from casedays.states import ACTIVE, TOLD, AssignmentStatus, OfferStatus
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    """Managers see all; a clinician sees their own that they were told of."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.visible_to_clinician(user)

    def visible_to_clinician(self, user: "User") -> Self:
        """The person's own, as far as they were told."""
        if not user.is_active:
            return self.none()
        return self.filter(clinician__user=user, status__in=TOLD)

    def visible_to_manager(self, user: "User") -> Self:
        """Everything, for managers only."""
        return self if user.is_active and user.is_manager else self.none()

    def active(self) -> Self:
        """Those that take the slot and the clinician's date."""
        return self.filter(status__in=ACTIVE)


class Assignment(models.Model):
    """A clinician in a slot. `date` is the case day's and moves with it through a composite foreign key.

    Ended ones (declined, released) stay as history.
    """

    scoped = True

    case_day = models.ForeignKey(CaseDay, on_delete=models.PROTECT, related_name="assignments")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="assignments")
    provider_type = models.CharField(max_length=20, choices=ProviderType)
    date = models.DateField()
    status = models.CharField(max_length=12, choices=AssignmentStatus, default=AssignmentStatus.HELD)
    held_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    ended_from_date = models.DateField(null=True, blank=True, help_text="The day's date when this ended.")
    overridden = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Keys of what a manager overrode."
    )
    override_reason = models.CharField(max_length=500, blank=True)
    conflict = models.CharField(max_length=300, blank=True, help_text="Why this person would no longer be eligible.")
    answer_code = models.CharField(max_length=8, null=True, blank=True, unique=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["case_day", "pk"]
        constraints = [
            choices_check("status", AssignmentStatus, name="casedays_assignment_status_known"),
            choices_check("provider_type", ProviderType, name="casedays_assignment_provider_type_known"),
            models.UniqueConstraint(
                fields=["case_day", "provider_type"],
                condition=Q(status__in=ACTIVE),
                name="casedays_assignment_slot_once",
            ),
            models.UniqueConstraint(
                fields=["clinician", "date"],
                condition=Q(status__in=ACTIVE),
                name="casedays_assignment_clinician_date_once",
            ),
            models.CheckConstraint(
                condition=Q(overridden__len=0) | ~Q(override_reason=""),
                name="casedays_assignment_override_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=TOLD) | Q(asked_at__isnull=False),
                name="casedays_assignment_told_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ACTIVE) | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
                name="casedays_assignment_end_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["date", "status"], name="casedays_assignment_by_date")]

    def __str__(self) -> str:
        return f"{self.clinician} on {self.date}"


class OfferQuerySet(ScopedQuerySet["Offer"]):
    """Managers see all, a clinician their own."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.visible_to_clinician(user)

    def visible_to_clinician(self, user: "User") -> Self:
        """The person's own."""
        return self.filter(clinician__user=user) if user.is_active else self.none()


class Offer(models.Model):
    """An open slot of a confirmed day, offered for a time. The first valid acceptance takes it."""

    scoped = True

    case_day = models.ForeignKey(CaseDay, on_delete=models.PROTECT, related_name="offers")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="offers")
    provider_type = models.CharField(max_length=20, choices=ProviderType)
    status = models.CharField(max_length=12, choices=OfferStatus, default=OfferStatus.SENT)
    sent_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    closes_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_code = models.CharField(max_length=8, null=True, blank=True, unique=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            choices_check("status", OfferStatus, name="casedays_offer_status_known"),
            choices_check("provider_type", ProviderType, name="casedays_offer_provider_type_known"),
            models.UniqueConstraint(
                fields=["case_day", "clinician"],
                condition=Q(status=OfferStatus.SENT),
                name="casedays_offer_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Offer to {self.clinician}"
