"""Licences, cards and cover, and which of them a case day needs."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from accounts.enums import ProviderType
from accounts.models.clinician import Clinician
from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet
from scheduling_portal.core.states import STATE_CHOICES

if TYPE_CHECKING:
    from accounts.models.user import User


class CredentialKind(models.Model):
    """A kind of credential, such as BLS or a state licence."""

    name = models.CharField(max_length=60, unique=True)
    by_state = models.BooleanField("held per state", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CredentialQuerySet(ScopedQuerySet["Credential"]):
    """Managers see all, a clinician their own."""

    def visible_to(self, user: "User") -> Self:
        if not user.is_active:
            return self.none()
        if user.is_manager:
            return self
        return self.filter(clinician__user=user)


class Credential(models.Model):
    """One clinician's credential; it counts on a date within issued and expires, both inclusive."""

    scoped = True

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="credentials")
    kind = models.ForeignKey(CredentialKind, on_delete=models.PROTECT, related_name="credentials")
    state = models.CharField(max_length=2, blank=True, choices=STATE_CHOICES)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    expires_on = models.DateField()
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["kind__name", "state", "-expires_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")),
                name="accounts_credential_expires_after_issue",
                violation_error_message="A credential cannot expire before it was issued.",
            ),
            models.UniqueConstraint(fields=["clinician", "kind", "state", "number"], name="accounts_credential_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}".strip()


class RequiredCredential(models.Model):
    """Part of the required set: provider type x state x children. An empty state means every state."""

    provider_type = models.CharField(max_length=20, choices=ProviderType)
    kind = models.ForeignKey(CredentialKind, on_delete=models.PROTECT, related_name="requirements")
    state = models.CharField("only in", max_length=2, blank=True, choices=STATE_CHOICES)
    children_only = models.BooleanField("only with children", default=False)

    class Meta:
        ordering = ["provider_type", "kind__name", "state"]
        constraints = [
            choices_check("provider_type", ProviderType, name="accounts_required_provider_type_known"),
            models.UniqueConstraint(
                fields=["provider_type", "kind", "state", "children_only"],
                name="accounts_required_credential_once",
            ),
        ]

    def __str__(self) -> str:
        where = f" in {self.state}" if self.state else ""
        when = " with children" if self.children_only else ""
        return f"{self.get_provider_type_display()}: {self.kind}{where}{when}"
