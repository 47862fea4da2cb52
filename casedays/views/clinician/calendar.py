"""The clinician's own calendar address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Clinician
from casedays.feeds import address_of, feed_of, reset_feed
from scheduling_portal.core.http import SignedInRequest


def _own(request: SignedInRequest) -> Clinician:
    return Clinician.objects.select_related("user").get(user=request.user)


@require_GET
def address(request: SignedInRequest) -> HttpResponse:
    """The address, and how a calendar takes it."""
    return render(request, "clinician/casedays/calendar.html", {"address": address_of(feed_of(_own(request)))})


@require_http_methods(["GET", "POST"])
def reset(request: SignedInRequest) -> HttpResponse:
    """Ask once, then make the address anew."""
    if request.method == "POST":
        reset_feed(feed=feed_of(_own(request)), actor=request.user)
        messages.success(request, "Your calendar has a new address. The old one is of no use any more.")
        return redirect("clinician:calendar")
    return render(request, "clinician/casedays/calendar_reset.html")
