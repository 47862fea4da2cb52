"""Managers' reports: where they begin, each of them, and its tables as files."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from casedays.forms.reports import OTHER_DATES, ReportForm
from casedays.selectors.reports import REPORTS, Report, report_spans
from casedays.selectors.reports.scope import states_with_sites
from casedays.views.manager.report_drawing import Shown, show
from scheduling_portal.core import clock
from scheduling_portal.core.http import SignedInRequest
from scheduling_portal.core.plots import draw
from scheduling_portal.core.tables import csv_response


@dataclass(frozen=True)
class Entry:
    """A report as it is chosen: its word in the address, its name, what it answers."""

    key: str
    title: str
    answers: str
    icon: str


ENTRIES = (
    Entry(
        "fill-rate",
        "Fill rate",
        "How many of the wanted days have a full team, and which slots are open.",
        "chart-column",
    ),
    Entry("lead-times", "Lead times", "How long it takes from a request to a team that has accepted.", "hourglass"),
    Entry(
        "changes",
        "Changes and cancellations",
        "What practices and managers changed and cancelled, and how late.",
        "arrow-left-right",
    ),
    Entry("days-per-clinician", "Days per clinician", "Who works how much, and how even it is.", "users"),
)


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The four reports, each with what it answers."""
    return render(request, "manager/reports/index.html", {"entries": ENTRIES})


@require_GET
def detail(request: SignedInRequest, key: str) -> HttpResponse:
    """One report of the dates and places that the address names: sentence, plot, tables."""
    entry = _entry_or_404(key)
    form = _form(request)
    wrong = form.wrong()
    query = _query(form)
    report = None if wrong else REPORTS[key](request.user, form.scope())
    return render(
        request,
        "manager/reports/detail.html",
        {
            "entry": entry,
            "entries": [(one, one.key == key, urlencode(query)) for one in ENTRIES],
            "form": form,
            "spans": [(span, not form.by_dates and span.key == form.span.key) for span in form.spans],
            "states": states_with_sites(request.user),
            "scope": None if wrong else form.scope(),
            "report": report,
            "plots": [draw(plot) for plot in report.plots] if report else [],
            "tables": _tables(report, form, query) if report else [],
            "query": urlencode(query),
            "page_query": urlencode({**query, **({"sort": form.chosen_sort} if form.chosen_sort else {})}),
            "definitions": f"manager/reports/definitions/{key}.html",
        },
    )


@require_GET
def export(request: SignedInRequest, key: str, table: str) -> HttpResponse:
    """One of the report's tables as a CSV file, all rows, sorted as on the page."""
    _entry_or_404(key)
    form = _form(request)
    if form.wrong():
        return redirect(f"{reverse('manager:reports-detail', args=[key])}?{request.GET.urlencode()}")
    scope = form.scope()
    report = REPORTS[key](request.user, scope)
    found = next((one for one in report.tables if one.key == table), None)
    if found is None:
        raise Http404
    ordered = found.sorted_by(form.chosen_sort)
    name = f"{key}-{table}-{scope.first:%Y-%m-%d}-{scope.last:%Y-%m-%d}.csv"
    return csv_response(name, ordered.header, ordered.lines())


def _form(request: SignedInRequest) -> ReportForm:
    """The address, read with the date at the reader's place."""
    today = clock.today_in(request.user.time_zone)
    return ReportForm(request.GET, report_spans(today), today)


def _entry_or_404(key: str) -> Entry:
    entry = next((one for one in ENTRIES if one.key == key), None)
    if entry is None:
        raise Http404
    return entry


def _tables(report: Report, form: ReportForm, query: dict[str, str]) -> list[Shown]:
    """A page of each table; short ones have only one."""
    return [show(table, query, form.chosen_sort, form.number) for table in report.tables]


def _query(form: ReportForm) -> dict[str, str]:
    """What the report covers, for the addresses of the page's links."""
    if form.by_dates:
        kept = {"period": OTHER_DATES, "first": form.data.get("first", ""), "last": form.data.get("last", "")}
    else:
        kept = {"period": form.span.key}
    kept |= {"state": form.chosen_state, "practice": form.cleaned_data.get("practice") or ""}
    return {name: value for name, value in kept.items() if value}
