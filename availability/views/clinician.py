"""A clinician's own availability: which periods there are, the month to fill, the talk with the manager."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from availability import services
from availability.forms import AnswersForm, TalkForm
from availability.models import Period
from availability.selectors import answered_dates, due_periods, month_of, with_mine
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse_in_form

PAST_PERIODS = 6


def _opened(request: SignedInRequest, pk: int) -> Period:
    """An opened period; 404 for one that is still to come, also to a clinician who is a manager.

    To show it, it comes with what the month reads beside it.
    """
    periods = Period.objects.visible_to(request.user).filter(opens_at__lte=clock.now())
    return get_or_404(periods if request.method == "POST" else with_mine(periods, request.user.clinician), pk)


@require_GET
def period_list(request: SignedInRequest) -> HttpResponse:
    """The periods with deadline and state; what to do first is on top."""
    rows = due_periods(request.user.clinician, past=PAST_PERIODS)
    return render(
        request,
        "clinician/availability/list.html",
        {"rows": rows, "zone": request.user.time_zone, "today": clock.today_in(request.user.time_zone)},
    )


@require_http_methods(["GET", "POST"])
def period(request: SignedInRequest, pk: int) -> HttpResponse:
    """The month: tap dates, note, limits, submit."""
    found = _opened(request, pk)
    if request.method != "POST":
        month = month_of(request.user.clinician, found)
        form = AnswersForm(period=found, standing=request.user.clinician, submission=month.submission)
        return _page(request, found, month=month, form=form, talk=TalkForm(period=found))
    form = AnswersForm(request.POST, period=found, standing=request.user.clinician)
    if form.is_valid():
        try:
            services.submit_availability(
                period=found,
                clinician=request.user.clinician,
                actor=request.user,
                answers=form.answers(),
                notes=form.notes(),
                note=form.cleaned_data["note"],
                max_days_per_week=form.cleaned_data["max_days_per_week"],
                max_days_per_period=form.cleaned_data["max_days_per_period"],
            )
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, _sent(request, found))
            return redirect("clinician:availability-period", pk=found.pk)
    month = month_of(request.user.clinician, found).as_typed(*form.typed())
    return _page(request, found, month=month, form=form, talk=TalkForm(period=found))


@require_POST
def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something to the manager; after the lock this is how to ask for a change."""
    found = _opened(request, pk)
    talk = TalkForm(request.POST, period=found)
    if talk.is_valid():
        try:
            services.comment(
                period=found,
                clinician=request.user.clinician,
                actor=request.user,
                text=talk.cleaned_data["text"],
                date=talk.cleaned_data["date"],
            )
        except DomainError as error:
            refuse_in_form(talk, error)
        else:
            messages.success(request, "Sent to the manager.")
            return redirect("clinician:availability-period", pk=found.pk)
    month = month_of(request.user.clinician, found)
    return _page(
        request,
        found,
        month=month,
        form=AnswersForm(period=found, standing=request.user.clinician, submission=month.submission),
        talk=talk,
    )


def _page(request: SignedInRequest, found: Period, **context: object) -> HttpResponse:
    context |= {"period": found, "zone": request.user.time_zone, "span": _span(found)}
    return render(request, "clinician/availability/period.html", context)


def _sent(request: SignedInRequest, period: Period) -> str:
    """That it was sent, and how many dates are still without an answer."""
    total = (period.ends_on - period.starts_on).days + 1
    missing = total - answered_dates(request.user.clinician, period)
    if not missing:
        return f"Sent to the manager: {_span(period)}. You can change it until it locks."
    dates, them = ("1 date has", "it") if missing == 1 else (f"{missing} dates have", "them")
    return f"Sent to the manager: {_span(period)}. {dates} no answer; without one you are not asked for {them}."


def _span(period: Period) -> str:
    return wording.day_span(period.starts_on, period.ends_on, long=True)
