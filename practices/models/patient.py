"""Patients of a practice, and who has looked at them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from practices.models.practice import Practice
from practices.querysets import OfPracticeQuerySet
from scheduling_portal.core.fields import choices_check


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


class PatientQuerySet(OfPracticeQuerySet["Patient"]):
    """Patients. Clinicians see them only through the cases of their day."""


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


class PatientViewQuerySet(OfPracticeQuerySet["PatientView"]):
    """Who viewed patients: the practice reads it, and managers."""

    to_practice: ClassVar[str] = "patient__practice__"


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
