"""Patients on a confirmed day: the list by time, booking, what is still missing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from casedays.cases import book_patient, case_stamp, edit_case, gaps, next_free_start, take_off
from casedays.cases.readiness import flags
from casedays.forms.cases import BookForm, CaseForm, ChoosingForm, initial_of_case
from casedays.forms.practice import ReasonForm
from casedays.models import Case, CaseDay
from casedays.rules import allowed_verbs
from casedays.selectors.practice_cases import (
    LEAST_GAP,
    Choice,
    cases_of,
    day_patients,
    patient_line,
    to_book,
    told_of_flags,
)
from casedays.states import CaseStatus, Role, Verb
from casedays.views.practice.days import staff_day
from practices.rules import age_in_words
from practices.services import log_patient_views
from scheduling_portal.core.errors import DomainError, StaleEdit
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse_in_form
from scheduling_portal.core.models import Rules
from scheduling_portal.core.stamps import differences, renew
from scheduling_portal.core.wording import day as say_day
from scheduling_portal.core.wording import time_of_day

BOOKED_BY = {Role.PRACTICE}


def staff_case(request: SignedInRequest, pk: int) -> Case:
    """One booking of the person's practices; 404 for any other."""
    cases = Case.objects.visible_to_staff(request.user)
    return get_or_404(cases.select_related("patient", "case_day__site", "case_day__practice", "booked_by"), pk)


@require_GET
def patients_of_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The day's patients by time, what is missing first, the free gaps. Each patient shown is a logged view."""
    case_day = staff_day(request, pk)
    cases = cases_of(case_day)
    log_patient_views(viewer=request.user, patients=[case.patient for case in cases], page="patients of a day")
    page = day_patients(case_day, cases, Rules.current())
    context = {
        "page": page,
        "told": told_of_flags(case_day) if page.warnings else "",
        "day": case_day,
        "may_book": Verb.BOOK_PATIENT in allowed_verbs(case_day, BOOKED_BY),
    }
    return render(request, "practice/cases/list.html", context)


@require_http_methods(["GET", "POST"])
def book(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a patient of the practice into a slot of the day."""
    case_day = staff_day(request, pk)
    if Verb.BOOK_PATIENT not in allowed_verbs(case_day, BOOKED_BY):
        messages.error(request, "Patients are booked on confirmed days that are still ahead.")
        return redirect("practice:casedays-detail", pk=case_day.pk)
    rules, cases = Rules.current(), cases_of(case_day)
    choice = _choosing(request, case_day)
    initial = {"start_time": choice.start or next_free_start(case_day, cases, rules=rules), "patient": choice.chosen}
    form = BookForm(request.POST or None, patients=choice.patients, shown=choice.shown, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case = book_patient(case_day=case_day, actor=request.user, **form.cleaned_data)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            _say_booked(request, case, rules)
            return redirect("practice:cases-list", pk=case_day.pk)
    free = gaps(case_day, cases, rules, least=LEAST_GAP)
    context = {
        "form": form,
        "day": case_day,
        "gaps": free,
        "rules": rules,
        "choice": choice,
        "told": told_of_flags(case_day),
    }
    return render(request, "practice/cases/book.html", context)


def _choosing(request: SignedInRequest, case_day: CaseDay) -> Choice:
    """Whom the page offers, as the address asks; naming patients on a page is a logged view."""
    form = ChoosingForm(request.GET)
    form.is_valid()  # what cannot be read asks nothing
    sent = ChoosingForm({"patient": request.POST.get("patient")})
    sent.is_valid()
    chosen = sent.cleaned_data.get("patient") or form.cleaned_data.get("patient")
    asked = form.cleaned_data
    choice = to_book(request.user, case_day, q=asked.get("q") or "", start=asked.get("start"), chosen=chosen)
    log_patient_views(viewer=request.user, patients=choice.shown, page="choosing whom to book")
    return choice


def _say_booked(request: SignedInRequest, case: Case, rules: Rules) -> None:
    """A toast without patient data: that the booking is flagged, not why."""
    said = f"Patient booked at {time_of_day(case.start_time)}."
    if flags(case.case_day, case.patient, rules):
        said += f" The booking is flagged: a manager checks the team, and {told_of_flags(case.case_day)}."
    messages.success(request, said)


@require_http_methods(["GET", "POST"])
def case_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One booking: its slot and readiness, editable while the day is ahead."""
    case = staff_case(request, pk)
    case_day, rules = case.case_day, Rules.current()
    log_patient_views(viewer=request.user, patients=[case.patient], page="booking")
    open_for_edit = case.status == CaseStatus.BOOKED and Verb.BOOK_PATIENT in allowed_verbs(case_day, BOOKED_BY)
    form = CaseForm(request.POST or None, initial={**initial_of_case(case), "seen": case_stamp(case)})
    theirs: list[tuple[str, str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = edit_case(case=case, actor=request.user, **form.cleaned_data)
        except StaleEdit:
            case.refresh_from_db(fields=initial_of_case(case).keys())
            theirs = differences(form, initial_of_case(case))
            renew(form, case_stamp(case))
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, "Booking saved." if changed else "Nothing was different, so nobody was told.")
            return redirect("practice:cases-list", pk=case_day.pk)
    context = {
        "case": case,
        "day": case_day,
        "form": form,
        "row": next(row for row in day_patients(case_day, [case], rules).rows if row.case is not None),
        "patient": case.patient,
        "age": age_in_words(case.patient.date_of_birth, case_day.date),
        "line": patient_line(case.patient, rules, case_day.date, procedure=case.procedure),
        "open_for_edit": open_for_edit,
        "stale": theirs is not None,
        "theirs": theirs,
    }
    return render(request, "practice/cases/detail.html", context)


@require_http_methods(["GET", "POST"])
def take_case_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then take the patient off the day."""
    case = staff_case(request, pk)
    case_day = case.case_day
    if case.status != CaseStatus.BOOKED:
        messages.error(request, "This patient was taken off the day already.")
        return redirect("practice:cases-list", pk=case_day.pk)
    log_patient_views(viewer=request.user, patients=[case.patient], page="booking")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_off(case=case, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(
                request, f"Taken off {say_day(case_day.date)}. {time_of_day(case.start_time)} is free again."
            )
            return redirect("practice:cases-list", pk=case_day.pk)
    return render(request, "practice/cases/take_off.html", {"form": form, "case": case, "day": case_day})
