"""The lists that can be imported, each in its own file, in the order in which they refer to each other."""

from scheduling_portal.roster.base import Loader
from scheduling_portal.roster.loaders.availability import AvailabilityLoader
from scheduling_portal.roster.loaders.clinicians import ClinicianLoader
from scheduling_portal.roster.loaders.credentials import CredentialLoader
from scheduling_portal.roster.loaders.patients import PatientLoader
from scheduling_portal.roster.loaders.places import PracticeLoader, SiteLoader
from scheduling_portal.roster.loaders.preferences import PreferenceLoader
from scheduling_portal.roster.loaders.requests import RequestLoader

LOADERS: list[type[Loader]] = [
    ClinicianLoader,
    CredentialLoader,
    PracticeLoader,
    SiteLoader,
    PreferenceLoader,
    RequestLoader,
    AvailabilityLoader,
    PatientLoader,
]

__all__ = ["LOADERS"]
