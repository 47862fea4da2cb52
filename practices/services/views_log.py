"""Who has looked at a patient's data."""

from collections.abc import Iterable

from accounts.models import User
from practices.models import Patient, PatientView


def log_patient_views(*, viewer: User, patients: Iterable[Patient], page: str) -> None:
    """Write one row per patient shown. `page` says where in a few words, such as "day sheet". One query."""
    PatientView.objects.bulk_create(PatientView(patient=patient, viewer=viewer, page=page[:60]) for patient in patients)
