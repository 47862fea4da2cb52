"""The day sheet as every portal draws it. Each patient on it is a logged view, as on the page of the patients."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casedays.models import CaseDay
from casedays.selectors.day_sheet import Sheet
from practices.services import log_patient_views
from scheduling_portal.core import clock
from scheduling_portal.core.http import SignedInRequest

PAGE = "day sheet"


def draw_sheet(request: SignedInRequest, sheet: Sheet, *, back: str) -> HttpResponse:
    """The page to print; `back` is the address of the day."""
    if sheet.patients:
        log_patient_views(viewer=request.user, patients=sheet.patients, page=PAGE)
    context = {"sheet": sheet, "day": sheet.case_day, "back": back, "printed_at": clock.now(), "viewer": request.user}
    answer = render(request, "casedays/sheet.html", context)
    answer["Cache-Control"] = "no-store"  # a copy kept by the browser would be seen without being logged
    return answer


def not_settled(request: SignedInRequest, case_day: CaseDay, back: str) -> HttpResponse:
    """Back to the day, with why there is no sheet of it."""
    messages.warning(
        request,
        f"This day is {case_day.get_status_display().lower()}. A day sheet is printed of confirmed days.",
    )
    return redirect(back)
