"""What a clinician answers: assignments, offers, changes to see."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from casedays import backfill, staffing
from casedays.changes import acknowledge_change
from casedays.forms.clinician import CannotMakeItForm
from casedays.models import Assignment, CaseDay, Change, Offer
from casedays.states import TOLD, AssignmentStatus, OfferStatus
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form


def _own_assignment(request: SignedInRequest, pk: int) -> Assignment:
    """One that the clinician was told of, also when it has ended since: then the service says so in words."""
    mine = Assignment.objects.filter(clinician__user=request.user, asked_at__isnull=False)
    return get_or_404(mine.select_related("case_day__site", "case_day__practice", "clinician"), pk)


def _own_offer(request: SignedInRequest, pk: int) -> Offer:
    offers = Offer.objects.visible_to_clinician(request.user)
    return get_or_404(offers.select_related("case_day__site", "case_day__practice"), pk)


def _answered(request: SignedInRequest, day: CaseDay, act: Callable[[], object], done: str) -> HttpResponse:
    """Do one thing, say how it went, and go back to where it was asked."""
    try:
        act()
    except DomainError as error:
        refuse(request, error)
    else:
        messages.success(request, done)
    still_visible = CaseDay.objects.visible_to_clinician(request.user).filter(pk=day.pk).exists()
    if request.POST.get("back") == "day" and still_visible:
        return redirect("clinician:casedays-detail", pk=day.pk)
    return redirect("clinician:home")


def _words(day: CaseDay) -> str:
    return f"{wording.day(day.date)}, {day.practice.name}"


@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept an assignment; one tap."""
    one = _own_assignment(request, pk)
    return _answered(
        request,
        one.case_day,
        lambda: staffing.accept_assignment(assignment=one, actor=request.user),
        f"Accepted: {_words(one.case_day)}. It is in your days.",
    )


@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once and for a reason, say what follows, then tell the manager."""
    one = _own_assignment(request, pk)
    if request.method == "GET" and one.status not in TOLD:
        messages.error(request, f"You are not on this day any more: {_words(one.case_day)}.")
        return redirect("clinician:home")
    form = CannotMakeItForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            staffing.decline_assignment(assignment=one, actor=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, f"The manager knows that you can't make {_words(one.case_day)}.")
            return redirect("clinician:home")
    context = {
        "form": form,
        "assignment": one,
        "day": one.case_day,
        "had_accepted": one.status == AssignmentStatus.ACCEPTED,
    }
    return render(request, "clinician/casedays/decline.html", context)


@require_POST
def accept_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an offered slot; the first to accept has it."""
    offer = _own_offer(request, pk)
    return _answered(
        request,
        offer.case_day,
        lambda: backfill.accept_offer(offer=offer, actor=request.user),
        f"The slot is yours: {_words(offer.case_day)}.",
    )


@require_http_methods(["GET", "POST"])
def decline_offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then do not take an offered slot."""
    offer = _own_offer(request, pk)
    if request.method == "GET":
        if offer.status != OfferStatus.SENT:
            messages.error(request, f"This offer is closed: {_words(offer.case_day)}.")
            return redirect("clinician:home")
        return render(request, "clinician/casedays/pass_on.html", {"offer": offer, "day": offer.case_day})
    return _answered(
        request,
        offer.case_day,
        lambda: backfill.decline_offer(offer=offer, actor=request.user),
        f"Passed on: {_words(offer.case_day)}.",
    )


@require_POST
def seen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a change was seen."""
    mine = Change.objects.filter(acknowledgements__user=request.user).select_related(
        "case_day__site", "case_day__practice"
    )
    change = get_or_404(mine, pk)
    return _answered(
        request,
        change.case_day,
        lambda: acknowledge_change(change=change, actor=request.user),
        f"Change {change.number} seen: {_words(change.case_day)}.",
    )
