"""A practice asks for days, and edits what it asked for or already has."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casedays import lifecycle
from casedays.alone import days_there
from casedays.changes import edit_case_day, preview_edit
from casedays.changes.applying import CasesOutside
from casedays.changes.comparing import label_of
from casedays.forms.details import initial_of
from casedays.forms.practice import (
    ONE,
    REPEAT,
    EditDayForm,
    EditRequestForm,
    RequestForm,
    initial_dates,
)
from casedays.models import Case, CaseDay
from casedays.selectors.edit_conflict import EditConflict
from casedays.selectors.effects import edit_effect
from casedays.selectors.practice_day import (
    ChangeCard,
    beside_waiting,
    cases_named,
    patients_concerned,
    waiting_change,
)
from casedays.selectors.practice_days import sites_of
from casedays.states import LIVE, Role, Status
from casedays.views.conflicts import accepted_meanwhile, accepted_words, renewed
from casedays.views.practice.days import staff_day
from practices.models import Site
from practices.services import log_patient_views
from scheduling_portal.core.errors import DomainError, StaleEdit
from scheduling_portal.core.http import SignedInRequest, refuse_in_form
from scheduling_portal.core.models import Rules
from scheduling_portal.core.wording import day as say_day


@require_http_methods(["GET", "POST"])
def request_days(request: SignedInRequest) -> HttpResponse:
    """Ask for one day with alternatives, for several dates, or by a repeat rule."""
    sites, rules = sites_of(request.user), Rules.current()
    initial: dict[str, Any] = {"site": sites[0].pk} if len(sites) == 1 else {}
    form = RequestForm(request.POST or None, sites=sites, initial=initial, child_age=rules.child_age)
    sent: CaseDay | None = None
    there: list[CaseDay] = []
    if request.method == "POST" and form.is_valid():
        try:
            there = _in_the_way(request, form)
            days = [] if there else _send(request, form)
        except lifecycle.SentAlready as error:
            sent = staff_day(request, error.case_day_id)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            if days:
                return _asked(request, days, rules)
    context = {"form": form, "rules": rules, "sites": sites, "sent": sent, "there": there}
    return render(request, "practice/casedays/request.html", context)


def _in_the_way(request: SignedInRequest, form: RequestForm) -> list[CaseDay]:
    """Days that the site has on these dates already, said at the fields; none where another is wanted all the same.

    Raises SentAlready when they are what the person asked for in these very words a moment ago.
    """
    site: Site = form.cleaned_data["site"]
    there = days_there(site, form.first_choices)
    if set(there) <= set(form.cleaned_data["again"]):
        return []
    mode, dates = form.cleaned_data["mode"], form.dates
    sent = lifecycle.sent_just_now(
        actor=request.user,
        site=site,
        wanted=[dates] if mode == ONE else [[date] for date in dates],
        details=form.details(),
        series=mode == REPEAT,
    )
    if sent is not None:
        raise lifecycle.SentAlready(sent)
    form.refuse_taken(site, {case_day.date for case_day in there})
    return there


def _asked(request: SignedInRequest, days: list[CaseDay], rules: Rules) -> HttpResponse:
    messages.success(request, _said(days, rules))
    if len(days) == 1:
        return redirect("practice:casedays-detail", pk=days[0].pk)
    return redirect("practice:casedays-list")


def _send(request: SignedInRequest, form: RequestForm) -> list[CaseDay]:
    site: Site = form.cleaned_data["site"]
    mode = form.cleaned_data["mode"]
    if mode == ONE:
        return [
            lifecycle.request_case_day(
                actor=request.user,
                practice=site.practice,
                site=site,
                wanted_dates=form.dates,
                details=form.details(),
            )
        ]
    return lifecycle.request_case_days(
        actor=request.user,
        practice=site.practice,
        site=site,
        dates=form.dates,
        details=form.details(),
        series=mode == REPEAT,
    )


def _said(days: list[CaseDay], rules: Rules) -> str:
    within = f"You get an answer within {rules.review_working_days} working days."
    if len(days) == 1:
        return f"{say_day(days[0].date)} requested. {within}"
    return f"{len(days)} days requested. {within}"


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit a request at once, or say what an edit of a planned or confirmed day will do, then do it."""
    case_day = staff_day(request, pk)
    sites = [site for site in sites_of(request.user) if site.practice_id == case_day.practice_id]
    if case_day.status == Status.REQUESTED:
        return _edit_request(request, case_day, sites)
    if case_day.status in LIVE:
        return _edit_day(request, case_day, sites)
    messages.error(request, f"This day is {case_day.get_status_display().lower()}. It cannot be edited.")
    return redirect("practice:casedays-detail", pk=case_day.pk)


def _edit_request(request: SignedInRequest, case_day: CaseDay, sites: list[Site]) -> HttpResponse:
    initial = {**initial_of(case_day), **initial_dates(case_day), "version": case_day.version}
    form = EditRequestForm(request.POST or None, sites=sites, initial=initial, child_age=Rules.current().child_age)
    stale: EditConflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            changed = lifecycle.edit_request(
                case_day=case_day,
                actor=request.user,
                site=form.cleaned_data["site"],
                wanted_dates=form.dates,
                details=form.details(),
                version=form.cleaned_data["version"],
                role=Role.PRACTICE,
            )
        except StaleEdit as error:
            form, stale = renewed(form, case_day, form.edit(), error, actor=request.user, dates=form.dates)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, "Request saved." if changed else "Nothing was different, so nobody was told.")
            return redirect("practice:casedays-detail", pk=case_day.pk)
    return _edit_page(request, case_day, form, stale)


def _edit_day(request: SignedInRequest, case_day: CaseDay, sites: list[Site]) -> HttpResponse:
    initial = {**initial_of(case_day), "version": case_day.version}
    of_request = accepted_meanwhile(request.POST, case_day)
    form = EditDayForm(
        of_request or request.POST or None, sites=sites, initial=initial, child_age=Rules.current().child_age
    )
    stale: EditConflict | None = None
    outside: list[Case] = []
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        try:
            if of_request:
                raise StaleEdit(accepted_words(case_day))
            if form.cleaned_data["version"] != case_day.version:
                raise StaleEdit("Somebody else changed this day while you were editing. Your changes are still here.")
            if "confirmed" not in request.POST:
                return _review(request, case_day, form)
            return _save(request, case_day, form)
        except StaleEdit as error:
            form, stale = renewed(form, case_day, form.edit(), error, actor=request.user)
        except CasesOutside as error:
            refuse_in_form(form, error)
            outside = cases_named(case_day, error.case_ids)
            _log_looks(request, outside)
        except DomainError as error:
            refuse_in_form(form, error)
    elif of_request:
        messages.warning(request, accepted_words(case_day))
    return _edit_page(request, case_day, form, stale, outside=outside, waiting=waiting_change(case_day))


def _review(request: SignedInRequest, case_day: CaseDay, form: EditDayForm) -> HttpResponse:
    """What will follow, before anything is saved."""
    preview = preview_edit(case_day=case_day, edit=form.edit(), actor=request.user, role=Role.PRACTICE)
    if not preview.changes:
        messages.success(request, "Nothing was different, so nobody was told.")
        return redirect("practice:casedays-detail", pk=case_day.pk)
    concerned = patients_concerned(case_day, preview.fields)
    _log_looks(request, concerned.shown)
    context = {
        "form": form,
        "day": case_day,
        "preview": preview,
        "concerned": concerned,
        "rows": [(label_of(name), old, new) for name, (old, new) in preview.changes.items()],
        "hidden": _typed(request),
        "waiting": beside_waiting(case_day, preview.fields, needs_manager=preview.needs_manager),
        "reach": None if preview.needs_manager else edit_effect(case_day, preview.fields, request.user).reach,
    }
    return render(request, "practice/casedays/edit_review.html", context)


def _log_looks(request: SignedInRequest, cases: list[Case]) -> None:
    """Naming patients on a page is a logged view."""
    log_patient_views(
        viewer=request.user, patients=[case.patient for case in cases], page="edit of a day with bookings"
    )


def _save(request: SignedInRequest, case_day: CaseDay, form: EditDayForm) -> HttpResponse:
    change = edit_case_day(
        case_day=case_day,
        edit=form.edit(),
        actor=request.user,
        version=form.cleaned_data["version"],
        role=Role.PRACTICE,
        beside=form.cleaned_data["again"],
    )
    if change is None:
        said = "Nothing was different, so nobody was told."
    elif change.decided_at is None:
        said = "Your change waits for a manager. Until then the day stands as it was."
    else:
        said = "Saved."
    messages.success(request, said)
    return redirect("practice:casedays-detail", pk=case_day.pk)


def _typed(request: SignedInRequest) -> list[tuple[str, str]]:
    """What was entered, to be sent again by the page that asks once."""
    left_out = {"csrfmiddlewaretoken", "confirmed", "change", "again"}
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]


def _edit_page(
    request: SignedInRequest,
    case_day: CaseDay,
    form: EditRequestForm | EditDayForm,
    stale: EditConflict | None,
    *,
    outside: Sequence[Case] = (),
    waiting: ChangeCard | None = None,
) -> HttpResponse:
    """The form; after somebody else's save with what they changed, and what was typed still there.

    `outside` are bookings that what was typed leaves no room for, `waiting` is the change that a manager has to decide.
    """
    context = {"form": form, "day": case_day, "stale": stale, "outside": outside, "waiting": waiting}
    return render(request, "practice/casedays/edit.html", context)
