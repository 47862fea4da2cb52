"""The page for what nobody foresaw: a fault of ours is a 500; a database that is away is a 503, which passes."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_AFTER = 10  # seconds; PostgreSQL is back sooner than that after a crash


def broken(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled. Asks the database for nothing."""
    if _is_away(sys.exc_info()[1]):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return server_error(request)


def _is_away(error: BaseException | None) -> bool:
    """Whether the database did not answer. A connection that is cut is now and then no more than a DatabaseError."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
