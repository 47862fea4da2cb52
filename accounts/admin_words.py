"""People in the words of the administration's timeline."""

from collections.abc import Collection, Mapping

from accounts.models import Clinician, User
from scheduling_portal.core import happenings

PERSON = {
    "invited": "Invited to sign in",
    "deactivated": "Turned off",
    "reactivated": "Turned on again",
    "second_factor_removed": "Second factor forgotten",
}
CLINICIAN = {"clinician_changed": "Changed", "credential_changed": "Credential added or changed"}


def register() -> None:
    """Make these words known; called when the administration is set up."""
    happenings.register("user", happenings.Topic("Person", PERSON, _people))
    happenings.register("clinician", happenings.Topic("Clinician", CLINICIAN, _clinicians))


def _people(ids: Collection[int]) -> Mapping[int, object]:
    return User.objects.in_bulk(ids)


def _clinicians(ids: Collection[int]) -> Mapping[int, object]:
    return Clinician.objects.select_related("user").in_bulk(ids)
