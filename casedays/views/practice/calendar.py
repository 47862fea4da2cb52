"""The calendar addresses of a person's practices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from casedays.feeds import address_of, feed_of, reset_feed
from casedays.models import CalendarFeed
from practices.models import Practice
from scheduling_portal.core.http import SignedInRequest, get_or_404


@require_GET
def addresses(request: SignedInRequest) -> HttpResponse:
    """One address for each practice, and how a calendar takes it."""
    practices = Practice.objects.visible_to_staff(request.user).select_related("calendar_feed")
    rows = [(practice, address_of(_feed(practice))) for practice in practices]
    return render(request, "practice/casedays/calendar.html", {"rows": rows})


def _feed(practice: Practice) -> CalendarFeed:
    """The one that was read along with the practice, or a new one."""
    return getattr(practice, "calendar_feed", None) or feed_of(practice)


@require_http_methods(["GET", "POST"])
def reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then make the practice's address anew."""
    practice = get_or_404(Practice.objects.visible_to_staff(request.user), pk)
    if request.method == "POST":
        reset_feed(feed=feed_of(practice), actor=request.user)
        messages.success(
            request, f"The calendar of {practice.name} has a new address. The old one is of no use any more."
        )
        return redirect("practice:calendar")
    return render(request, "practice/casedays/calendar_reset.html", {"practice": practice})
