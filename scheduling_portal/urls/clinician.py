"""Every address of the clinician portal. Its gate stands at the include."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "clinician"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("casedays.urls.clinician")),
    path("", include("availability.urls.clinician")),
    path("", include("accounts.urls.clinician")),
    path("notices/", include("notifications.urls.inbox")),
]
