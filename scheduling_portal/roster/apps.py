from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Import of a company's spreadsheets, by command and in the administration."""

    name = "scheduling_portal.roster"
    label = "roster"
    verbose_name = "Starting from spreadsheets"
