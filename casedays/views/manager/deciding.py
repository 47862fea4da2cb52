"""The far-reaching steps of a day: confirm, cancel, and a practice's change applied or declined."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from casedays.alone import DayThere
from casedays.changes import apply_change, ask_again, decline_change, to_ask_again
from casedays.changes.applying import check_cases_fit, check_values, there_already
from casedays.changes.comparing import in_words, label_of
from casedays.forms.manager import ApplyForm, ManagerReasonForm
from casedays.lifecycle import cancel_case_day, confirm_case_day
from casedays.models import CaseDay, Change
from casedays.selectors.closing import CancelEffect, cancel_consequences
from casedays.selectors.confirming import review
from casedays.selectors.effects import asking_again, change_effect, name_of
from casedays.states import ChangeStatus, Role, Verb
from casedays.views.manager.common import day_or_404, dialog, not_now, posted
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form


def _place(day: CaseDay) -> str:
    return f"{wording.day(day.date)}, {day.practice.name}, {day.site.label}"


@require_http_methods(["GET", "POST"])
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a planned day with a complete, eligible team."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.CONFIRM):
        return refused
    if request.method == "POST":
        try:
            confirm_case_day(case_day=day, actor=request.user)
        except DomainError as error:
            refuse(request, error)
        else:
            messages.success(request, f"{wording.day(day.date)} is confirmed. The team is asked, the practice is told.")
        return redirect("manager:casedays-detail", pk=day.pk)
    found = review(request.user, [day.pk])
    return dialog(request, "confirm", day, None, review=found, this=found.days[0], question=f"Confirm {_place(day)}?")


@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a day off, with a reason."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.CANCEL):
        return refused
    effect = cancel_consequences(day, request.user)
    form = ManagerReasonForm(posted(request), read_by=_who_reads(effect))
    if request.method == "POST" and form.is_valid():
        try:
            cancel_case_day(case_day=day, actor=request.user, reason=form.cleaned_data["reason"], role=Role.MANAGER)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, f"{wording.day(day.date)}, {day.practice.name}, is cancelled.")
            return redirect("manager:casedays-detail", pk=day.pk)
    return dialog(request, "cancel", day, form, effect=effect, question=f"Cancel {_place(day)}?")


def _who_reads(effect: CancelEffect) -> str:
    """Who is told why a day was cancelled: held people hear nothing."""
    heard = [
        *(["the clinicians who were asked"] if effect.told else []),
        *(["those who had an offer"] if effect.offered else []),
        "the practice",
    ]
    return f"{', '.join(heard[:-1])} and {heard[-1]}" if len(heard) > 1 else heard[0]


def _change_or_404(request: SignedInRequest, pk: int) -> Change:
    rows = Change.objects.visible_to(request.user)
    return get_or_404(rows.select_related("case_day__practice", "case_day__site", "asked_by"), pk)


def _decided(request: SignedInRequest, change: Change) -> HttpResponse | None:
    """Back to the day with a warning when the change waits no longer; None while it does."""
    if change.status == ChangeStatus.WAITING:
        return None
    messages.warning(request, f"Change {change.number} is {change.get_status_display().lower()} already.")
    return redirect("manager:casedays-detail", pk=change.case_day_id)


@require_http_methods(["GET", "POST"])
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a practice's change in force."""
    change = _change_or_404(request, pk)
    form = ApplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            beside, offers = form.cleaned_data["again"], form.cleaned_data["offers"]
            apply_change(change=change, actor=request.user, beside=beside, offers=offers)
        except DayThere as error:
            refuse_in_form(form, error)
        except DomainError as error:
            refuse(request, error)
            return redirect("manager:casedays-detail", pk=change.case_day_id)
        else:
            messages.success(request, f"Change {change.number} is applied. Who is concerned is told.")
            return redirect("manager:casedays-detail", pk=change.case_day_id)
    if refused := _decided(request, change):
        return refused
    question = f"Apply change {change.number} to {_place(change.case_day)}?"
    return dialog(
        request,
        "apply",
        change.case_day,
        form,
        change=change,
        there=there_already(change.case_day, change.fields),
        effect=change_effect(change, request.user),
        words=_words(change),
        question=question,
        refusal=_refusal(change),
    )


def _refusal(change: Change) -> str:
    """Why the change cannot be applied as it stands; empty when it can."""
    try:
        check_values(change.case_day, change.fields)
        check_cases_fit(change.case_day, change.fields)
    except DomainError as error:
        return error.message
    return ""


def _words(change: Change) -> list[tuple[str, str, str]]:
    return [(label_of(name), old, new) for name, (old, new) in in_words(change.fields).items()]


@require_http_methods(["GET", "POST"])
def ask_again_to_see(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask who has not seen a change in force once more. GET says whom, and what that sends."""
    change = _change_or_404(request, pk)
    try:
        if request.method != "POST":
            return _ask_again_page(request, change)
        asked = ask_again(change=change, actor=request.user)
    except DomainError as error:
        refuse(request, error)
    else:
        people = "1 clinician is" if asked == 1 else f"{asked} clinicians are"
        messages.success(request, f"{people} asked again to say that they have seen change {change.number}.")
    return redirect("manager:casedays-detail", pk=change.case_day_id)


def _ask_again_page(request: SignedInRequest, change: Change) -> HttpResponse:
    """Raises Conflict when there is nobody to ask."""
    day = change.case_day
    team = to_ask_again(change, day)
    return dialog(
        request,
        "ask_again",
        day,
        None,
        change=change,
        words=_words(change),
        people=[name_of(one) for one in team],
        reach=asking_again(day, change, team, request.user),
        question=f"Ask {len(team)} again about change {change.number} to {_place(day)}?",
    )


@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline a practice's change, with a reason; the day stands as it was."""
    change = _change_or_404(request, pk)
    if refused := _decided(request, change):
        return refused
    form = ManagerReasonForm(posted(request), read_by="the practice")
    if request.method == "POST" and form.is_valid():
        try:
            decline_change(change=change, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, f"Change {change.number} is declined. The practice is told why.")
            return redirect("manager:casedays-detail", pk=change.case_day_id)
    question = f"Decline change {change.number} to {_place(change.case_day)}?"
    return dialog(request, "decline", change.case_day, form, change=change, words=_words(change), question=question)
