from django.apps import AppConfig


class CaseDaysConfig(AppConfig):
    name = "casedays"
    verbose_name = "Case days"

    def ready(self) -> None:
        from casedays import rechecks  # noqa: F401, PLC0415  (subscribes to events)
