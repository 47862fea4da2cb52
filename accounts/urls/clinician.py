"""One's own page inside the clinician portal."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import me

urlpatterns: list[URLPattern | URLResolver] = [path("me/", me.profile, name="me")]
