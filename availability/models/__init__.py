"""When clinicians can work."""

from availability.models.answer import Availability, Comment, Submission
from availability.models.kept import KeptCoverage
from availability.models.period import Period

__all__ = ["Availability", "Comment", "KeptCoverage", "Period", "Submission"]
