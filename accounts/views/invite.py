"""For managers: inviting people to sign in, one or everybody who never was."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.invited import never_invited
from accounts.models import Clinician
from accounts.services import invite
from accounts.tokens import VALID_DAYS
from scheduling_portal.core.http import SignedInRequest, get_or_404

#: So many are named before they are invited.
NAMED = 30


@require_http_methods(["GET", "POST"])
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then send one clinician a link to set a password."""
    clinician = get_or_404(
        Clinician.objects.all().visible_to(request.user).filter(user__is_active=True).select_related("user"), pk
    )
    if request.method == "POST":
        if invite(users=[clinician.user], actor=request.user):
            messages.success(request, f"Invitation to {clinician.user.get_full_name()} is on its way.")
        else:
            messages.info(request, "An invitation is on its way already.")
        return redirect("manager:clinicians-detail", pk=pk)
    context = {"person": clinician.user, "clinician": clinician, "days": VALID_DAYS}
    return render(request, "manager/accounts/invite_one.html", context)


@require_http_methods(["GET", "POST"])
def everybody(request: SignedInRequest) -> HttpResponse:
    """Ask, then invite everybody who can be invited and never was, whatever their role."""
    people = never_invited()
    if request.method == "POST":
        count = invite(users=people, actor=request.user)
        messages.success(request, f"{count} invitation{'' if count == 1 else 's'} on the way.")
        return redirect("manager:clinicians-list")
    total = people.count()
    context = {
        "total": total,
        "clinicians": people.filter(clinician__isnull=False).count(),
        "names": [person.get_full_name() for person in people[:NAMED]],
        "more": max(0, total - NAMED),
        "days": VALID_DAYS,
    }
    return render(request, "manager/accounts/invite_all.html", context)
