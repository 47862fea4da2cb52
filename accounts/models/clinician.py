"""Clinicians: what slot they fill, where they live, what they can do, how much they want to work."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from accounts.enums import ProviderType
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.geo import ZIP_PATTERN, place_of_zip
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models.user import User


class Skill(models.Model):
    """Something a case day can ask of its team. `provider_types` names who of the three must have it."""

    name = models.CharField(max_length=60, unique=True)
    provider_types = ArrayField(
        models.CharField(max_length=20, choices=ProviderType),
        help_text="Who of the team must have it.",
        default=list,
    )
    asked_by_children = models.BooleanField(default=False, help_text="Asked by itself when children are on the day.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider_types__contained_by=ProviderType.values),
                name="accounts_skill_provider_types_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClinicianQuerySet(ScopedQuerySet["Clinician"]):
    """Managers see all clinicians, a clinician sees themself."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.filter(user=user)

    def working(self) -> Self:
        """Those who can be assigned at all."""
        return self.filter(active=True, user__is_active=True)


class Clinician(models.Model):
    """A user's clinical side."""

    scoped = True

    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="clinician")
    provider_type = models.CharField(max_length=20, choices=ProviderType)
    home_zip = models.CharField(
        "home ZIP", max_length=10, validators=[RegexValidator(ZIP_PATTERN, "Five digits, such as 97034.")]
    )
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)
    max_days_per_week = models.PositiveSmallIntegerField(
        "most days a week", default=5, validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    max_days_per_period = models.PositiveSmallIntegerField(
        "most days a period", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    max_miles = models.PositiveIntegerField(
        "farthest distance, miles",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Empty: the rule for all.",
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="clinicians")
    active = models.BooleanField(default=True, help_text="Turn off instead of deleting.")

    objects = ClinicianQuerySet.as_manager()

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            choices_check("provider_type", ProviderType, name="accounts_clinician_provider_type_known"),
            models.UniqueConstraint(fields=["id", "provider_type"], name="accounts_clinician_with_type"),
            models.CheckConstraint(
                condition=models.Q(max_days_per_week__range=(1, 7)), name="accounts_clinician_week_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(max_days_per_period__isnull=True) | models.Q(max_days_per_period__gte=1),
                name="accounts_clinician_period_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_full_name()}, {self.get_provider_type_display().lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the home's coordinates true to its ZIP."""
        place = place_of_zip(self.home_zip)
        self.latitude, self.longitude = (place.latitude, place.longitude) if place else (None, None)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.home_zip and ZIP_PATTERN.match(self.home_zip) and place_of_zip(self.home_zip) is None:
            raise ValidationError({"home_zip": f"There is no ZIP code {self.home_zip}."})
