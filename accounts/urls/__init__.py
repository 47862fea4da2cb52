"""Signing in and everything about one's own account."""

from django.urls import include, path

from accounts.views import invitation, me

urlpatterns = [
    path("invitation/<str:uid>/<str:key>/", invitation.accept, name="account_invitation"),
    path("me/", me.profile, name="account_profile"),
    path("", include("allauth.urls")),
]
