"""The product's addresses, and two that exist only here: nothing at all, and a page without content."""

from django.urls import path

from benchmarks import views
from scheduling_portal import urls

urlpatterns = [
    path("benchmark/empty/", views.empty),
    path("benchmark/frame/", views.frame),
    *urls.urlpatterns,
]
