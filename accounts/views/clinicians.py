"""For managers: everybody who can be put on a team."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts import panels, selectors, workload
from accounts.forms import ClinicianFilter
from accounts.invited import never_invited
from accounts.markup import choice, clinician_lines
from accounts.models import Clinician
from scheduling_portal.core.http import SignedInRequest, get_or_404
from scheduling_portal.core.models import Rules


@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """The list, narrowed by what the address says."""
    form = ClinicianFilter(request.GET)
    wanted = form.narrowed()
    page, rows, period = selectors.clinician_page(request.user, wanted)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "choices": [choice(bound) for bound in form if bound.name not in {"q", "page"}],
        "rows": rows,
        "lines": clinician_lines(rows),
        "page": page,
        "period": period,
        "query": kept.urlencode(),
        "narrowed": bool(wanted.keys() - {"page"}),
        "uninvited": never_invited().count(),
    }
    return render(request, "manager/accounts/clinicians.html", context)


@require_GET
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One clinician: how to reach them, what they may do, how much they work."""
    clinician = get_or_404(
        Clinician.objects.all().visible_to(request.user).select_related("user").prefetch_related("skills"), pk
    )
    load = workload.of([clinician.pk])
    context = {
        "clinician": clinician,
        "person": clinician.user,
        "place": selectors.place_name(clinician.home_zip),
        "credentials": selectors.credential_lines(clinician),
        "skills": [skill.name for skill in clinician.skills.all()],
        "days": load.days.get(clinician.pk, 0),
        "period": load.label,
        "panels": panels.panels_of(clinician.user),
        "more": panels.for_managers(clinician.user),
        "farthest": clinician.max_miles or Rules.current().max_miles,
        "may_administrate": request.user.is_staff,
        "may_invite": clinician.user.is_active,
    }
    return render(request, "manager/accounts/clinician.html", context)
