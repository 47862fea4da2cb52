"""The administration of people."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts import admin_words
from accounts.admin.clinicians import (
    ClinicianAdmin,
    CredentialAdmin,
    CredentialKindAdmin,
    RequiredCredentialAdmin,
    SkillAdmin,
)
from accounts.admin.users import InvitationAdmin, UserAdmin

admin_words.register()

# There is one right, being an administrator; and addresses, second factors and sessions follow from the people.
for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

__all__ = [
    "ClinicianAdmin",
    "CredentialAdmin",
    "CredentialKindAdmin",
    "InvitationAdmin",
    "RequiredCredentialAdmin",
    "SkillAdmin",
    "UserAdmin",
]
