"""The shell: every address of the product, portal by portal."""

from django.contrib import admin
from django.urls import include, path

from accounts.enums import Portal
from accounts.portals import gated
from accounts.views import landing
from scheduling_portal import health

urlpatterns = [
    path("", landing, name="landing"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("accounts.urls")),
    path("help/", include("scheduling_portal.urls.help")),
    gated("clinician/", Portal.CLINICIAN, "scheduling_portal.urls.clinician"),
    gated("practice/", Portal.PRACTICE, "scheduling_portal.urls.practice"),
    gated("manager/", Portal.MANAGER, "scheduling_portal.urls.manager"),
    path("answer/", include("casedays.urls.answer")),
    path("calendar/", include("casedays.urls.calendar")),
    path("webhooks/", include("notifications.urls.webhooks")),
    path("admin/", admin.site.urls),
]

handler500 = "scheduling_portal.broken.broken"
