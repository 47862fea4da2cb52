"""Rescheduling: first what each date would mean, then the move, asked once."""

import datetime as dt
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from casedays.forms.manager import DatesForm, MoveForm
from casedays.lifecycle import reschedule
from casedays.models import CaseDay
from casedays.selectors.rescheduling import ReschedulePreview, best_first, last_mover, move_reach, preview_reschedule
from casedays.states import ChangeStatus, Status, Verb
from casedays.views.manager.common import day_or_404, dialog, not_now, posted
from practices.services import log_patient_views
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, refuse_in_form


@require_GET
def dates(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose dates to compare: who keeps, who is replaced by whom, which patients, what is broken."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.RESCHEDULE):
        return refused
    asked = any(name in request.GET for name in DatesForm.FIELDS)
    suggested = [] if asked else _suggested(day)
    data = (
        request.GET
        if asked
        else {name: date.isoformat() for name, date in zip(DatesForm.FIELDS, suggested, strict=False)}
    )
    form = DatesForm(data if asked or suggested else None, case_day=day)
    chosen = form.dates if asked or suggested else []
    previews = best_first(preview_reschedule(case_day=day, dates=chosen))
    _log_patients(request, previews)
    return render(
        request,
        "manager/casedays/reschedule.html",
        {
            "day": day,
            "form": form,
            "fields": [form[name] for name in DatesForm.FIELDS],
            "previews": previews,
            "suggested": bool(suggested),
        },
    )


def _suggested(day: CaseDay) -> list[dt.date]:
    """The date the practice now asks for, and the other dates it once named, as far as they lie ahead."""
    today = clock.today_in(day.site.time_zone)
    waiting = day.changes.filter(status=ChangeStatus.WAITING).first()
    asked = [dt.date.fromisoformat(waiting.fields["date"][1])] if waiting and "date" in waiting.fields else []
    named = [row.date for row in day.wanted_dates.all()]
    found = [date for date in dict.fromkeys([*asked, *named]) if date != day.date and date >= today]
    return found[: len(DatesForm.FIELDS)]


@require_http_methods(["GET", "POST"])
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the day to one date, with the replacements shown."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.RESCHEDULE):
        return refused
    if moved := _there_already(request, day):
        return moved
    back = reverse("manager:casedays-reschedule", args=[day.pk])
    form = MoveForm(posted(request), user=request.user, initial={"date": request.GET.get("date", "")})
    if request.method == "POST" and form.is_valid():
        date = form.cleaned_data["date"]
        try:
            reschedule(
                case_day=day,
                actor=request.user,
                date=date,
                reason=form.cleaned_data["reason"],
                replacements=form.replacements,
                beside=form.cleaned_data["again"],
                offers=form.cleaned_data["offers"],
            )
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, f"Moved to {wording.day(date)}. The team and the practice are told.")
            return redirect("manager:casedays-detail", pk=day.pk)
    chosen = _date_of(request, day)
    if chosen is None:
        messages.error(request, "Choose a date to move to first.")
        return redirect(back)
    (preview,) = previews = preview_reschedule(case_day=day, dates=[chosen])
    _log_patients(request, previews)
    return dialog(
        request,
        "move",
        day,
        form,
        back=f"{back}?date_1={chosen.isoformat()}",
        preview=preview,
        reach=move_reach(day, preview, request.user),
        question=f"Move {wording.day(day.date)}, {day.practice.name}, to {wording.day(chosen)}?",
        confirmed=day.status == Status.CONFIRMED,
    )


def _there_already(request: SignedInRequest, day: CaseDay) -> HttpResponse | None:
    """Back to the day when it is on the date asked for, as after somebody else's move; None while it is not."""
    if _asked(request) != day.date.isoformat():
        return None
    mover = last_mover(day)
    who = "you" if mover == request.user else mover.get_full_name() if mover else ""
    messages.warning(request, f"The day is on {wording.day(day.date)} already{f', moved by {who}' if who else ''}.")
    return redirect("manager:casedays-detail", pk=day.pk)


def _log_patients(request: SignedInRequest, previews: Sequence[ReschedulePreview]) -> None:
    """Names of patients are shown: that counts as a view of each."""
    if previews and previews[0].patients:
        log_patient_views(viewer=request.user, patients=previews[0].patients, page="rescheduling a day")


def _date_of(request: SignedInRequest, day: CaseDay) -> dt.date | None:
    """The date to move to, from the address or the form sent."""
    found = DatesForm({"date_1": _asked(request)}, case_day=day).dates
    return found[0] if found else None


def _asked(request: SignedInRequest) -> str:
    return request.POST.get("date") or request.GET.get("date") or ""
