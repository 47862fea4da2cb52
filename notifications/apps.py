from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        from accounts import panels, portals  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415
        from notifications import alerts, selectors  # noqa: PLC0415
        from notifications.enums import Audience  # noqa: PLC0415
        from notifications.panels import texts_panel  # noqa: PLC0415

        alerts.register()
        panels.register(texts_panel)
        icon = "message-circle"
        unread = selectors.unread_tally(Audience.CLINICIAN)
        portals.add_nav(Portal.CLINICIAN, portals.NavItem("Notices", "notices", icon, 30, tally=unread))
        portals.add_nav(
            Portal.MANAGER,
            portals.NavItem("Messages", "messages", icon, 70, on_phone=False, tally=selectors.needs_a_manager),
        )
