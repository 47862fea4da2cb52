"""A clinician's own availability: which periods there are, the month to fill, the talk with the manager."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from availability import services
from availability.enums import WILLING
from availability.forms import AnswersForm, TalkForm
from availability.models import Period
from availability.selectors import due_periods, month_of, standing_answers, still_on, with_mine
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse_in_form

PAST_PERIODS = 6
NAMED = 5


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
                read=form.as_read(),
            )
        except services.SentMeanwhile as error:
            refuse_in_form(form, error)
            return _both(request, found, form)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            _say_sent(request, found, form)
            return redirect("clinician:availability-period", pk=found.pk)
    month = month_of(request.user.clinician, found).as_typed(*form.typed())
    read = str(form.data.get("read", ""))
    return _page(request, found, month=month, form=form, talk=TalkForm(period=found), read=read)


def _both(request: SignedInRequest, found: Period, form: AnswersForm) -> HttpResponse:
    """What stands now, with what was changed on the page on top of it: sent again, that is what is written."""
    month = month_of(request.user.clinician, found)
    shown = month.as_typed(*form.changed())
    return _page(request, found, month=shown, form=form, talk=TalkForm(period=found), read=month.as_read)


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
    context = {"read": getattr(context["month"], "as_read", ""), **context}
    context |= {"period": found, "zone": request.user.time_zone, "span": _span(found)}
    return render(request, "clinician/availability/period.html", context)


def _say_sent(request: SignedInRequest, period: Period, form: AnswersForm) -> None:
    """That it was sent; which dates are without an answer, stay as sent elsewhere, or keep the person on a team."""
    me, sent = request.user.clinician, form.answers()
    standing = standing_answers(me, period)
    missing = (period.ends_on - period.starts_on).days + 1 - len(standing)
    said = [f"Sent to the manager: {_span(period)}."]
    if missing:
        dates, them = ("1 date has", "it") if missing == 1 else (f"{missing} dates have", "them")
        said.append(f"{dates} no answer; without one you are not asked for {them}.")
    else:
        said.append("You can change it until it locks.")
    elsewhere = [date for date, answer in sent.items() if standing.get(date, "") != answer]
    if elsewhere:
        said.append(f"What you sent from another page since you opened this one stays: {_days(elsewhere)}.")
    messages.success(request, " ".join(said))
    teams = still_on(me, [date for date in sent if standing.get(date) not in WILLING])
    for date, practice in teams.items():
        messages.warning(
            request,
            f"You are still on the team of {wording.day(date)}, {practice}. The manager is told that you can't,"
            " and has to release you.",
        )


def _days(dates: list[dt.date]) -> str:
    named = ", ".join(wording.day(date) for date in sorted(dates)[:NAMED])
    return named if len(dates) <= NAMED else f"{named} and {len(dates) - NAMED} more"


def _span(period: Period) -> str:
    return wording.day_span(period.starts_on, period.ends_on, long=True)
