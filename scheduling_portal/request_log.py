"""One log line per request, and a number that ties together all lines of one request."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from scheduling_portal.logs import request_id, route_of

logger = logging.getLogger("trio.request")

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_UNLOGGED = ("/healthz", "/readyz", "/static/")


class RequestLogMiddleware:
    """Logs method, path pattern, status and milliseconds; answers with `X-Request-ID`.

    The proxy's own `X-Request-ID` is kept when it looks like one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        current = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(current)
        started = time.monotonic()
        try:
            response = self.get_response(request)
            if not request.path.startswith(_UNLOGGED):
                fields = {
                    "method": request.method,
                    "route": route_of(request),
                    "status": response.status_code,
                    "ms": round((time.monotonic() - started) * 1000),
                }
                logger.info("request", extra=fields)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = current
        return response
