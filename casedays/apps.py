from django.apps import AppConfig


class CaseDaysConfig(AppConfig):
    name = "casedays"
    verbose_name = "Case days"

    def ready(self) -> None:
        from accounts import portals  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415
        from casedays import rechecks  # noqa: F401, PLC0415  (subscribes to events)
        from casedays.cases import patients  # noqa: F401, PLC0415  (subscribes to events)
        from casedays.selectors.practice_home import answers_waiting  # noqa: PLC0415

        portals.add_nav(
            Portal.PRACTICE,
            portals.NavItem("Home", "home", "house", 10),
            portals.NavItem("Case days", "casedays-list", "calendar-days", 20, count=answers_waiting),
        )
