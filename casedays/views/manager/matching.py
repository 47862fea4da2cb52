"""The matcher: asking for a run, watching it, reviewing its proposal, applying some or all of it."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casedays.forms.board import BoardForm, PageForm, chosen_days
from casedays.forms.matching import ReviewForm, ScopeForm, WeightsForm, first_scope
from casedays.matching.scope import restored
from casedays.matching.standing import load_standing
from casedays.models import MatchingRun, RunState
from casedays.proposals.applying import DayOutcome, apply_proposal, sweep_applying
from casedays.proposals.running import is_stalled, live_run, start_run, stop_run, sweep_runs
from casedays.proposals.stored import tried_date
from casedays.selectors import board as boards
from casedays.selectors.proposal.asking import earlier_runs, offered, runs_page, span_of
from casedays.selectors.proposal.comparing import comparison_of
from casedays.selectors.proposal.following import following_of
from casedays.selectors.proposal.people import people_of
from casedays.selectors.proposal.progress import progress_of
from casedays.selectors.proposal.review import conflicting, review_of
from casedays.selectors.proposal.words import (
    filled_words,
    full_team_words,
    proof_words,
    scope_words,
    span_words,
    title_of,
)
from casedays.views.manager.common import posted
from casedays.views.manager.plots import fairness_plot
from scheduling_portal.core import clock, wording
from scheduling_portal.core.errors import Conflict, DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse, refuse_in_form

MOST_NAMED = 5


def run_or_404(request: SignedInRequest, pk: int) -> MatchingRun:
    """The run, if the person may see it."""
    return get_or_404(MatchingRun.objects.visible_to(request.user).select_related("asked_by"), pk)


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """What the matcher shall do; then have it done and watch."""
    today = clock.today_in(request.user.time_zone)
    known = boards.spans(today)
    span = boards.chosen_span(known, BoardForm(request.GET).period_key, today)
    trying = "try" in request.GET
    day_ids = chosen_days(request.POST if request.method == "POST" else request.GET)
    if "period" not in request.GET and (trying or day_ids):
        span = span_of(request.user, known, span, day_ids)
    if span.last is not None and span.last < today:
        span = boards.chosen_span(known, "", today)
    choices = offered(request.user, span.first, span.last, day_ids)
    start = first_scope(span.first, span.last, today)
    wanted = [value for value, _ in choices.requests] if trying else []
    initial = {**start, "days": [str(pk) for pk in day_ids], "requests": wanted}
    form = ScopeForm(posted(request), offered=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        scope = form.scope()
        try:
            return redirect("manager:matching-run", pk=start_run(scope=scope, actor=request.user).pk)
        except Conflict as error:
            refuse(request, error)
            running = live_run(scope.key)
            return redirect("manager:matching-run", pk=running.pk) if running else redirect("manager:matching-new")
        except DomainError as error:
            refuse_in_form(form, error)
    runs = earlier_runs(request.user, span.first, span.last)
    return render(
        request,
        "manager/matching/new.html",
        {
            "form": form,
            "span": span,
            "day_ids": day_ids,
            "earlier": [_line(run) for run in runs],
            "trying": bool(form["requests"].value()) if "requests" in form.fields else False,
        },
    )


def _line(run: MatchingRun) -> dict[str, Any]:
    """One earlier run."""
    said = run.note.removesuffix(".") or proof_words(run)
    return {
        "run": run,
        "span": span_words(run),
        "words": run.get_state_display() if run.under_way else said,
        "scope": scope_words(restored(run.scope)),
    }


@require_GET
def runs(request: SignedInRequest) -> HttpResponse:
    """Earlier runs, the latest first, page by page."""
    found = runs_page(request.user, PageForm(request.GET).number)
    return render(
        request,
        "manager/matching/runs.html",
        {"lines": [_line(run) for run in found.runs], "page": found.page, "pages": found.pages},
    )


@never_cache
@require_GET
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """A run under way, or the proposal it came to."""
    found = run_or_404(request, pk)
    if is_stalled(found):
        sweep_runs()
        sweep_applying()
        found.refresh_from_db()
    scope = restored(found.scope)
    common = {
        "run": found,
        "title": title_of(found),
        "scope_words": scope_words(scope),
        "board": reverse("manager:casedays-board"),
    }
    if found.under_way or found.to_apply:
        return render(request, "manager/matching/running.html", {**common, "progress": progress_of(found)})
    if found.result is None:
        return render(request, "manager/matching/ended.html", common)
    return render(request, "manager/matching/review.html", {**common, **_review(request, found)})


def _review(request: SignedInRequest, found: MatchingRun) -> dict[str, Any]:
    form = ReviewForm(request.GET)
    by_people = form.by_people
    result: dict[str, Any] = found.result or {}
    query = request.GET.copy()
    query.pop("page", None)
    people = people_of(found, request.user, form.number) if by_people else None
    review = review_of(found, request.user, form.group, 1 if by_people else form.number)
    return {
        "proof": proof_words(found),
        "filled": filled_words(found),
        "full_teams": full_team_words(found),
        "review": review,
        "people": people,
        "group": form.group,
        "measures": result.get("measures", {}),
        "plot": fairness_plot(result.get("measures", {})),
        "listing": people or review,
        "comparison": comparison_of(found),
        "query": query.urlencode(),
        "conflicts": conflicting(found, request.user),
        "stopped": found.state == RunState.STOPPED,
    }


@never_cache
@require_GET
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is, as a part of the page that follows it."""
    found = get_or_404(MatchingRun.objects.visible_to(request.user).defer("result"), pk)
    return render(request, "manager/matching/parts/news.html", {"run": found, "progress": progress_of(found)})


@require_POST
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it with the best so far."""
    found = run_or_404(request, pk)
    try:
        stop_run(run=found, actor=request.user)
    except DomainError as error:
        refuse(request, error)
    return redirect("manager:matching-run", pk=found.pk)


@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same once more, as things stand now; a trial of other weights stays a trial."""
    found = run_or_404(request, pk)
    scope = restored(found.scope)
    try:
        started = start_run(scope=scope, actor=request.user, compared_with=found.compared_with)
        return redirect("manager:matching-run", pk=started.pk)
    except DomainError as error:
        refuse(request, error)
    running = live_run(scope.key)
    return redirect("manager:matching-run", pk=running.pk if running else found.pk)


@require_http_methods(["GET", "POST"])
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """What applying the chosen days does; then do it, each day checked again."""
    found = run_or_404(request, pk)
    data = request.POST if request.method == "POST" else request.GET
    day_ids = None if data.get("all") else chosen_days(data)
    if request.method == "POST":
        return _apply(request, found, day_ids)
    following = following_of(found, day_ids, request.user)
    count = len(following.days)
    title = f"Apply {count} day{'' if count == 1 else 's'}?" if count else "Nothing to apply"
    return render(
        request,
        "manager/matching/apply.html",
        {"run": found, "following": following, "title": title, "day_ids": day_ids, "every": day_ids is None},
    )


def _apply(request: SignedInRequest, found: MatchingRun, day_ids: list[int] | None) -> HttpResponse:
    try:
        outcomes = apply_proposal(run=found, day_ids=day_ids, actor=request.user)
    except DomainError as error:
        refuse(request, error)
    else:
        _say(request, found, outcomes)
    return redirect("manager:matching-run", pk=found.pk)


def _say(request: HttpRequest, found: MatchingRun, outcomes: list[DayOutcome]) -> None:
    done = [one for one in outcomes if one.ok]
    if done:
        days = wording.listed(list(dict.fromkeys(_day(found, one) for one in done)), most=MOST_NAMED)
        messages.success(request, f"{len(done)} day{'' if len(done) == 1 else 's'} applied: {days}.")
    left = [one for one in outcomes if not one.ok]
    for one in left[:MOST_NAMED]:
        messages.warning(request, f"{_day(found, one)}, not as proposed: {one.message}")
    if len(left) > MOST_NAMED:
        messages.warning(request, f"{len(left) - MOST_NAMED} more did not fit any more; each day says why.")


def _day(found: MatchingRun, outcome: DayOutcome) -> str:
    date = tried_date(found, outcome.day_id)
    return wording.day(date) if date else "A day"


@require_http_methods(["GET", "POST"])
def weights(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try other weights on the same problem: a run beside this one. Those in force stay as they are."""
    found = run_or_404(request, pk)
    scope, in_force = restored(found.scope), load_standing().weights
    form = WeightsForm(posted(request), weights=dataclasses.replace(in_force, **scope.weights))
    if request.method == "POST" and form.is_valid():
        changed = form.changed(in_force)
        trial = dataclasses.replace(scope, weights=changed)
        try:
            started = start_run(scope=trial, actor=request.user, compared_with=found.compared_with or found)
            return redirect("manager:matching-run", pk=started.pk)
        except DomainError as error:
            refuse_in_form(form, error)
    return render(request, "manager/matching/weights.html", {"run": found, "form": form, "span": span_words(found)})
