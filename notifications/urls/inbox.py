"""The inbox, mounted in each portal."""

from django.urls import URLPattern, URLResolver, path

from notifications.views import inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="notices"),
    path("read-all/", inbox.read_all, name="notices-read-all"),
    path("<int:pk>/open/", inbox.open_notice, name="notices-open"),
]
