from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from django.db.models import Exists  # noqa: PLC0415

        from accounts import portals, signals  # noqa: F401 PLC0415  (signals connect themselves)
        from accounts.enums import Portal  # noqa: PLC0415
        from accounts.models import Clinician  # noqa: PLC0415

        portals.register(portals.PortalSpec(Portal.MANAGER, lambda user: user.is_manager, "manager:home", shared=True))
        portals.register(
            portals.PortalSpec(
                Portal.CLINICIAN,
                lambda user: hasattr(user, "clinician") and user.clinician.active,
                "clinician:home",
                role=lambda user: Exists(Clinician.objects.filter(user=user.pk, active=True)),
            )
        )
        portals.register(portals.PortalSpec(Portal.ADMIN, lambda user: user.is_staff, "admin:index"))
        portals.add_nav(Portal.MANAGER, portals.NavItem("Clinicians", "clinicians-list", "users", 50, on_phone=False))
        portals.add_nav(Portal.CLINICIAN, portals.NavItem("Me", "me", "user-round-cog", 40))
