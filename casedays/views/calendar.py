"""The feed that calendars read. The address is the key, so nobody signs in."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from casedays import calendar_file
from casedays.models import CalendarFeed
from casedays.selectors.calendar import entries_of, name_of


@login_not_required
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The owner's days as a calendar; 404 for an address that is not, or no longer, one."""
    known = CalendarFeed.objects.select_related("clinician__user", "practice").filter(key=key).first()
    if known is None:
        raise Http404
    response = HttpResponse(
        calendar_file.write(name_of(known), entries_of(known)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="case-days.ics"'
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response
