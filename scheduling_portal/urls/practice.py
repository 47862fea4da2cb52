"""Every address of the practice portal. Its gate stands at the include."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "practice"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("casedays.urls.practice")),
    path("", include("scheduling_portal.roster.urls")),
    path("", include("practices.urls.practice")),
    path("", include("accounts.urls.practice")),
    path("notices/", include("notifications.urls.inbox")),
]
