"""A team suggested for one day, and why somebody is in a slot or is not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from casedays.forms.matching import WhyForm, chosen_clinicians
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.stored import tried_date
from casedays.selectors.board.rows import place_words
from casedays.selectors.proposal.trio import suggestion_for
from casedays.selectors.proposal.why import why_of
from casedays.staffing import hold_team
from casedays.states import LIVE, Status, Verb
from casedays.views.manager.common import day_or_404, not_now
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse
from scheduling_portal.core.models import Rules


@require_http_methods(["GET", "POST"])
def trio(request: SignedInRequest, pk: int) -> HttpResponse:
    """The best team for the open slots and the next two, each with its reasons; POST holds one of them."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.HOLD):
        return refused
    if request.method == "POST":
        return _hold(request, day)
    return render(
        request,
        "manager/matching/trio.html",
        {
            "day": day,
            "place": _place(day),
            "suggestion": suggestion_for(day),
            "confirmed": day.status == Status.CONFIRMED,
            "answer_hours": Rules.current().answer_hours,
        },
    )


def _hold(request: SignedInRequest, day: CaseDay) -> HttpResponse:
    ids = chosen_clinicians(request.POST)
    team = list(Clinician.objects.visible_to(request.user).working().select_related("user").filter(pk__in=ids))
    if not team or len(team) != len(ids):
        messages.error(request, "Choose one of the suggested teams.")
        return redirect("manager:casedays-trio", pk=day.pk)
    try:
        hold_team(case_day=day, clinicians=team, actor=request.user)
    except DomainError as error:
        refuse(request, error)
        return redirect("manager:casedays-trio", pk=day.pk)
    names = ", ".join(one.user.get_full_name() for one in team)
    if day.status == Status.CONFIRMED:
        messages.success(request, f"{names}: asked to come on {wording.day(day.date)}.")
    else:
        messages.success(request, f"{names}: held for {wording.day(day.date)}. They are not told yet.")
    return redirect(f"{reverse('manager:casedays-detail', args=[day.pk])}#team")


@require_GET
def why(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why this person, and why none of the others: as it stands, or as a proposal has it."""
    day = day_or_404(request, pk)
    slot, run_id = WhyForm(request.GET).chosen
    run = get_or_404(MatchingRun.objects.visible_to(request.user), run_id) if run_id else None
    if run is not None and run.result is None:
        run = None
    if day.status == Status.REQUESTED:
        day.date = tried_date(run, day.pk) or day.date
    if day.status not in LIVE and run is None:
        messages.warning(request, f"This day is {day.get_status_display().lower()}. Nobody can be put there now.")
        return redirect("manager:casedays-detail", pk=day.pk)
    return render(
        request,
        "manager/matching/why.html",
        {
            "day": day,
            "place": _place(day),
            "run": run,
            "why": why_of(day, slot, run),
            "slots": [(one.value, one.label) for one in SLOT_ORDER],
        },
    )


def _place(day: CaseDay) -> str:
    return place_words(day.site.name, day.site.city, day.site.state)
