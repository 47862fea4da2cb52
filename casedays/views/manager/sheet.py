"""The day sheet of a manager."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from casedays.selectors.day_sheet import can_be_printed, manager_sheet
from casedays.views.manager.common import day_or_404
from casedays.views.sheets import draw_sheet, not_settled
from scheduling_portal.core.http import SignedInRequest


@require_GET
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A confirmed or completed day on one page."""
    day = day_or_404(request, pk)
    back = reverse("manager:casedays-detail", args=[day.pk])
    if not can_be_printed(day):
        return not_settled(request, day, back)
    return draw_sheet(request, manager_sheet(day), back=back)
