from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo world and the command that makes it."""

    name = "scheduling_portal.demo"
    label = "demo"
    verbose_name = "Demo world"
