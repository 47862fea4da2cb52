"""Availability of all: who has answered, who is missing, what the dates lack, and the talk with each."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import ProviderType
from accounts.models import Clinician
from availability import markup, selectors, services
from availability.enums import Phase
from availability.forms import OverviewFilter, RemindForm, TalkForm
from availability.models import Period, Submission
from availability.notices import COMMENTED, REMINDED, RETURNED
from availability.rules import phase_of
from availability.selectors.overview import missing_people
from notifications.forecast import Reach, Told, forecast
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form

FORECASTS = 5


@require_GET
def period_list(request: SignedInRequest) -> HttpResponse:
    """Every period with how many have answered."""
    return render(
        request,
        "manager/availability/list.html",
        {"rows": selectors.period_summaries(), "zone": request.user.time_zone},
    )


@require_GET
def period(request: SignedInRequest, pk: int) -> HttpResponse:
    """Clinicians x dates, coverage against the days wanted, and who is missing."""
    found = get_or_404(selectors.with_kept(Period.objects.visible_to(request.user)), pk)
    form = OverviewFilter(request.GET)
    chosen = form.chosen()
    seen = selectors.overview(found, **chosen)  # type: ignore[arg-type]
    coverage = selectors.coverage(found)
    context = {
        "period": found,
        "phase": phase_of(found),
        "takes_answers": phase_of(found) in {Phase.OPEN, Phase.LATE},
        "overview": seen,
        "grid": markup.people_grid(seen, found) if seen.rows else "",
        "counted": coverage,
        "coverage": markup.coverage_table(coverage.rows),
        "forecasts": [(row, coverage.silent_for(row)) for row in coverage.short_rows[:FORECASTS]],
        "more_short": max(0, len(coverage.short_rows) - FORECASTS),
        "chosen": chosen,
        "types": ProviderType.choices,
        "zone": request.user.time_zone,
    }
    return render(request, "manager/availability/period.html", context)


@require_http_methods(["GET", "POST"])
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who gets a reminder, then send it. `clinician` in the address chooses whom to begin with."""
    found = get_or_404(Period.objects.visible_to(request.user), pk)
    form = RemindForm(request.POST if request.method == "POST" else None, missing=selectors.awaited(found))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["clinicians"]
        try:
            many = services.remind_missing(period=found, clinicians=chosen, actor=request.user)
        except DomainError as error:
            refuse(request, error)
        else:
            messages.success(request, _reminded(many, len(chosen)))
        return redirect("manager:availability-period", pk=found.pk)
    people = missing_people(found)
    wanted = {value for value in request.GET.getlist("clinician") if value.isdecimal()}
    rows = [(row, not row.again_at and (not wanted or str(row.clinician.pk) in wanted)) for row in people]
    able = [row for row in people if not row.again_at]
    context = {
        "period": found,
        "form": form,
        "rows": rows,
        "able": len(able),
        "chosen": sum(chosen for _, chosen in rows),
        "reach": forecast([Told(REMINDED, row.clinician.user, hours_to_day=None) for row in able], actor=request.user),
        "zone": request.user.time_zone,
    }
    return render(request, "manager/availability/remind.html", context)


def _reminded(many: int, chosen: int) -> str:
    if many == 0:
        return "Nobody was reminded: everybody chosen has answered, or was reminded within the last hour."
    left = chosen - many
    said = f"{many} clinician{'' if many == 1 else 's'} reminded."
    if not left:
        return said
    return f"{said} {left} {'was' if left == 1 else 'were'} not: answered, or reminded within the last hour."


@require_http_methods(["GET", "POST"])
def clinician(request: SignedInRequest, pk: int, clinician_pk: int) -> HttpResponse:
    """One clinician's answers and the talk about them; returning them with a comment."""
    found = get_or_404(Period.objects.visible_to(request.user), pk)
    person = get_or_404(Clinician.objects.visible_to(request.user).select_related("user"), clinician_pk)
    talk = TalkForm(request.POST if request.method == "POST" else None, period=found)
    if request.method == "POST" and talk.is_valid():
        try:
            done = _say(request, found, person, talk)
        except DomainError as error:
            refuse_in_form(talk, error)
        else:
            messages.success(request, done)
            return redirect("manager:availability-clinician", pk=found.pk, clinician_pk=person.pk)
    month = selectors.month_of(person, found, for_manager=True)
    context = {
        "period": found,
        "person": person,
        "month": month,
        "talk": talk,
        "zone": request.user.time_zone,
        "reach": _reach(request, RETURNED, person),
        "can_return": month.submission is not None and not month.is_returned and found.ends_on >= clock.now().date(),
    }
    return render(request, "manager/availability/clinician.html", context)


def _reach(request: SignedInRequest, kind: str, person: Clinician) -> Reach:
    return forecast([Told(kind, person.user, hours_to_day=None)], actor=request.user)


def _say(request: SignedInRequest, found: Period, person: Clinician, talk: TalkForm) -> str:
    """Return the answers or only comment, as the pressed button says; the sentence for the next page."""
    text: str = talk.cleaned_data["text"]
    date: dt.date | None = talk.cleaned_data["date"]
    if "return" not in request.POST:
        services.comment(period=found, clinician=person, actor=request.user, text=text, date=date)
        return f"{person.user.first_name} gets your comment ({_reach(request, COMMENTED, person).words})."
    submission = get_or_404(
        Submission.objects.visible_to(request.user).select_related("period", "clinician"),
        Submission.objects.filter(period=found, clinician=person).values_list("pk", flat=True).first() or 0,
    )
    services.return_submission(submission=submission, actor=request.user, comment=text, date=date)
    span = wording.day_span(found.starts_on, found.ends_on)
    sent = _reach(request, RETURNED, person).words
    return f"Returned to {person.user.first_name} with your comment ({sent}): {span}."
