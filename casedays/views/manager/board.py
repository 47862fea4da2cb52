"""The board of a period, its export, and confirming several of its days."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from casedays.forms.manager import CHIPS, BoardForm, chosen_days
from casedays.lifecycle import confirm_case_days
from casedays.selectors import board as boards
from casedays.selectors.board.export import HEADER, export_rows
from casedays.selectors.confirming import review
from casedays.views.manager.board_rows import draw_weeks, sprite
from scheduling_portal.core import wording
from scheduling_portal.core.http import SignedInRequest
from scheduling_portal.core.tables import csv_response

MOST_NAMED = 6


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """The days of a period by week, narrowed by what the address says."""
    form = BoardForm(request.GET)
    filters, known = form.filters(), boards.spans()
    span = boards.chosen_span(known, form.period_key)
    found = boards.board(request.user, span, filters, form.number)
    sites, states, clinicians = boards.options(request.user, span)
    return render(
        request,
        "manager/casedays/board.html",
        {
            "span": span,
            "spans": known,
            "filters": filters,
            "board": found,
            "weeks": draw_weeks(found),
            "sprite": sprite(),
            "chips": _chips(found, filters.status),
            "sites": _chosen(sites, filters.site),
            "states": _chosen(states, filters.state),
            "clinicians": _chosen(clinicians, filters.clinician),
            "selectable": any(row.blocked is not None for week in found.weeks for row in week.rows),
            "query": _query(request),
        },
    )


def _chips(found: boards.Board, status: str) -> list[dict[str, Any]]:
    """The chips that hold something, and the chosen one."""
    return [
        {"value": value, "label": label, "icon": icon, "count": found.tally.of(value), "on": value == status}
        for value, label, icon in CHIPS
        if value == status or not value or (found.tally.of(value) and value != "team")
    ]


def _chosen(options: list[boards.Option], value: object) -> list[tuple[boards.Option, bool]]:
    return [(option, option.value == str(value)) for option in options]


def _query(request: SignedInRequest) -> str:
    """The address's filters without the page, to carry along."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """The same days as a CSV file, all pages."""
    form = BoardForm(request.GET)
    span = boards.chosen_span(boards.spans(), form.period_key)
    rows = export_rows(request.user, span, form.filters())
    return csv_response(f"case-days-{span.first:%Y-%m-%d}.csv", HEADER, rows)


@require_http_methods(["GET", "POST"])
def confirm_many(request: SignedInRequest) -> HttpResponse:
    """What confirming the chosen days will do; then do it, each day on its own."""
    if request.method == "POST":
        return _confirm(request, chosen_days(request.POST))
    found = review(request.user, chosen_days(request.GET))
    ready = found.ready
    title = f"Confirm {len(ready)} day{'' if len(ready) == 1 else 's'}?" if ready else "Nothing to confirm"
    dates = ", ".join(wording.day(day.date) for day in ready[:MOST_NAMED])
    teams = "The team is" if len(ready) == 1 else "All teams are"
    lead = f"{dates}{' and more' if len(ready) > MOST_NAMED else ''}. {teams} complete and eligible."
    return render(
        request,
        "manager/casedays/confirm_many.html",
        {"review": found, "title": title, "lead": lead if ready else "Choose planned days with a full team."},
    )


def _confirm(request: SignedInRequest, ids: list[int]) -> HttpResponse:
    outcomes = confirm_case_days(case_day_ids=ids, actor=request.user)
    done = sum(outcome.ok for outcome in outcomes)
    if done:
        days = f"{done} day{'' if done == 1 else 's'}"
        messages.success(request, f"{days} confirmed. {done * 3} questions to clinicians are on their way.")
    for outcome in outcomes:
        if not outcome.ok:
            messages.error(request, outcome.message)
    if not outcomes:
        messages.warning(request, "No days were chosen.")
    return redirect("manager:casedays-board")
