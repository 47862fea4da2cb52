"""Filling and freeing slots: hold, assign at once, override, release, offer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import Clinician
from casedays.backfill import send_offer, time_box
from casedays.eligible import check_clinician
from casedays.forms.manager import ClinicianForm, HoldForm, ReleaseForm
from casedays.messages import answers_until, unaware_of
from casedays.models import Assignment, CaseDay
from casedays.notices import reach
from casedays.selectors.slots import deadline_words
from casedays.staffing import NeedsReason, hold_clinician, release_clinician
from casedays.states import TOLD, Status, Verb
from casedays.views.manager.common import day_or_404, dialog, not_now, posted
from notifications.forecast import forecast
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form
from scheduling_portal.core.models import Rules


def _slot_page(day: CaseDay, provider_type: str = "") -> str:
    """The page of the day at its team, with a slot chosen."""
    chosen = f"?slot={provider_type}" if provider_type else ""
    return f"{reverse('manager:casedays-detail', args=[day.pk])}{chosen}#team"


@require_http_methods(["GET", "POST"])
def hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a clinician into a slot: held on a planned day, asked at once on a confirmed one; a rule needs a reason.

    GET asks first, with what stands against the person, if anything does.
    """
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.HOLD):
        return refused
    data = request.POST if request.method == "POST" else request.GET
    choice = ClinicianForm(data, user=request.user)
    if not choice.is_valid():
        messages.error(request, str(choice.errors["clinician"][0]))
        return redirect(_slot_page(day))
    clinician: Clinician = choice.cleaned_data["clinician"]
    form = HoldForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            hold_clinician(case_day=day, clinician=clinician, actor=request.user, override_reason=reason)
        except DomainError as error:
            if "asked" not in request.POST:
                refuse(request, error)
                return redirect(_slot_page(day, clinician.provider_type))
            if isinstance(error, NeedsReason):
                form.add_error("reason", f"Say why {clinician.user.get_full_name()} can come all the same.")
            else:
                refuse_in_form(form, error)
        else:
            messages.success(request, _held_words(day, clinician))
            return redirect(_slot_page(day))
    return _hold_page(request, day, clinician, form)


def _hold_page(request: SignedInRequest, day: CaseDay, clinician: Clinician, form: HoldForm) -> HttpResponse:
    blocks = check_clinician(day, clinician.pk, clinician.provider_type)
    name, slot = clinician.user.get_full_name(), clinician.get_provider_type_display().lower()
    act = "Assign" if day.status == Status.CONFIRMED else "Hold"
    question = f"{act} {name} as {slot} on {wording.day(day.date)}?"
    return dialog(
        request,
        "hold",
        day,
        form,
        back=_slot_page(day, clinician.provider_type),
        clinician=clinician,
        person=name,
        question=question,
        blocks=blocks,
        final=[block for block in blocks if not block.overridable],
        confirmed=day.status == Status.CONFIRMED,
        reach=forecast(reach.asking(day, [clinician.user]), actor=request.user)
        if day.status == Status.CONFIRMED
        else None,
        answer_hours=Rules.current().answer_hours,
    )


def _held_words(day: CaseDay, clinician: Clinician) -> str:
    name, slot = clinician.user.get_full_name(), clinician.get_provider_type_display().lower()
    if day.status == Status.CONFIRMED:
        return f"{name} is asked to come as {slot}."
    return f"{name} is held as {slot}. They are not told yet."


@require_http_methods(["GET", "POST"])
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a clinician out of a slot; with a reason, when they know that they are in it."""
    visible = Assignment.objects.visible_to_manager(request.user)
    assignment = get_or_404(visible.select_related("clinician__user", "case_day__practice", "case_day__site"), pk)
    day, name = assignment.case_day, assignment.clinician.user.get_full_name()
    told, unaware = assignment.status in TOLD, unaware_of(day, [assignment])
    form = ReleaseForm(posted(request), read_by="managers, in the timeline", needed=told)
    if request.method == "POST" and form.is_valid():
        try:
            reason, offers = form.cleaned_data["reason"], form.cleaned_data["offers"]
            release_clinician(assignment=assignment, actor=request.user, reason=reason, offers=offers)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            tail = "They had not been told, so they hear nothing."
            if told:
                tail = "They had no text yet, so they get none." if unaware else "They are told."
            messages.success(request, f"{name} is released from {wording.day(day.date)}. {tail}")
            return redirect(_slot_page(day, assignment.provider_type))
    return dialog(
        request,
        "release",
        day,
        form,
        back=_slot_page(day, assignment.provider_type),
        assignment=assignment,
        person=name,
        question=f"Release {name} from {wording.day(day.date)}?",
        told=told,
        unaware=bool(unaware),
        reach=forecast(reach.releasing(day, [assignment.clinician.user], unaware), actor=request.user)
        if told
        else None,
        confirmed=day.status == Status.CONFIRMED,
    )


@require_http_methods(["GET", "POST"])
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the open slot of a confirmed day to an eligible clinician for a time. GET asks first."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.OFFER):
        return refused
    choice = ClinicianForm(request.POST if request.method == "POST" else request.GET, user=request.user)
    if not choice.is_valid():
        messages.error(request, str(choice.errors["clinician"][0]))
        return redirect(_slot_page(day))
    clinician: Clinician = choice.cleaned_data["clinician"]
    if request.method != "POST":
        return _offer_page(request, day, clinician)
    try:
        sent = send_offer(case_day=day, clinician=clinician, actor=request.user)
    except DomainError as error:
        refuse(request, error)
    else:
        zone = day.site.time_zone
        closes = f"{wording.day(sent.closes_at, zone)}, {wording.time_of_day(sent.closes_at, zone)}"
        messages.success(request, f"Offer sent to {clinician.user.get_full_name()}. It closes {closes}.")
    return redirect(_slot_page(day, clinician.provider_type))


def _offer_page(request: SignedInRequest, day: CaseDay, clinician: Clinician) -> HttpResponse:
    person, slot = clinician.user, clinician.get_provider_type_display().lower()
    closes = answers_until(day, [person], time_box(reach.hours_until(day)), offer=True)[person.pk]
    return dialog(
        request,
        "offer",
        day,
        None,
        back=_slot_page(day, clinician.provider_type),
        clinician=clinician,
        person=person.get_full_name(),
        question=f"Offer {person.get_full_name()} the {slot} slot on {wording.day(day.date)}?",
        closes=f"{deadline_words(closes, day.site.time_zone)} {wording.zone_name(day.site.time_zone, day.date)}",
        reach=forecast(reach.offering(day, [person]), actor=request.user),
    )
