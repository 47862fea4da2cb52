"""The practice portal's page on which a practice brings its list of patients."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.models import Practice
from practices.selectors.patients import practices_of
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, refuse, refuse_in_form
from scheduling_portal.roster.loaders.patients import OwnPatientLoader
from scheduling_portal.roster.own_patients import PatientReport, check_patients, keep, kept, save_patients
from scheduling_portal.roster.practice_forms import DecisionForm, PatientListForm
from scheduling_portal.roster.report import Report
from scheduling_portal.roster.sources import Source

SHOWN = 200
#: So many of those whom the list brings are named.
NAMED = 10
COLUMNS = [column for column in OwnPatientLoader.columns if column.name != "practice"]


@require_http_methods(["GET", "POST"])
def import_patients(request: SignedInRequest) -> HttpResponse:
    """Choose a file, read what the check says, decide."""
    practices = practices_of(request.user)
    if "kept" in request.POST:
        return _decide(request, practices)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PatientListForm(*sent, practices=practices)
    if form.is_valid():
        source, practice = form.cleaned_data["spreadsheet"], form.chosen()
        try:
            report = check_patients(source=source, practice=practice, actor=request.user)
        except DomainError as error:
            error.field = "spreadsheet"
            refuse_in_form(form, error)
        else:
            return _report(request, report, source, practice)
    context = {
        "form": form,
        "needed": [column.name for column in COLUMNS if column.needed],
        "optional": [column.name for column in COLUMNS if not column.needed],
    }
    return render(request, "practice/roster/import.html", context)


def _decide(request: SignedInRequest, practices: list[Practice]) -> HttpResponse:
    form = DecisionForm(request.POST)
    practice = None
    if form.is_valid():
        practice = next((one for one in practices if one.pk == form.cleaned_data["practice"]), None)
    if practice is None:
        messages.error(request, "Choose the file once more.")
        return redirect("practice:patients-import")
    try:
        source = kept(form.cleaned_data["kept"], practice, request.user)
        report = save_patients(
            source=source, practice=practice, actor=request.user, skip_bad=form.cleaned_data["skip_bad"]
        )
    except DomainError as error:
        refuse(request, error)
        return redirect("practice:patients-import")
    if not report.saved:
        messages.error(request, "Nothing was saved: some rows cannot be taken.")
        return _report(request, report, source, practice)
    messages.success(request, saved_words(report))
    return redirect("practice:patients-list")


def _report(request: SignedInRequest, report: PatientReport, source: Source, practice: Practice) -> HttpResponse:
    faults = [replace(fault, column=report.headings.get(fault.column, fault.column)) for fault in report.faults[:SHOWN]]
    context = {
        "report": report,
        "count": report.counts[0],
        "faults": faults,
        "brought": report.brought[:NAMED],
        "others": max(0, len(report.brought) - NAMED),
        "more": max(0, len(report.faults) - SHOWN),
        "file": source.name,
        "practice": practice,
        "kept": keep(source, practice, request.user),
    }
    return render(request, "practice/roster/report.html", context)


def saved_words(report: Report) -> str:
    """What was saved, in numbers: "12 patients added, 3 changed, 1 row left out."."""
    count = report.counts[0]
    parts = [f"{count.new} patient{'' if count.new == 1 else 's'} added", f"{count.changed} changed"]
    if count.unchanged:
        parts.append(f"{count.unchanged} as before")
    if report.bad_rows:
        parts.append(f"{report.bad_rows} row{'' if report.bad_rows == 1 else 's'} left out")
    return f"{', '.join(parts)}."
