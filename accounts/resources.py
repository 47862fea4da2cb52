"""What leaves as CSV or Excel from the administration of people."""

from typing import Any

from import_export.fields import Field

from accounts.models import Clinician, Credential, User
from scheduling_portal.core.admin import SafeResource
from scheduling_portal.core.wording import phone


class UserResource(SafeResource):
    """People without anything about their passwords."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "mobile", "time_zone", "is_manager", "is_staff", "is_active"]
        export_order = fields

    def dehydrate_mobile(self, user: User) -> str:
        """As written on a card: a leading plus would make it a formula."""
        return phone(user.mobile)


class ClinicianResource(SafeResource):
    """Clinicians with their account."""

    email = Field(attribute="user__email", column_name="email")
    first_name = Field(attribute="user__first_name", column_name="first_name")
    last_name = Field(attribute="user__last_name", column_name="last_name")
    skills = Field(column_name="skills")

    class Meta:
        model = Clinician
        fields = [
            "email", "first_name", "last_name", "provider_type", "home_zip", "max_days_per_week",
            "max_days_per_period", "max_miles", "skills", "active",
        ]  # fmt: skip
        export_order = fields

    def dehydrate_skills(self, clinician: Clinician) -> str:
        """Names with semicolons between."""
        return ";".join(skill.name for skill in clinician.skills.all())


class CredentialResource(SafeResource):
    """Credentials by the clinician's address."""

    email = Field(attribute="clinician__user__email", column_name="email")
    kind = Field(attribute="kind__name", column_name="kind")

    class Meta:
        model = Credential
        fields = ["email", "kind", "state", "number", "issued_on", "expires_on"]
        export_order = fields

    def get_queryset(self) -> Any:
        """All, with what the columns need."""
        return super().get_queryset().select_related("clinician__user", "kind")
