"""Making a day on a practice's behalf, and changing what a day asks for."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casedays.alone import DayThere
from casedays.changes import EditPreview, edit_case_day, preview_edit
from casedays.changes.comparing import label_of
from casedays.forms.another import LikeForm, initial_like
from casedays.forms.details import initial_of
from casedays.forms.manager import ManagerEditForm, NewDayForm
from casedays.forms.practice import EditRequestForm, initial_dates
from casedays.lifecycle import create_case_day, edit_request
from casedays.models import CaseDay
from casedays.selectors.edit_conflict import EditConflict
from casedays.selectors.effects import edit_effect
from casedays.states import Role, Status, Verb
from casedays.views.conflicts import accepted_meanwhile, accepted_words, renewed
from casedays.views.manager.common import day_or_404, day_there, not_now, posted
from practices.models import Site
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError, StaleEdit
from scheduling_portal.core.http import SignedInRequest, refuse_in_form
from scheduling_portal.core.models import Rules


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Make a planned day on a practice's behalf, starting from another one where the address names it."""
    sites = list(
        Site.objects.visible_to(request.user)
        .filter(active=True, practice__active=True)
        .select_related("practice")
        .order_by("practice__name", "name")
    )
    initial = {} if request.method == "POST" else _like(request)
    form = NewDayForm(posted(request), initial=initial, sites=sites, child_age=Rules.current().child_age)
    there: CaseDay | None = None
    if request.method == "POST" and form.is_valid():
        site = form.cleaned_data["site"]
        try:
            day = create_case_day(
                actor=request.user,
                practice=site.practice,
                site=site,
                date=form.cleaned_data["date"],
                details=form.details(),
                beside=form.cleaned_data["again"],
            )
        except DomainError as error:
            refuse_in_form(form, error)
            there = day_there(request, error)
        else:
            messages.success(request, f"{wording.day(day.date)}, {day.practice.name}, is planned. Choose the team now.")
            return redirect("manager:casedays-detail", pk=day.pk)
    return render(request, "manager/casedays/new.html", {"form": form, "sites": sites, "there": there})


def _like(request: SignedInRequest) -> dict[str, Any]:
    """What the day named in the address asked; nothing where it names none that the person may see."""
    wanted = LikeForm(request.GET).day_id
    if wanted is None:
        return {}
    day = CaseDay.objects.visible_to_manager(request.user).select_related("site").filter(pk=wanted).first()
    return initial_like(day) if day else {}


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a day: a request at once; a planned or confirmed day after a look at what follows."""
    day = day_or_404(request, pk)
    if refused := not_now(request, day, Verb.EDIT):
        return refused
    return _edit_request(request, day) if day.status == Status.REQUESTED else _edit_day(request, day)


def _sites(day: CaseDay) -> list[Site]:
    return list(Site.objects.filter(practice=day.practice_id, active=True).select_related("practice"))


def _edit_request(request: SignedInRequest, day: CaseDay) -> HttpResponse:
    initial = {**initial_of(day), **initial_dates(day), "version": day.version}
    form = EditRequestForm(posted(request), initial=initial, sites=_sites(day), child_age=Rules.current().child_age)
    stale: EditConflict | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = edit_request(
                case_day=day,
                actor=request.user,
                site=data["site"],
                wanted_dates=form.dates,
                details=form.details(),
                version=data["version"],
                role=Role.MANAGER,
            )
        except StaleEdit as error:
            form, stale = renewed(form, day, form.edit(), error, actor=request.user, dates=form.dates)
        except DomainError as error:
            refuse_in_form(form, error)
        else:
            messages.success(request, _saved_words(changed=changed))
            return redirect("manager:casedays-detail", pk=day.pk)
    return _edit_page(request, day, form, None, stale)


def _edit_day(request: SignedInRequest, day: CaseDay) -> HttpResponse:
    initial = {**initial_of(day), "version": day.version}
    of_request = accepted_meanwhile(request.POST, day)
    form = ManagerEditForm(
        of_request or posted(request), initial=initial, sites=_sites(day), child_age=Rules.current().child_age
    )
    preview: EditPreview | None = None
    stale: EditConflict | None = None
    if request.method == "POST" and form.is_valid():
        wanted = form.edit()
        try:
            if of_request:
                raise StaleEdit(accepted_words(day))
            if form.cleaned_data["version"] != day.version:
                raise StaleEdit("Somebody else changed this day while you were editing. Your changes are still here.")
            preview = preview_edit(case_day=day, edit=wanted, actor=request.user, role=Role.MANAGER)
            if not preview.changes or request.POST.get("seen") == _mark(preview):
                change = edit_case_day(
                    case_day=day,
                    edit=wanted,
                    actor=request.user,
                    version=form.cleaned_data["version"],
                    role=Role.MANAGER,
                    beside=form.cleaned_data["again"],
                    offers=form.cleaned_data["offers"],
                )
                messages.success(request, _saved_words(changed=change is not None))
                return redirect("manager:casedays-detail", pk=day.pk)
        except StaleEdit as error:
            form, stale = renewed(form, day, wanted, error, actor=request.user)
            preview = None
        except DayThere as error:
            refuse_in_form(form, error)
        except DomainError as error:
            refuse_in_form(form, error)
            preview = None
    elif of_request:
        messages.warning(request, accepted_words(day))
    return _edit_page(request, day, form, preview, stale)


def _mark(preview: EditPreview) -> str:
    """What was shown, so that only that is saved: other values, or other people, are shown first."""
    return "|".join(
        [*(f"{name}={new}" for name, (_, new) in preview.changes.items()), str(preview.texts), *preview.ineligible]
    )


def _saved_words(*, changed: bool) -> str:
    return "Saved. Who is concerned is told." if changed else "Nothing was different, so nothing was saved or sent."


def _edit_page(
    request: SignedInRequest, day: CaseDay, form: Any, preview: EditPreview | None, stale: EditConflict | None
) -> HttpResponse:
    changes = [(label_of(name), old, new) for name, (old, new) in preview.changes.items()] if preview else []
    return render(
        request,
        "manager/casedays/edit.html",
        {
            "day": day,
            "form": form,
            "preview": preview,
            "effect": edit_effect(day, preview.fields, request.user) if preview else None,
            "changes": changes,
            "mark": _mark(preview) if preview else "",
            "first_look": "seen" not in request.POST,
            "again": form.cleaned_data.get("again") if preview else None,
            "stale": stale,
            "requested": day.status == Status.REQUESTED,
            "new_date": preview.fields["date"][1] if preview and "date" in preview.fields else "",
        },
    )
