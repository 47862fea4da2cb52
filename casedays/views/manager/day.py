"""The page of one case day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casedays.forms.board import DayPageForm
from casedays.matching.standing import load_standing
from casedays.selectors.manager_day import day_page, fetch_day
from casedays.states import Status
from casedays.views.manager.candidate_rows import draw_candidates, draw_excluded, shown_rows
from scheduling_portal.core.http import SignedInRequest, get_or_404
from scheduling_portal.core.wording import zone_if_other


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Status, team, answers, what waits for a decision, who could fill a slot, and everything that happened."""
    form = DayPageForm(request.GET)
    standing = load_standing()
    day = get_or_404(fetch_day(request.user, standing), pk)
    only_messages = form.shown == "messages"
    page = day_page(day, standing, form.chosen_slot, only_messages=only_messages, viewer=request.user)
    rows = shown_rows(page, everybody=form.shown == "candidates")
    return render(
        request,
        "manager/casedays/detail.html",
        {
            "page": page,
            "day": day,
            "only_messages": only_messages,
            "candidates": draw_candidates(request, page, rows),
            "more_candidates": len(page.rows) > len(rows),
            "excluded": draw_excluded(page),
            "there": zone_if_other(day.site.time_zone, request.user.time_zone),
            "proposed": day.status == Status.REQUESTED and day.proposed_date is not None,
        },
    )
