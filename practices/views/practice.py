"""The practice portal's pages of patients, sites and colleagues."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from practices.forms import PatientForm, SearchForm, ViewsForm, initial_of
from practices.models import Patient
from practices.selectors.overview import own_practices
from practices.selectors.patients import patient_list, patient_page, practices_of, view_groups, views_page
from practices.services import create_patient, log_patient_views, patient_stamp, update_patient
from scheduling_portal.core.errors import DomainError, StaleEdit
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse_in_form
from scheduling_portal.core.paging import kept_query
from scheduling_portal.core.stamps import differences, renew

BOOKING_PAGE = re.compile(r"/practice/case-days/\d{1,18}/patients/book/")


def staff_patient(request: SignedInRequest, pk: int) -> Patient:
    """One patient of the person's practices; 404 for any other."""
    return get_or_404(Patient.objects.visible_to_staff(request.user).select_related("practice"), pk)


@require_GET
def patients(request: SignedInRequest) -> HttpResponse:
    """The practice's patients by name. Each one shown is a logged view."""
    form = SearchForm(request.GET)
    form.is_valid()  # what cannot be read searches nothing
    several = len(practices_of(request.user)) > 1
    rows, page = patient_list(request.user, form.cleaned_data, several=several)
    log_patient_views(viewer=request.user, patients=page.object_list, page="patient list")
    q = form.cleaned_data.get("q") or ""
    context = {"rows": rows, "page": page, "q": q, "several": several, "query": kept_query(q=q)}
    return render(request, "practice/practices/patients.html", context)


@require_http_methods(["GET", "POST"])
def patient_new(request: SignedInRequest) -> HttpResponse:
    """Write down a new patient; from a booking page one comes back to it, with the patient chosen."""
    back = _booking_page(request)
    practices = practices_of(request.user)
    form = PatientForm(request.POST or None, practices=practices)
    if request.method == "POST" and form.is_valid():
        practice = practices[0] if len(practices) == 1 else form.cleaned_data["practice"]
        try:
            patient = create_patient(actor=request.user, practice=practice, details=form.details())
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, "Patient added.")
            if back:
                return redirect(f"{back}?patient={patient.pk}")
            return redirect("practice:patients-detail", pk=patient.pk)
    return render(request, "practice/practices/patient_form.html", {"form": form, "patient": None, "back": back})


def _booking_page(request: SignedInRequest) -> str:
    """The page of a day's bookings from which the person came, empty for anything else."""
    asked = request.GET.get("next", "")
    return asked if BOOKING_PAGE.fullmatch(asked) else ""


@require_GET
def patient_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One patient's record and bookings; a logged view."""
    patient = staff_patient(request, pk)
    log_patient_views(viewer=request.user, patients=[patient], page="patient record")
    return render(request, "practice/practices/patient_detail.html", {"page": patient_page(patient)})


@require_http_methods(["GET", "POST"])
def patient_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a patient's record; opening the form is a logged view."""
    patient = staff_patient(request, pk)
    initial = {**initial_of(patient), "seen": patient_stamp(patient)}
    form = PatientForm(request.POST or None, practices=[patient.practice], initial=initial)
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = update_patient(
                actor=request.user, patient=patient, details=form.details(), seen=form.cleaned_data["seen"]
            )
        except StaleEdit:
            patient.refresh_from_db()
            theirs = differences(form, initial_of(patient))
            renew(form, patient_stamp(patient))
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, "Patient saved." if changed else "Nothing was different, so nobody was told.")
            return redirect("practice:patients-detail", pk=patient.pk)
    log_patient_views(viewer=request.user, patients=[patient], page="patient record, editing")
    context = {"form": form, "patient": patient, "stale": theirs is not None, "theirs": theirs}
    return render(request, "practice/practices/patient_form.html", context)


@require_GET
def patient_views(request: SignedInRequest) -> HttpResponse:
    """Who has viewed the practice's patients."""
    form = ViewsForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    patient_id, day_id, viewer_id = asked.get("patient"), asked.get("day"), asked.get("viewer")
    page = views_page(request.user, asked)
    groups = view_groups(page.object_list)
    context = {
        "page": page,
        "groups": groups,
        "viewer": groups[0].viewer if viewer_id and groups else None,
        "patient_id": patient_id,
        "day_id": day_id,
        "query": kept_query(patient=patient_id, day=day_id, viewer=viewer_id),
        "zone": request.user.time_zone,
    }
    return render(request, "practice/practices/patient_views.html", context)


@require_GET
def practice(request: SignedInRequest) -> HttpResponse:
    """Sites and colleagues."""
    return render(request, "practice/practices/practice.html", {"practices": own_practices(request.user)})
