"""The page of one case day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casedays.forms.manager import DayPageForm
from casedays.matching.standing import load_standing
from casedays.selectors.manager_day import day_page, fetch_day
from casedays.states import Status
from scheduling_portal.core.http import SignedInRequest, get_or_404


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Status, team, answers, what waits for a decision, who could fill a slot, and everything that happened."""
    form = DayPageForm(request.GET)
    standing = load_standing()
    day = get_or_404(fetch_day(request.user, standing), pk)
    page = day_page(day, standing, form.chosen_slot, only_messages=form.only_messages, viewer=request.user)
    return render(
        request,
        "manager/casedays/detail.html",
        {
            "page": page,
            "day": day,
            "only_messages": form.only_messages,
            "proposed": day.status == Status.REQUESTED and day.proposed_date is not None,
        },
    )
