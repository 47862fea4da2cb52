"""Addresses of availability in the manager portal."""

from django.urls import URLPattern, URLResolver, path

from availability.views import manager

urlpatterns: list[URLPattern | URLResolver] = [
    path("availability/", manager.period_list, name="availability-list"),
    path("availability/<int:pk>/", manager.period, name="availability-period"),
    path("availability/<int:pk>/remind/", manager.remind, name="availability-remind"),
    path(
        "availability/<int:pk>/clinicians/<int:clinician_pk>/",
        manager.clinician,
        name="availability-clinician",
    ),
]
