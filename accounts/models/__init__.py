"""Who people are."""

from accounts.models.badges import KeptCounts
from accounts.models.clinician import Clinician, ClinicianQuerySet, Skill
from accounts.models.credential import Credential, CredentialKind, RequiredCredential
from accounts.models.invitation import Invitation
from accounts.models.user import User, UserManager

__all__ = [
    "Clinician",
    "ClinicianQuerySet",
    "Credential",
    "CredentialKind",
    "Invitation",
    "KeptCounts",
    "RequiredCredential",
    "Skill",
    "User",
    "UserManager",
]
