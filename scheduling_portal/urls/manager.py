"""Every address of the manager portal. Its gate stands at the include."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "manager"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("casedays.urls.manager")),
    path("", include("practices.urls.manager")),
    path("", include("availability.urls.manager")),
    path("", include("accounts.urls.manager")),
    path("messages/", include("notifications.urls.manager")),
    path("notices/", include("notifications.urls.inbox")),
]
