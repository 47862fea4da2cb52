"""The manager portal's pages of practices."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from practices.forms import SearchForm
from practices.models import Practice
from practices.selectors.overview import manager_page, practice_list
from scheduling_portal.core.http import SignedInRequest, get_or_404
from scheduling_portal.core.paging import kept_query


@require_GET
def practices(request: SignedInRequest) -> HttpResponse:
    """Every practice, by name."""
    form = SearchForm(request.GET)
    form.is_valid()  # what cannot be read searches nothing
    page = practice_list(request.user, form.cleaned_data)
    q = form.cleaned_data.get("q") or ""
    context = {"page": page, "q": q, "query": kept_query(q=q)}
    return render(request, "manager/practices/list.html", context)


@require_GET
def practice(request: SignedInRequest, pk: int) -> HttpResponse:
    """One practice: sites, staff, preferences, coming days."""
    found = get_or_404(Practice.objects.visible_to(request.user), pk)
    return render(request, "manager/practices/detail.html", {"page": manager_page(found)})
