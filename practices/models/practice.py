"""The customer organisation, its addresses and its people."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Clinician
from practices.querysets import OfPracticeQuerySet
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.geo import ZIP_PATTERN, place_of_zip
from scheduling_portal.core.querysets import ScopedQuerySet
from scheduling_portal.core.states import STATE_CHOICES
from scheduling_portal.core.zones import validate_zone

if TYPE_CHECKING:
    from accounts.models import User


class PracticeQuerySet(OfPracticeQuerySet["Practice"]):
    """Practices."""

    to_practice: ClassVar[str] = ""


class Practice(models.Model):
    """A customer organisation."""

    scoped = True

    name = models.CharField(max_length=120, unique=True)
    phone = PhoneNumberField(blank=True)
    active = models.BooleanField(default=True, help_text="Turn off instead of deleting.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def site_label(name: str, city: str) -> str:
    """What a site is called: its name, with the city where the name does not tell: "Main (Boise)", "Tigard"."""
    return name if city.casefold() in name.casefold() else f"{name} ({city})"


class SiteQuerySet(OfPracticeQuerySet["Site"]):
    """Addresses."""


class Site(models.Model):
    """One address of a practice, with its own time zone."""

    scoped = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=80)
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2, choices=STATE_CHOICES)
    zip_code = models.CharField(
        "ZIP", max_length=10, validators=[RegexValidator(ZIP_PATTERN, "Five digits, such as 97034.")]
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text="IANA name. Empty: taken from the ZIP.",
    )
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)
    arrival_minutes_before = models.PositiveSmallIntegerField(
        "team arrives, minutes before the first case", default=60, validators=[MaxValueValidator(240)]
    )
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = PhoneNumberField(blank=True)
    notes = models.TextField("parking, door code, rooms", blank=True, max_length=2000)
    permit_number = models.CharField(max_length=40, blank=True)
    permit_expires_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True, help_text="Turn off instead of deleting.")

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["practice__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "name"], name="practices_site_name_once"),
            models.UniqueConstraint(fields=["id", "practice"], name="practices_site_with_practice"),
            models.CheckConstraint(
                condition=models.Q(arrival_minutes_before__lte=240), name="practices_site_arrival_sane"
            ),
            models.CheckConstraint(condition=~models.Q(time_zone=""), name="practices_site_has_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.practice.name}, {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps coordinates, and the zone where none is given, true to the ZIP."""
        place = place_of_zip(self.zip_code)
        self.latitude, self.longitude = (place.latitude, place.longitude) if place else (None, None)
        if place and not self.time_zone:
            self.time_zone = place.zone
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Without a zone the ZIP is refused already, at its field; the database has nothing to add."""
        super().validate_constraints({*(exclude or ()), *([] if self.time_zone else ["time_zone"])})

    @property
    def label(self) -> str:
        """What it is called: see `site_label`."""
        return site_label(self.name, self.city)

    @property
    def address(self) -> str:
        """Street, city, state and ZIP on one line."""
        return f"{self.street}, {self.city} {self.state} {self.zip_code}"

    def clean(self) -> None:
        place = place_of_zip(self.zip_code or "")
        if self.zip_code and ZIP_PATTERN.match(self.zip_code) and place is None:
            raise ValidationError({"zip_code": f"There is no ZIP code {self.zip_code}."})
        if place and not self.time_zone:
            self.time_zone = place.zone


class MembershipQuerySet(OfPracticeQuerySet["Membership"]):
    """Who works where."""


class Membership(models.Model):
    """A person works for a practice and acts in its name."""

    scoped = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="memberships")
    title = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["practice__name", "user__last_name"]
        constraints = [models.UniqueConstraint(fields=["practice", "user"], name="practices_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.practice}"


class Preference(models.TextChoices):
    """What a practice thinks of being sent a clinician."""

    PREFERRED = "preferred", "Preferred"
    DO_NOT_SEND = "do_not_send", "Do not send"


class ClinicianPreferenceQuerySet(ScopedQuerySet["ClinicianPreference"]):
    """Managers only: a block is never shown to the person, nor to other practices."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.is_manager else self.none()


class ClinicianPreference(models.Model):
    """A practice prefers a clinician, or asked not to be sent them."""

    scoped = True

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="clinician_preferences")
    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="practice_preferences")
    preference = models.CharField(max_length=12, choices=Preference)
    reason = models.CharField(max_length=200, blank=True)

    objects = ClinicianPreferenceQuerySet.as_manager()

    class Meta:
        ordering = ["practice__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "clinician"], name="practices_preference_once"),
            choices_check("preference", Preference, name="practices_preference_known"),
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.get_preference_display().lower()} {self.clinician}"
