"""The inbox: one per portal, each with what speaks to that role."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from notifications import answers, selectors, services
from notifications.enums import Audience
from notifications.forms import PageForm
from scheduling_portal.core.http import SignedInRequest, get_or_404

PAGE_SIZE = 30


def _portal(request: SignedInRequest) -> str:
    """The portal the page is opened in; each carries the name of its audience."""
    match = request.resolver_match
    return match.namespaces[0] if match else ""


@require_GET
def inbox(request: SignedInRequest) -> HttpResponse:
    """Notices, unread first."""
    portal = _portal(request)
    audience = Audience(portal)
    rows = selectors.inbox(request.user, audience).select_related("entry")
    page = selectors.page_of(rows, PageForm(request.GET).number(), {}, size=PAGE_SIZE)
    over = answers.outcomes(request.user, page.rows)
    for notice in page.rows:
        notice.outcome = over.get(notice.pk, "")
    unread = rows.unread().order_by().count()
    return render(request, f"{portal}/notifications/inbox.html", {"page": page, "unread": unread, "portal": portal})


@require_POST
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a notice read and go where it leads."""
    portal = _portal(request)
    notice = get_or_404(selectors.inbox(request.user, Audience(portal)), pk)
    services.mark_read(notification=notice, actor=request.user)
    leads = notice.path.startswith("/") and not notice.path.startswith("//")
    return redirect(notice.path if leads else reverse(f"{portal}:notices"))


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark every notice of this inbox read."""
    portal = _portal(request)
    count = services.mark_all_read(actor=request.user, audience=Audience(portal))
    if count:
        messages.success(request, f"{count} notice{'' if count == 1 else 's'} marked as read.")
    return redirect(f"{portal}:notices")
