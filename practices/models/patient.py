"""Patients of a practice, and who has looked at them."""

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from practices.models.practice import Practice
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class Sex(models.TextChoices):
    """As written in the practice's record."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    OTHER = "X", "Other"


class AsaClass(models.IntegerChoices):
    """Physical status class of the American Society of Anesthesiologists."""

    I = 1, "ASA I"  # noqa: E741  (the field's own word)
    II = 2, "ASA II"
    III = 3, "ASA III"
    IV = 4, "ASA IV"
    V = 5, "ASA V"


class PatientQuerySet(ScopedQuerySet["Patient"]):
    """Staff see their practice's patients, managers all. Clinicians see patients through the cases of their day."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.visible_to_staff(user)

    def visible_to_staff(self, user: "User") -> Self:
        """Patients of the practices this person works for."""
        if not user.is_active:
            return self.none()
        return self.filter(practice__memberships__user=user, practice__active=True)


class Patient(models.Model):
    """A person to be sedated. Minimal, and never in a text, subject or calendar entry."""

    scoped = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="patients")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    height_cm = models.DecimalField(
        "height, cm", max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(30), MaxValueValidator(250)],
    )  # fmt: skip
    weight_kg = models.DecimalField(
        "weight, kg", max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
    )  # fmt: skip
    weight_measured_on = models.DateField(null=True, blank=True)
    procedure = models.CharField("planned procedure", max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "expected minutes", default=60, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    allergies = models.TextField(blank=True, max_length=2000)
    medications = models.TextField(blank=True, max_length=2000)
    conditions = models.TextField(blank=True, max_length=2000)
    asa_class = models.PositiveSmallIntegerField("ASA class", choices=AsaClass, null=True, blank=True)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_phone = PhoneNumberField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "practice"], name="practices_patient_with_practice"),
            models.UniqueConstraint(
                fields=["practice", "first_name", "last_name", "date_of_birth"],
                name="practices_patient_once",
                violation_error_message="This practice has a patient of that name and date of birth already.",
            ),
            choices_check("sex", Sex, name="practices_patient_sex_known"),
            models.CheckConstraint(
                condition=models.Q(asa_class__isnull=True) | models.Q(asa_class__range=(1, 5)),
                name="practices_patient_asa_known",
            ),
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 600)), name="practices_patient_minutes_sane"),
        ]

    def __str__(self) -> str:
        return f"Patient {self.pk}"

    def get_full_name(self) -> str:
        """First and last name. Patient data: for entitled pages only."""
        return f"{self.first_name} {self.last_name}"


class PatientViewQuerySet(ScopedQuerySet["PatientView"]):
    """The practice reads who viewed its patients; managers read all."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.visible_to_staff(user)

    def visible_to_staff(self, user: "User") -> Self:
        """Views of the patients of the practices this person works for."""
        if not user.is_active:
            return self.none()
        return self.filter(patient__practice__memberships__user=user, patient__practice__active=True)


class PatientView(models.Model):
    """Somebody looked at a patient's data. Written for every view, never changed."""

    scoped = True

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="views")
    viewer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    page = models.CharField(max_length=60)

    objects = PatientViewQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["patient", "-at"], name="practices_views_by_patient")]

    def __str__(self) -> str:
        return f"{self.viewer} saw patient {self.patient_id}"
