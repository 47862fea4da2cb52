"""Shapes of what people say about themselves, and of filters over people."""

from accounts.forms.filters import ClinicianFilter
from accounts.forms.profile import ClinicianProfileForm, ProfileForm

__all__ = ["ClinicianFilter", "ClinicianProfileForm", "ProfileForm"]
