"""The practice's case days: first screen, list, one day, and the answers it gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casedays import lifecycle
from casedays.changes import withdraw_change
from casedays.forms.practice import AnswerForm, DayFilterForm, ReasonForm, VersionForm, WhyNotForm
from casedays.models import CaseDay, Change
from casedays.rules import allowed_verbs
from casedays.selectors.practice_day import answered_already, details_page, follows_cancelling, staff_day_page
from casedays.selectors.practice_days import list_page, sites_of
from casedays.selectors.practice_home import home_of
from casedays.states import ChangeStatus, Role, Status, Verb
from scheduling_portal.core.errors import DomainError, StaleEdit
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form
from scheduling_portal.core.wording import day as say_day


def staff_day(request: SignedInRequest, pk: int) -> CaseDay:
    """One day of the person's practices with site and practice; 404 for any other."""
    return get_or_404(CaseDay.objects.visible_to_staff(request.user).select_related("site", "practice"), pk)


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What needs the practice, where each day stands, the next confirmed day."""
    sites = sites_of(request.user)
    show_past = request.GET.get("when") == "past"
    page = home_of(request.user, sites, show_past=show_past)
    return render(request, "practice/casedays/home.html", {"page": page, "sites": sites, "show_past": show_past})


@require_GET
def day_list(request: SignedInRequest) -> HttpResponse:
    """All days, coming or past, by status and site; the filter is in the address."""
    sites = sites_of(request.user)
    form = DayFilterForm(request.GET, sites=sites)
    form.is_valid()  # what cannot be read filters nothing
    page = list_page(request.user, sites, form.cleaned_data)
    return render(request, "practice/casedays/list.html", {"page": page, "form": form, "sites": sites})


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One day: where it stands, its team, its requirements, what happened."""
    page = staff_day_page(request.user, pk)
    return render(request, "practice/casedays/detail.html", {"page": page, "day": page.case_day})


@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, say what follows, cancel."""
    case_day = staff_day(request, pk)
    if Verb.CANCEL not in allowed_verbs(case_day, {Role.PRACTICE}):
        messages.warning(request, _cannot_be_cancelled(case_day))
        return redirect("practice:casedays-detail", pk=case_day.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.cancel_case_day(
                case_day=case_day, actor=request.user, reason=form.cleaned_data["reason"], role=Role.PRACTICE
            )
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, f"{say_day(case_day.date)}, {case_day.site.label} is cancelled.")
            return redirect("practice:casedays-detail", pk=case_day.pk)
    context = {
        "form": form,
        "day": case_day,
        "title": f"Cancel {say_day(case_day.date)}, {case_day.site.label}?",
        "follows": follows_cancelling(case_day, request.user),
    }
    return render(request, "practice/casedays/cancel.html", context)


def _cannot_be_cancelled(case_day: CaseDay) -> str:
    if case_day.status == Status.CANCELLED:
        return "This day is cancelled already."
    return f"This day is {case_day.get_status_display().lower()}. It cannot be cancelled."


@require_http_methods(["GET", "POST"])
def confirm_details(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show address, contact, times and patients; one button says that they are right."""
    case_day = staff_day(request, pk)
    if request.method == "POST":
        version = VersionForm(request.POST).read()
        try:
            lifecycle.confirm_details(case_day=case_day, actor=request.user, version=version)
        except StaleEdit as error:
            refuse(request, error)
            return redirect("practice:casedays-confirm-details", pk=case_day.pk)
        except DomainError as error:
            refuse(request, error)
        else:
            messages.success(request, f"Details of {say_day(case_day.date)} confirmed.")
        return redirect("practice:casedays-detail", pk=case_day.pk)
    if case_day.status != Status.CONFIRMED or case_day.details_confirmed_at:
        return redirect("practice:casedays-detail", pk=case_day.pk)
    return render(request, "practice/casedays/confirm_details.html", {"page": details_page(case_day), "day": case_day})


@require_POST
def answer_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or decline the proposed date."""
    case_day = staff_day(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose whether the proposed date suits.")
        return redirect("practice:casedays-detail", pk=case_day.pk)
    if form.cleaned_data["answer"] == "decline":
        return redirect("practice:casedays-proposal-decline", pk=case_day.pk)
    if said := answered_already(case_day, request.user):
        messages.info(request, said)
        return redirect("practice:casedays-detail", pk=case_day.pk)
    try:
        lifecycle.answer_proposal(case_day=case_day, actor=request.user, accept=True)
    except DomainError as error:
        refuse(request, error)
    else:
        messages.success(request, "The day is planned. It is not confirmed yet.")
    return redirect("practice:casedays-detail", pk=case_day.pk)


@require_http_methods(["GET", "POST"])
def decline_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, say what follows, then let the request stand as it was."""
    case_day = staff_day(request, pk)
    if case_day.proposed_date is None:
        messages.error(request, "No other date is proposed any more.")
        return redirect("practice:casedays-detail", pk=case_day.pk)
    form = WhyNotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.answer_proposal(
                case_day=case_day, actor=request.user, accept=False, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, "The request stands as it was. A clinical manager is told.")
            return redirect("practice:casedays-detail", pk=case_day.pk)
    context = {"form": form, "day": case_day, "wanted": case_day.wanted_dates.all()}
    return render(request, "practice/casedays/decline_proposal.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a change that waits for a manager."""
    days = CaseDay.objects.visible_to_staff(request.user).values("pk")
    change = get_or_404(
        Change.objects.filter(case_day__in=days).select_related("case_day__site", "case_day__practice"), pk
    )
    if request.method == "POST":
        try:
            withdraw_change(change=change, actor=request.user)
        except DomainError as error:
            refuse(request, error)
        else:
            messages.success(request, "Your change is withdrawn. The day stands as it was.")
        return redirect("practice:casedays-detail", pk=change.case_day_id)
    if change.status != ChangeStatus.WAITING:
        return redirect("practice:casedays-detail", pk=change.case_day_id)
    return render(request, "practice/casedays/withdraw.html", {"change": change, "day": change.case_day})
