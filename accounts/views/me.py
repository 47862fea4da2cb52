"""The page about oneself: the same in every portal."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import panels, selectors
from accounts.enums import Portal
from accounts.forms import ClinicianProfileForm, ProfileForm
from accounts.models import Clinician, User
from accounts.services import save_clinician, save_person
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, refuse_in_form

LAYOUTS = {
    Portal.CLINICIAN.value: "layouts/clinician.html",
    Portal.PRACTICE.value: "layouts/practice.html",
    Portal.MANAGER.value: "layouts/manager.html",
}


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """See and change what one has said about oneself; leads to password, second factor and sessions."""
    # Edited copies: the frame around a refused form still shows who is signed in, not what was typed.
    user = User.objects.get(pk=request.user.pk)
    clinician = Clinician.objects.filter(user=user, active=True).first()
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instance=user)
    clinician_form = ClinicianProfileForm(data, instance=clinician) if clinician else None
    forms_ok = form.is_valid() if data is not None else False
    if clinician_form is not None and data is not None:
        forms_ok = clinician_form.is_valid() and forms_ok
    if forms_ok and _save(form, clinician_form, request):
        messages.success(request, "Saved.")
        return redirect(request.path)
    context = {
        "form": form,
        "clinician_form": clinician_form,
        "layout": _layout(request),
        "clinician": clinician,
        "credentials": selectors.credential_lines(clinician) if clinician else [],
        "skills": [skill.name for skill in clinician.skills.all()] if clinician else [],
        "panels": panels.panels_of(request.user),
    }
    return render(request, "account/me.html", context)


def _save(form: ProfileForm, clinician_form: ClinicianProfileForm | None, request: SignedInRequest) -> bool:
    try:
        with transaction.atomic():
            save_person(user=form.save(commit=False), actor=request.user)
            if clinician_form is not None:
                save_clinician(clinician=clinician_form.save(commit=False), actor=request.user)
    except DomainError as error:
        refuse_in_form(clinician_form or form, error)
        return False
    return True


def _layout(request: SignedInRequest) -> str:
    match = request.resolver_match
    key = match.namespaces[0] if match and match.namespaces else ""
    return LAYOUTS.get(key, "layouts/plain.html")
