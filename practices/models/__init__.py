"""The tenant, its sites, its people and its patients."""

from practices.models.patient import AsaClass, Patient, PatientView, Sex
from practices.models.practice import (
    ClinicianPreference,
    Membership,
    Practice,
    Preference,
    Site,
    site_label,
)

__all__ = [
    "AsaClass",
    "ClinicianPreference",
    "Membership",
    "Patient",
    "PatientView",
    "Practice",
    "Preference",
    "Sex",
    "Site",
    "site_label",
]
