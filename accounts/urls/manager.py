"""One's own page, and everybody who can be put on a team, inside the manager portal."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import clinicians, invite, me

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", me.profile, name="me"),
    path("clinicians/", clinicians.index, name="clinicians-list"),
    path("clinicians/<int:pk>/", clinicians.detail, name="clinicians-detail"),
    path("clinicians/<int:pk>/invite/", invite.one, name="clinicians-invite"),
    path("people/invite/", invite.everybody, name="people-invite"),
]
