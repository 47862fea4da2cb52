"""Addresses of availability in the clinician portal."""

from django.urls import URLPattern, URLResolver, path

from availability.views import clinician

urlpatterns: list[URLPattern | URLResolver] = [
    path("availability/", clinician.period_list, name="availability-list"),
    path("availability/<int:pk>/", clinician.period, name="availability-period"),
    path("availability/<int:pk>/comment/", clinician.comment, name="availability-comment"),
]
