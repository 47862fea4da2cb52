"""The board of a period, its export, and confirming several of its days."""

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from casedays.forms.board import CHIPS, MOST_AT_ONCE, BoardForm, chosen_days
from casedays.lifecycle import confirm_case_days
from casedays.selectors import board as boards
from casedays.selectors.board import Option
from casedays.selectors.board.export import HEADER, export_rows
from casedays.selectors.confirming import review
from casedays.selectors.proposal.pending import pending_run
from casedays.views.manager.board_rows import draw_choice, draw_weeks, sprite
from scheduling_portal.core import clock, wording
from scheduling_portal.core.http import SignedInRequest
from scheduling_portal.core.tables import csv_response

MOST_NAMED = 6


@require_GET
def board(request: SignedInRequest) -> HttpResponse:
    """The days of a period by week, narrowed by what the address says."""
    form = BoardForm(request.GET)
    filters, known, span = _where(request, form)
    found = boards.board(request.user, span, filters, form.number, known)
    sites, states, clinicians = boards.options(request.user, span, filters)
    return render(
        request,
        "manager/casedays/board.html",
        {
            "span": span,
            "filters": filters,
            "board": found,
            "pending": pending_run(request.user, span.first, span.last),
            "weeks": draw_weeks(found),
            "sprite": sprite(),
            "chips": _chips(found, span, filters),
            "choices": [
                draw_choice("period", "Dates", [Option(one.key, one.label) for one in known], span.key),
                draw_choice("site", "Site", sites, filters.site, "Site: any"),
                draw_choice("state", "Region", states, filters.state, "Region: any"),
                draw_choice("clinician", "Clinician", clinicians, filters.clinician, "Clinician: any"),
            ],
            "selectable": any(row.blocked is not None for week in found.weeks for row in week.rows),
            "query": _query(request),
            "to_confirm": _address(span, replace(filters, status="", past=False)),
            "with_past": _address(span, replace(filters, past=not filters.past)),
        },
    )


def _where(request: SignedInRequest, form: BoardForm) -> tuple[boards.Filters, list[boards.Span], boards.Span]:
    """What the address asks for: the filters, the spans there are, and the chosen one. One query."""
    today = clock.today_in(request.user.time_zone)
    known = boards.spans(today)
    return form.filters(), known, boards.chosen_span(known, form.period_key, today)


def _chips(found: boards.Board, span: boards.Span, filters: boards.Filters) -> list[dict[str, Any]]:
    """The chips that hold something, and the chosen one."""
    return [
        {
            "address": _address(span, replace(filters, status=value)),
            "label": label,
            "icon": icon,
            "count": found.tally.of(value),
            "on": value == filters.status,
        }
        for value, label, icon in CHIPS
        if value == filters.status or not value or (found.tally.of(value) and value != "team")
    ]


def _address(span: boards.Span, filters: boards.Filters) -> str:
    """The query string that shows this."""
    wanted = {"period": span.key, **asdict(filters), "past": "on" if filters.past else ""}
    return "?" + urlencode({name: value for name, value in wanted.items() if value})


def _query(request: SignedInRequest) -> str:
    """The address's filters without the page, to carry along."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """The same days as a CSV file, all pages."""
    filters, _, span = _where(request, BoardForm(request.GET))
    rows = export_rows(request.user, span, filters)
    return csv_response(f"case-days-{span.first:%Y-%m-%d}.csv", HEADER, rows)


@require_http_methods(["GET", "POST"])
def confirm_many(request: SignedInRequest) -> HttpResponse:
    """What confirming the chosen days will do; then do it, each day on its own.

    Without days in the address it is all that have a full team, of those that the address leaves on the board.
    """
    if request.method == "POST":
        return _confirm(request, chosen_days(request.POST))
    chosen, more = chosen_days(request.GET), 0
    if not chosen and "period" in request.GET:
        filters, _, span = _where(request, BoardForm(request.GET))
        every = boards.ids_to_confirm(request.user, span, filters)
        chosen, more = every[:MOST_AT_ONCE], max(0, len(every) - MOST_AT_ONCE)
    found = review(request.user, chosen)
    ready = found.ready
    title = f"Confirm {len(ready)} day{'' if len(ready) == 1 else 's'}?" if ready else "Nothing to confirm"
    dates = ", ".join(wording.day(day.date) for day in ready[:MOST_NAMED])
    teams = "The team is" if len(ready) == 1 else "All teams are"
    how = f"complete; {found.overrides} by override" if found.overrides else "complete and eligible"
    lead = f"{dates}{' and more' if len(ready) > MOST_NAMED else ''}. {teams} {how}."
    if more:
        lead += f" {more} more days with a full team come after these."
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
