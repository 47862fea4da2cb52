"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from scheduling_portal.core import clock
from scheduling_portal.core.fields import PhoneNumberField, choices_check
from scheduling_portal.core.states import Theme
from scheduling_portal.core.zones import validate_zone


class UserManager(BaseUserManager["User"]):
    """Makes users; email is the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this address; without a password they are invited to set one. Raises ValueError on no email."""
        if not email:
            raise ValueError("A user needs an email address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are facts elsewhere: a clinician profile, a membership in a practice, or the flags here."""

    email = models.EmailField("email address", max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    mobile = PhoneNumberField("mobile phone", blank=True, help_text="Gets texts. US numbers may be typed in any form.")
    time_zone = models.CharField(
        max_length=64,
        default="America/Los_Angeles",
        validators=[validate_zone],
        help_text="IANA name; sets the night in which no text is sent.",
    )
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM)
    is_manager = models.BooleanField("clinical manager", default=False)
    is_staff = models.BooleanField("administrator", default=False, help_text="May open the administration.")
    is_active = models.BooleanField(
        "active", default=True, help_text="Turn off instead of deleting; ends every session."
    )
    invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_once",
                violation_error_message="Somebody has this email address already.",
            ),
            choices_check("theme", Theme, name="accounts_user_theme_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the address in small letters: that is how it is compared when somebody signs in."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """First and last name as shown everywhere."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        """First name."""
        return self.first_name
