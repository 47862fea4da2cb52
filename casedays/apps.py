from django.apps import AppConfig


class CaseDaysConfig(AppConfig):
    name = "casedays"
    verbose_name = "Case days"
