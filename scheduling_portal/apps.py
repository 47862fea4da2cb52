from django.contrib.admin.apps import AdminConfig


class TrioAdminConfig(AdminConfig):
    """Puts our site in the place of Django's."""

    default_site = "scheduling_portal.admin_site.TrioAdminSite"

    def ready(self) -> None:
        super().ready()
        # Shared tasks belong to the app that was loaded last: a web process must know our broker as well.
        from scheduling_portal import celery  # noqa: F401, PLC0415
