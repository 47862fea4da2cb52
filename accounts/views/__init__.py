"""Pages about the person who is signed in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.portals import portals_of
from scheduling_portal.core.http import SignedInRequest


def landing(request: SignedInRequest) -> HttpResponse:
    """Sends everybody to their own first page; who has no role yet is told whom to ask."""
    mine = portals_of(request.user)
    if mine:
        return redirect(mine[0].home)
    return render(request, "account/no_portal.html")
