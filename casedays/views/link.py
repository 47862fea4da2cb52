"""The page behind a one-time link: one question, answered without signing in. Opening it answers nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from casedays.forms.clinician import ACCEPT, DECLINE, LinkAnswerForm
from casedays.links import LinkOverError, LinkUnknownError, Question, question_of
from casedays.models import Offer
from casedays.replies import answer_by_link
from casedays.selectors.clinician_link import LinkPage, link_page
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import refuse_in_form


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question with its two answers; take one of them. With `?no` it asks why not, and says what follows."""
    visitor = request.user if isinstance(request.user, User) else None
    try:
        question = question_of(token, visitor=visitor)
    except (LinkUnknownError, LinkOverError) as error:
        return _closed(request, error)
    is_offer = isinstance(question, Offer)
    form = LinkAnswerForm(request.POST if request.method == "POST" else None, is_offer=is_offer)
    if request.method == "POST" and form.is_valid():
        accept = form.cleaned_data["answer"] == ACCEPT
        try:
            answer_by_link(question=question, accept=accept, reason=form.cleaned_data["reason"])
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, _done(question, accept=accept))
            return redirect("answer-done")
    page: LinkPage = link_page(question)
    declines = "no" in request.GET or request.POST.get("answer") == DECLINE
    context = {"page": page, "day": page.day, "form": form, "declines": declines}
    return _private(render(request, "clinician/casedays/link.html", context))


@login_not_required
@never_cache
@require_GET
def answered(request: HttpRequest) -> HttpResponse:
    """Thanks; what was answered stands in the message."""
    return _private(render(request, "clinician/casedays/link_done.html"))


def _done(question: Question, *, accept: bool) -> str:
    day = f"{wording.day(question.case_day.date)}, {question.case_day.practice.name}"
    return f"Accepted: {day}. It is in your days." if accept else f"The manager knows that you can't make {day}."


def _closed(request: HttpRequest, error: DomainError) -> HttpResponse:
    context = {"sentence": error.message}
    return _private(render(request, "clinician/casedays/link_over.html", context, status=error.status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other site and into no index.

    Without any referrer browsers would send the form with the origin "null", which is refused as forged.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
