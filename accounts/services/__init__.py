"""What can be done to people: verbs with an actor, each in one transaction."""

from accounts.services.credentials import save_credential, verify_credentials
from accounts.services.invitations import invite
from accounts.services.people import (
    deactivate,
    reactivate,
    remove_second_factor,
    save_clinician,
    save_person,
)

__all__ = [
    "deactivate",
    "invite",
    "reactivate",
    "remove_second_factor",
    "save_clinician",
    "save_credential",
    "save_person",
    "verify_credentials",
]
