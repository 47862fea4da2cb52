"""What can be done with a practice's records."""

from practices.services.patients import PatientDetails, create_patient, impossible, patient_stamp, update_patient
from practices.services.preferences import remove_preference, save_preference
from practices.services.views_log import log_patient_views

__all__ = [
    "PatientDetails",
    "create_patient",
    "impossible",
    "log_patient_views",
    "patient_stamp",
    "remove_preference",
    "save_preference",
    "update_patient",
]
