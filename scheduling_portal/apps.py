from django.contrib.admin.apps import AdminConfig


class TrioAdminConfig(AdminConfig):
    """Puts our site in the place of Django's."""

    default_site = "scheduling_portal.admin_site.TrioAdminSite"
