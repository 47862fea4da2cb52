"""What the pages are measured against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """The unit: a view that answers two letters, through all that every request passes."""
    return HttpResponse("ok", content_type="text/plain")


def frame(request: HttpRequest) -> HttpResponse:
    """A manager's page without content: signing in, navigation, badges."""
    request.resolver_match = resolve(reverse("manager:home"))  # the frame asks in which portal it is
    return render(request, "layouts/manager.html")
