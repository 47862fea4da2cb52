"""Edits of days that are already planned or confirmed, and the policy that decides them."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from casedays.models.case_day import CaseDay
from casedays.states import TOLD, ChangeStatus
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ChangeQuerySet(ScopedQuerySet["Change"]):
    """Managers see all, staff those of their practice, clinicians those of their days."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        changes = self.model.objects.order_by()
        staffed = changes.filter(case_day__practice__memberships__user=user, case_day__practice__active=True)
        mine = changes.filter(case_day__assignments__clinician__user=user, case_day__assignments__status__in=TOLD)
        return self.filter(pk__in=staffed.values("pk").union(mine.values("pk")))


class Change(models.Model):
    """The numbered old -> new record of what changed, or is asked to change, on one day.

    `fields` maps a field name to its old and new value in storable form. While waiting, the day stands as it was.
    """

    scoped = True

    case_day = models.ForeignKey(CaseDay, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=ChangeStatus, default=ChangeStatus.WAITING)
    fields = models.JSONField()
    why = models.CharField(max_length=300, blank=True, help_text="Why it needed a manager, or why it did not.")
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["case_day", "-number"]
        constraints = [
            choices_check("status", ChangeStatus, name="casedays_change_status_known"),
            models.UniqueConstraint(fields=["case_day", "number"], name="casedays_change_number_once"),
            models.UniqueConstraint(
                fields=["case_day"],
                condition=Q(status=ChangeStatus.WAITING),
                name="casedays_change_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(status=ChangeStatus.WAITING) | Q(decided_at__isnull=False),
                name="casedays_change_decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=ChangeStatus.DECLINED) | ~Q(decision_reason=""),
                name="casedays_change_declined_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Change {self.number}"


class ChangeAcknowledgement(models.Model):
    """Somebody who must see an applied change, and when they did."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="change_acknowledgements")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["change", "user"], name="casedays_acknowledgement_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.change}"


class PolicyField(models.TextChoices):
    """What an edit can touch."""

    DATE = "date", "Date"
    SITE = "site", "Site"
    FIRST_CASE_TIME = "first_case_time", "First case"
    EXPECTED_END = "expected_end", "Expected end"
    EXPECTED_PATIENTS = "expected_patients", "Patients expected"
    CHILDREN = "children", "Children"
    SKILLS = "skills", "Skills"
    CONTACT_NAME = "contact_name", "Contact"
    CONTACT_PHONE = "contact_phone", "Contact phone"
    PARKING = "parking", "Parking and door code"
    NOTES = "notes", "Notes for the team"


class Decision(models.TextChoices):
    """What the policy says of an edit."""

    APPLY = "apply", "Apply at once"
    MANAGER = "manager", "Needs a manager"


class ChangePolicyRow(models.Model):
    """field x size of change x hours to the day -> decision. The first row that fits decides; none: a manager.

    `smaller_than` is in the field's unit: minutes for times, patients for patients; empty means any size.
    `more_than_hours` is how far ahead the first case must be at least; empty means any distance.
    """

    order = models.PositiveSmallIntegerField(default=100)
    field = models.CharField(max_length=24, choices=PolicyField)
    smaller_than = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    more_than_hours = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "change policy row"
        verbose_name_plural = "change policy"
        constraints = [
            choices_check("field", PolicyField, name="casedays_policy_field_known"),
            choices_check("decision", Decision, name="casedays_policy_decision_known"),
            models.CheckConstraint(
                condition=Q(smaller_than__isnull=True) | Q(smaller_than__gte=1),
                name="casedays_policy_size_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.get_decision_display().lower()}"
