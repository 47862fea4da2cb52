"""The first screen: what needs a manager now, and the coverage of the period."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from availability.markup import coverage_table
from casedays.forms.board import HomeForm, PageForm
from casedays.selectors import attention
from casedays.selectors.attention.ahead import coverage_ahead
from casedays.selectors.proposal.pending import pending_run
from scheduling_portal.core import clock
from scheduling_portal.core.http import SignedInRequest


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Everything that needs a manager, most urgent first, and who can work against what is wanted."""
    known = attention.kept(request.user)
    ahead = coverage_ahead(HomeForm(request.GET).chosen_period)
    return render(
        request,
        "manager/casedays/home.html",
        {
            "sections": attention.sections(request.user, known, ahead.periods if ahead else []),
            "total": sum(known.values()),
            "pending": pending_run(request.user),
            "now": clock.now(),
            "zone": request.user.time_zone,
            "ahead": ahead,
            "coverage": coverage_table(ahead.rows, ahead.worst_date) if ahead else "",
        },
    )


@require_GET
def group(request: SignedInRequest, group: str) -> HttpResponse:
    """All things of one group, page by page."""
    known = {one.value: one for one in attention.SOURCES}
    if group not in known:
        raise Http404
    found = attention.section(request.user, known[group], PageForm(request.GET).number)
    return render(request, "manager/casedays/attention.html", {"section": found})
