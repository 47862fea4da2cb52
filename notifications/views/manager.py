"""Messages as managers see them: every delivery and its fate, the text log, and what came back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from notifications import home, selectors, services
from notifications.enums import Fate
from notifications.forms import MessageFilter, PageForm, ReplyFilter
from notifications.models import Delivery, InboundText
from notifications.provider import text_account
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.http import SignedInRequest, get_or_404, refuse


def _shared(request: SignedInRequest) -> dict[str, Any]:
    """What all tabs show: counts, what is on hold, and whether texts leave the house. Four queries."""
    failed, unclear = selectors.attention(request.user)
    return {
        "failed": failed,
        "unclear": unclear,
        "on_hold": list(selectors.channels_on_hold()),
        "held_since": home.held_since(),
        "texts_are_kept": text_account() is None,
        "portal": "manager",
    }


@require_GET
def deliveries(request: SignedInRequest) -> HttpResponse:
    """Every message and its fate, with filters."""
    form = MessageFilter(request.GET)
    wanted = form.wanted()
    page = selectors.page_of(selectors.deliveries(request.user, **wanted), form.number(), wanted)
    context = {
        **_shared(request),
        "page": page,
        "rows": [selectors.row_of(delivery) for delivery in page.rows],
        "form": MessageFilter(initial=wanted),
        "wanted": wanted,
    }
    return render(request, "manager/notifications/messages.html", context)


@require_GET
def texts(request: SignedInRequest) -> HttpResponse:
    """The text log: each text word for word. No text ever holds patient data."""
    page = selectors.page_of(selectors.texts(request.user), PageForm(request.GET).number(), {})
    rows = [selectors.row_of(delivery) for delivery in page.rows]
    return render(request, "manager/notifications/texts.html", {**_shared(request), "page": page, "rows": rows})


@require_GET
def replies(request: SignedInRequest) -> HttpResponse:
    """What people texted back, word for word, and what came of it."""
    form = ReplyFilter(request.GET)
    only_open = form.only_open()
    rows = InboundText.objects.visible_to(request.user)
    query = {"open": "on" if only_open else ""}
    page = selectors.page_of(rows.unclear() if only_open else rows, form.number(), query)
    names = selectors.names_by_number([row.number for row in page.rows])
    context = {
        **_shared(request),
        "page": page,
        "rows": [(row, names.get(row.number, "")) for row in page.rows],
        "only_open": only_open,
    }
    return render(request, "manager/notifications/replies.html", context)


@require_POST
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a failed message back in the queue."""
    delivery = get_or_404(Delivery.objects.visible_to(request.user), pk)
    try:
        services.send_again(delivery=delivery, actor=request.user)
    except DomainError as error:
        refuse(request, error)
    else:
        messages.success(request, "The message is queued again.")
    return redirect("manager:messages")


@require_POST
def deal_with(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a failed message away."""
    delivery = get_or_404(Delivery.objects.visible_to(request.user), pk)
    services.deal_with_delivery(delivery=delivery, actor=request.user)
    messages.success(request, "Put away as dealt with.")
    return redirect(f"{reverse('manager:messages')}?fate={Fate.FAILED.value}")


@require_POST
def deal_with_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an unclear reply away."""
    inbound = get_or_404(InboundText.objects.visible_to(request.user), pk)
    services.deal_with_reply(inbound=inbound, actor=request.user)
    messages.success(request, "Put away as dealt with.")
    return redirect("manager:messages-replies")
