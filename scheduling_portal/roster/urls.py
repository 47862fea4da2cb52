"""The practice portal's address of bringing a list of patients."""

from django.urls import URLPattern, URLResolver, path

from scheduling_portal.roster import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("patients/import/", views.import_patients, name="patients-import"),
]
