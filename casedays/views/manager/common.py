"""What the manager's pages about one day share: fetching it, refusing a step that is not open, the dialog card."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from casedays.alone import DayThere
from casedays.models import CaseDay
from casedays.rules import WORDS, allowed_verbs
from casedays.states import Role, Verb
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404


def day_or_404(request: SignedInRequest, pk: int) -> CaseDay:
    """The day with its practice and site."""
    days = CaseDay.objects.visible_to_manager(request.user).select_related("practice", "site")
    return get_or_404(days, pk)


def not_now(request: SignedInRequest, day: CaseDay, verb: Verb) -> HttpResponse | None:
    """Back to the day with the reason, when it cannot take this step as it stands; None when it can."""
    if verb in allowed_verbs(day, {Role.MANAGER}):
        return None
    messages.warning(request, f"This day is {day.get_status_display().lower()}. It cannot be {WORDS[verb]} now.")
    return redirect("manager:casedays-detail", pk=day.pk)


def day_there(request: SignedInRequest, error: DomainError) -> CaseDay | None:
    """The day for which a step was refused because its site has it on that date already; None for another refusal."""
    return day_or_404(request, error.case_day_id) if isinstance(error, DayThere) else None


def dialog(request: SignedInRequest, template: str, day: CaseDay, form: BaseForm | None, **more: Any) -> HttpResponse:
    """The page of a question: what follows, and the button that does it. Also shown as a dialog."""
    back = more.pop("back", "") or reverse("manager:casedays-detail", args=[day.pk])
    return render(
        request,
        f"manager/casedays/dialogs/{template}.html",
        {"day": day, "form": form, "back": back, "place": f"{day.practice.name}, {day.site.label}", **more},
    )


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, also when nothing was filled in; None while it is only shown."""
    return request.POST if request.method == "POST" else None
