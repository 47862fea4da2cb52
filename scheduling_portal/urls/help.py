"""Every address of the help."""

from scheduling_portal.help import urlpatterns

__all__ = ["urlpatterns"]
