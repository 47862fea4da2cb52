from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "scheduling_portal.core"
    label = "core"
    verbose_name = "Rules and timeline"

    def ready(self) -> None:
        from scheduling_portal.core import checks  # noqa: F401 PLC0415  (registers system checks)
        from scheduling_portal.core.stock_words import install  # noqa: PLC0415

        install()
