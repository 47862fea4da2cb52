"""Where Twilio calls us. Nothing is believed without its signature."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from notifications import replies, reports
from scheduling_portal.core.http import MAX_BIGINT

log = logging.getLogger(__name__)


def is_genuine(request: HttpRequest) -> bool:
    """Whether Twilio signed this very request. The address is ours from the settings, whatever Host says.

    While tokens are being changed, the next one counts as well. Without a token nothing is genuine.
    """
    tokens = [settings.TWILIO_AUTH_TOKEN, settings.TWILIO_NEXT_AUTH_TOKEN]
    signature = request.headers.get("X-Twilio-Signature", "")
    address = settings.PUBLIC_BASE_URL.rstrip("/") + request.get_full_path()
    return bool(signature) and any(
        RequestValidator(token).validate(address, request.POST, signature) for token in tokens if token
    )


def _refused(request: HttpRequest) -> HttpResponse:
    log.warning("A webhook without a right signature was refused", extra={"path": request.path})
    return HttpResponse("The signature is not right.", status=403, content_type="text/plain")


# Twilio has no session and no form of ours; its signature over address and fields stands in for the token.
@csrf_exempt
@login_not_required
@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a text. Answers 204 to every genuine report, known or not, so that none is sent twice."""
    if not is_genuine(request):
        return _refused(request)
    attempt = request.GET.get("attempt", "")
    provider_id = request.POST.get("MessageSid", "")
    known = pk <= MAX_BIGINT and attempt.isdecimal() and len(attempt) < 5 and 0 < len(provider_id) <= 64
    if known:
        reports.apply(
            delivery_id=pk,
            attempt=int(attempt),
            provider_id=provider_id,
            status=request.POST.get("MessageStatus", "").lower(),
            code=request.POST.get("ErrorCode", ""),
        )
    return HttpResponse(status=204)


@csrf_exempt
@login_not_required
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """A text that somebody sent us; answered in Twilio's own XML, empty when there is nothing to say."""
    if not is_genuine(request):
        return _refused(request)
    response = MessagingResponse()
    provider_id = request.POST.get("MessageSid", "")[:64]
    if provider_id:
        answer = replies.receive(
            provider_id=provider_id,
            number=request.POST.get("From", ""),
            body=request.POST.get("Body", "")[:2000],
        )
        if answer:
            response.message(answer)
    return HttpResponse(str(response), content_type="text/xml")
