"""The day sheet of a practice."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from casedays.selectors.day_sheet import can_be_printed, practice_sheet
from casedays.views.practice.days import staff_day
from casedays.views.sheets import draw_sheet, not_settled
from scheduling_portal.core.http import SignedInRequest


@require_GET
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """A confirmed or completed day on one page, without the team's phones."""
    day = staff_day(request, pk)
    back = reverse("practice:casedays-detail", args=[day.pk])
    if not can_be_printed(day):
        return not_settled(request, day, back)
    return draw_sheet(request, practice_sheet(day), back=back)
