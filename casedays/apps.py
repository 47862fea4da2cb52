from django.apps import AppConfig


class CaseDaysConfig(AppConfig):
    name = "casedays"
    verbose_name = "Case days"

    def ready(self) -> None:
        from accounts import panels, portals, workload  # noqa: PLC0415
        from accounts.enums import Portal  # noqa: PLC0415
        from availability.demand import register_demand  # noqa: PLC0415
        from casedays import backfill, notices, rechecks, replies  # noqa: F401, PLC0415  (subscribe to events)
        from casedays.cases import patients  # noqa: F401, PLC0415  (subscribes to events)
        from casedays.selectors import answered, demand  # noqa: PLC0415
        from casedays.selectors.clinician_days import waiting_tally  # noqa: PLC0415
        from casedays.selectors.clinician_panel import days_panel  # noqa: PLC0415
        from casedays.selectors.practice_needs import needs_tally  # noqa: PLC0415
        from casedays.selectors.workload import days_this_period  # noqa: PLC0415
        from notifications import answers  # noqa: PLC0415

        portals.add_nav(
            Portal.PRACTICE,
            portals.NavItem("Home", "home", "house", 10, tally=needs_tally),
            portals.NavItem("Case days", "casedays-list", "calendar-days", 20),
        )
        portals.add_nav(Portal.CLINICIAN, portals.NavItem("My days", "home", "calendar-days", 10, tally=waiting_tally))
        register_demand(demand)
        answers.register(answered.outcomes)
        workload.register(days_this_period)
        panels.register_for_managers(days_panel)
        from casedays.selectors import attention  # noqa: PLC0415

        rooms = ("board", "case-days", "assignments", "changes", "matching")
        board_pages = tuple(f"/manager/{room}/" for room in rooms)
        portals.add_nav(
            Portal.MANAGER,
            portals.NavItem("Needs me", "home", "inbox", 10, tally=attention.total_tally),
            portals.NavItem("Board", "casedays-board", "calendar-days", 20, prefix=board_pages),
            portals.NavItem("Requests", "casedays-requests", "calendar-plus", 40, tally=attention.requests_tally),
            portals.NavItem("Reports", "reports", "chart-column", 90, on_phone=False),
        )
