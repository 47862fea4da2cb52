"""Requests of practices: the list, and saying yes, another date, or no."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from casedays.forms.board import PageForm
from casedays.forms.manager import AcceptForm, ManagerReasonForm, ProposeForm
from casedays.lifecycle import accept_request, propose_date, reject_request
from casedays.models import CaseDay
from casedays.selectors import attention
from casedays.selectors.requests import PAGE, best_of, hint_of, hints_of, near_dates, next_request, request_page
from casedays.states import Verb
from casedays.views.manager.common import day_or_404, day_there, dialog, not_now, posted
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, refuse_in_form


@require_GET
def requests(request: SignedInRequest) -> HttpResponse:
    """Requests that wait for a manager, with the dates on which a team is possible."""
    count = attention.requests(request.user)
    pages = max(1, -(-count // PAGE))
    page = min(PageForm(request.GET).number, pages)
    found = request_page(request.user, page)
    return render(
        request,
        "manager/casedays/requests.html",
        {
            "requests": found.to_review,
            "with_practice": found.with_practice,
            "working_days": found.working_days,
            "count": count,
            "page": page,
            "pages": pages,
        },
    )


def _with_next(request: SignedInRequest, done: str) -> str:
    """What was done, with the way to the next request, if there is one."""
    following = next_request(request.user)
    if following is None:
        return done
    address = reverse("manager:casedays-detail", args=[following.pk])
    which = f"{wording.day(following.date)}, {following.practice.name}"
    return format_html('{} <a href="{}">Next request: {}</a>', done, address, which)


@require_http_methods(["GET", "POST"])
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a request on one of its wanted dates."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.ACCEPT):
        return refused
    hints = hints_of(day)
    form = AcceptForm(
        posted(request),
        dates=[(hint.date, hint.words) for hint in hints],
        initial={"date": request.GET.get("date") or best_of(hints).isoformat(), "version": day.version},
    )
    there: CaseDay | None = None
    if request.method == "POST" and form.is_valid():
        date = form.cleaned_data["date"]
        try:
            accept_request(
                case_day=day,
                actor=request.user,
                date=date,
                version=form.cleaned_data["version"],
                beside=form.cleaned_data["again"],
            )
        except DomainError as error:
            refuse_in_form(form, error)
            there = day_there(request, error)
        else:
            done = f"Planned on {wording.day(date)}. {day.practice.name} is told; choose the team now."
            messages.success(request, _with_next(request, done))
            return redirect("manager:casedays-detail", pk=day.pk)
    return dialog(request, "accept", day, form, there=there, proposed=day.proposed_date is not None)


@require_http_methods(["GET", "POST"])
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the practice whether another date would do."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.PROPOSE_DATE):
        return refused
    named = request.GET if "date" in request.GET else None
    form = ProposeForm(request.POST if request.method == "POST" else named, case_day=day)
    hint = hint_of(day, form.cleaned_data["date"]) if form.is_valid() else None
    there: CaseDay | None = None
    if request.method == "POST" and hint and (hint.possible or form.cleaned_data["seen"] == hint.date):
        date = hint.date
        try:
            propose_date(case_day=day, actor=request.user, date=date, beside=form.cleaned_data["again"])
        except DomainError as error:
            refuse_in_form(form, error)
            there = day_there(request, error)
        else:
            done = f"{wording.day(date)} is proposed to {day.practice.name}. The request stands."
            messages.success(request, _with_next(request, done))
            return redirect("manager:casedays-detail", pk=day.pk)
    return dialog(request, "propose", day, form, hint=hint, near=near_dates(day), there=there)


@require_http_methods(["GET", "POST"])
def reject(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no to a request, with the reason."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.REJECT):
        return refused
    form = ManagerReasonForm(posted(request), read_by="the practice")
    if request.method == "POST" and form.is_valid():
        try:
            reject_request(case_day=day, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            done = f"The request of {day.practice.name} is rejected. They are told why."
            messages.success(request, _with_next(request, done))
            return redirect("manager:casedays-detail", pk=day.pk)
    return dialog(request, "reject", day, form)
