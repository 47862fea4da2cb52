"""The day sheet of a clinician who has accepted."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from casedays.selectors.day_sheet import clinician_sheet
from casedays.views.clinician.days import told_day
from casedays.views.sheets import draw_sheet
from scheduling_portal.core.http import SignedInRequest


@require_GET
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own day on one page; with its patients while the team may see them."""
    day = told_day(request, pk)
    found = clinician_sheet(day, request.user)
    if found is None:
        raise Http404
    return draw_sheet(request, found, back=reverse("clinician:casedays-detail", args=[day.pk]))
