"""Django admin, entered through the same door as everything else."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class TrioAdminSite(admin.AdminSite):
    """The administration. Its sign-in page is the product's; somebody signed in without the right is told so."""

    site_header = "Trio administration"
    site_title = "Trio administration"
    index_title = "People, rules and records"

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("account_login"))
