"""What practices think of being sent a clinician."""

from practices.events import PreferenceChanged
from practices.models import ClinicianPreference
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.events import publish


@in_transaction
def save_preference(*, preference: ClinicianPreference, actor_id: int | None) -> None:
    """Save a preference; days on which the two meet are checked again. The reason is private: no timeline has it."""
    preference.save()
    publish(
        PreferenceChanged(
            actor_id=actor_id,
            practice_id=preference.practice_id,
            clinician_id=preference.clinician_id,
            preference=preference.preference,
        )
    )
