"""The manager portal's addresses of practices."""

from django.urls import URLPattern, URLResolver, path

from practices.views import manager as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("practices/", views.practices, name="practices-list"),
    path("practices/<int:pk>/", views.practice, name="practices-detail"),
]
