"""Django admin, entered through the same door as everything else."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


class TrioAdminSite(admin.AdminSite):
    """The administration. Signing in and out and the password are the product's own pages.

    Somebody signed in without the right is told so (403).
    """

    site_header = "Trio administration"
    site_title = "Trio administration"
    index_title = "People, rules and records"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's signature
        """One gate for every page of the administration."""
        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return self._to_the_door(request, request.get_full_path())
            answer: HttpResponse = inner(request, *args, **kwargs)
            return answer

        return gate

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's own, which send strangers to our sign-in page without a detour."""
        urls = super().get_urls()
        for url in urls:
            if isinstance(url, URLPattern) and hasattr(url.callback, "login_url"):
                url.callback.login_url = reverse_lazy("account_login")
        return urls

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits for an administrator, then everything there is."""
        from scheduling_portal.admin_home import waiting_for_administrators  # noqa: PLC0415  reads models

        return super().index(request, {"waiting": waiting_for_administrators(), **(extra_context or {})})

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The product's sign-in page, which leads back here."""
        target = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        if self.has_permission(request):
            return redirect(target if safe else reverse("admin:index"))
        return self._to_the_door(request, target if safe else reverse("admin:index"))

    def logout(  # type: ignore[override]  # a redirect instead of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Signs out of the whole product."""
        return _sign_out(request)

    def password_change(  # type: ignore[override]  # a redirect instead of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The product's own page, which ends other sessions."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]  # a redirect instead of a page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Nothing leads here any more."""
        return redirect("account_profile")

    def _to_the_door(self, request: HttpRequest, back: str) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(back, reverse("account_login"))


@login_not_required
@require_POST
def _sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")
