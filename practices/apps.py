from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = "Practices"

    def ready(self) -> None:
        from accounts import portals  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415
        from notifications.enums import Audience  # noqa: PLC0415
        from notifications.selectors import unread_tally  # noqa: PLC0415
        from practices import selectors  # noqa: PLC0415

        portals.register(
            portals.PortalSpec(
                Portal.PRACTICE,
                selectors.works_for_a_practice,
                "practice:home",
                line=selectors.staff_line,
                role=selectors.staff_role,
            )
        )
        portals.add_nav(
            Portal.PRACTICE,
            portals.NavItem("Patients", "patients-list", "users", 30),
            portals.NavItem("Practice", "practice-detail", "building-2", 40, on_phone=False),
            portals.NavItem("Notices", "notices", "message-circle", 50, tally=unread_tally(Audience.PRACTICE)),
        )
        portals.add_nav(Portal.MANAGER, portals.NavItem("Practices", "practices-list", "map-pin", 60, on_phone=False))
