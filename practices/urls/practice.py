"""The practice portal's addresses of patients and of the practice itself."""

from django.urls import URLPattern, URLResolver, path

from practices.views import practice as views

urlpatterns: list[URLPattern | URLResolver] = [
    path("patients/", views.patients, name="patients-list"),
    path("patients/new/", views.patient_new, name="patients-new"),
    path("patients/views/", views.patient_views, name="patients-views"),
    path("patients/<int:pk>/", views.patient_detail, name="patients-detail"),
    path("patients/<int:pk>/edit/", views.patient_edit, name="patients-edit"),
    path("practice/", views.practice, name="practice-detail"),
]
