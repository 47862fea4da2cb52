"""What practices think of being sent a clinician."""

from practices.events import PreferenceChanged
from practices.models import ClinicianPreference
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish


@in_transaction
def save_preference(*, preference: ClinicianPreference, actor_id: int | None) -> None:
    """Save a preference; days on which the two meet are checked again. The reason is private: no timeline has it.

    A row that was about another practice or person before is checked for both.
    """
    was = ClinicianPreference.objects.filter(pk=preference.pk).first() if preference.pk else None
    preference.save()
    if was and (was.practice_id, was.clinician_id) != (preference.practice_id, preference.clinician_id):
        _tell(was, "", actor_id)
    _tell(preference, preference.preference, actor_id)


@in_transaction
def remove_preference(*, preference: ClinicianPreference, actor_id: int | None) -> None:
    """Take a preference out; days on which the two meet are checked again. Twice is the same as once."""
    if ClinicianPreference.objects.filter(pk=preference.pk).delete()[0]:
        _tell(preference, "", actor_id)


def _tell(preference: ClinicianPreference, now: str, actor_id: int | None) -> None:
    publish(
        PreferenceChanged(
            actor_id=actor_id,
            practice_id=preference.practice_id,
            clinician_id=preference.clinician_id,
            preference=now,
        )
    )
