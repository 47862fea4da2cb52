"""A clinician's days: first screen, list, one day, its patients."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from casedays.forms.clinician import DaysFilter
from casedays.models import Assignment, CaseDay
from casedays.selectors import clinician_day, clinician_days, clinician_home
from casedays.selectors.answered import once_told
from practices.services import log_patient_views
from scheduling_portal.core import wording
from scheduling_portal.core.http import SignedInRequest, get_or_404
from scheduling_portal.core.models import Rules


def told_day(request: SignedInRequest, pk: int) -> CaseDay:
    """A day the clinician was asked for, has accepted or has an offer for; 404 for any other."""
    days = CaseDay.objects.visible_to_clinician(request.user).select_related("site", "practice")
    return get_or_404(days, pk)


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What needs the clinician first, then the next days."""
    page = clinician_home.home_of(request.user)
    return render(request, "clinician/casedays/home.html", {"page": page, "zone": request.user.time_zone})


@require_GET
def day_list(request: SignedInRequest) -> HttpResponse:
    """All own days, coming or past."""
    form = DaysFilter(request.GET)
    form.is_valid()  # what cannot be read filters nothing
    show_past = form.cleaned_data.get("when") == "past"
    page = clinician_days.list_page(request.user, show_past=show_past, page=form.cleaned_data.get("page") or 1)
    rows = clinician_days.rows_of(page, request.user.time_zone)
    return render(request, "clinician/casedays/list.html", {"page": page, "rows": rows, "show_past": show_past})


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One day: when and where to be, with whom, what is asked."""
    found = clinician_day.told_days(request.user).filter(pk=pk).first()
    if found is None:
        return _over(request, pk)
    page = clinician_day.day_page(found, request.user)
    return render(
        request,
        "clinician/casedays/detail.html",
        {"page": page, "day": page.case_day, "zone": request.user.time_zone},
    )


def _over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Home, saying so, for a day the person was told of once, as an old notice leads to it; 404 for any other."""
    day = once_told(request.user, pk)
    if day is None:
        raise Http404
    messages.info(request, f"You are not on this day any more: {wording.day(day.date)}, {day.practice.name}.")
    return redirect("clinician:home")


@require_GET
def patients(request: SignedInRequest, pk: int) -> HttpResponse:
    """The day's patients, for the accepted team near the date; every look is logged."""
    day = told_day(request, pk)
    mine = Assignment.objects.visible_to_clinician(request.user).filter(case_day=day).first()
    rows = clinician_day.patients_of(day, request.user, Rules.current(), mine)
    if rows is None:
        raise Http404
    log_patient_views(viewer=request.user, patients=[row.case.patient for row in rows], page="Day's patients")
    return render(request, "clinician/casedays/patients.html", {"day": day, "rows": rows})
