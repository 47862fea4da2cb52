"""The patients of a day, read by a manager. Every view is logged, and the practice can read that log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casedays.selectors.practice_cases import cases_of, day_patients
from casedays.views.manager.common import day_or_404
from practices.services import log_patient_views
from scheduling_portal.core.http import SignedInRequest
from scheduling_portal.core.models import Rules


@require_GET
def patients(request: SignedInRequest, pk: int) -> HttpResponse:
    """Booked patients by time, with what is missing and what is flagged."""
    day = day_or_404(request, pk)
    cases = cases_of(day)
    page = day_patients(day, cases, Rules.current())
    if cases:
        log_patient_views(
            viewer=request.user, patients=[case.patient for case in cases], page="manager's list of a day"
        )
    return render(
        request,
        "manager/casedays/patients.html",
        {"day": day, "page": page, "rows": [row for row in page.rows if row.case is not None]},
    )
