"""Finding a practice, a site, a clinician or a case day by a line of text."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casedays.forms.find import FindForm
from casedays.selectors.find import find as look_up
from scheduling_portal.core import clock
from scheduling_portal.core.http import SignedInRequest


@require_GET
def find(request: SignedInRequest) -> HttpResponse:
    """What there is under the words, the date or the number typed."""
    form = FindForm(request.GET)
    wanted = form.wanted(clock.today_in(request.user.time_zone))
    asked = bool(wanted.words or wanted.date or wanted.number)
    context = {
        "form": form,
        "wanted": wanted,
        "asked": asked,
        "found": look_up(request.user, wanted),
        "typed": " ".join(wanted.words),
    }
    return render(request, "manager/casedays/find.html", context)
