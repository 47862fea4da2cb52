from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "availability"
    verbose_name = "Availability"

    def ready(self) -> None:
        from accounts import panels, portals  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415
        from availability import notices  # noqa: F401, PLC0415  (subscribes to events)
        from availability.selectors import missing_now  # noqa: PLC0415
        from availability.selectors.panel import answers_panel  # noqa: PLC0415
        from scheduling_portal.core.querysets import counted  # noqa: PLC0415

        name, icon = "availability-list", "grid-3x3"
        portals.add_nav(Portal.CLINICIAN, portals.NavItem("Availability", name, icon, 20))
        portals.add_nav(
            Portal.MANAGER,
            portals.NavItem("Availability", name, icon, 30, tally=lambda _user: counted(missing_now())),
        )
        panels.register_for_managers(answers_panel)
