from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        from accounts import portals  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415

        portals.register(portals.PortalSpec(Portal.MANAGER, lambda user: user.is_manager, "manager:home"))
        portals.register(
            portals.PortalSpec(
                Portal.CLINICIAN,
                lambda user: hasattr(user, "clinician") and user.clinician.active,
                "clinician:home",
            )
        )
        portals.register(portals.PortalSpec(Portal.ADMIN, lambda user: user.is_staff, "admin:index"))
