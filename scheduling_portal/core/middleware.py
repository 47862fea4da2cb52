"""Gates that every request passes."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from scheduling_portal.core.db import LOCK_TIMEOUT_STATE, RETRYABLE, sqlstate
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.pages_above import page_above

GetResponse = Callable[[HttpRequest], HttpResponse]


#: Opening brackets in one value. Nobody writes as many, and nested ones would exhaust a reader of JSON.
MOST_BRACKETS = 500
METHOD_NOT_ALLOWED = 405


def _is_clean(text: str) -> bool:
    """No NUL and no lone surrogate: PostgreSQL and UTF-8 hold neither. And nothing nested without end."""
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        return False
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


class CleanInputMiddleware:
    """Answers 400 to text that no field could ever store, before any view sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._clean(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)

    def _clean(self, request: HttpRequest) -> bool:
        if not _is_clean(request.path):
            return False
        sources = [request.GET]
        if request.method == "POST":
            sources.append(request.POST)
        return all(
            _is_clean(key) and all(_is_clean(v) for v in values) for data in sources for key, values in data.lists()
        )


class PrivatePagesMiddleware:
    """What a signed-in person saw stays out of caches and of the back button after signing out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.setdefault("Cache-Control", "no-store, private")
        return response


class OwnWallClockMiddleware:
    """In the administration instants are shown and typed as on the wall of whoever is signed in.

    Everywhere else pages name the zone they show: a site's, or the reader's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        with timezone.override(getattr(request.user, "time_zone", None)):
            return self.get_response(request)


class WrongMethodMiddleware:
    """Who opens an address that takes only what a button sends reads so, and where the button stands."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != METHOD_NOT_ALLOWED or answer.content or not request.accepts("text/html"):
            return answer
        page = render(
            request, "errors/wrong_method.html", {"above": page_above(request.path)}, status=METHOD_NOT_ALLOWED
        )
        page["Allow"] = answer["Allow"]
        return page


class DomainErrorMiddleware:
    """A refusal that no view has caught becomes a page in plain words, never a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return render(request, "errors/refused.html", {"message": exception.message}, status=exception.status)
        if isinstance(exception, OperationalError) and sqlstate(exception) in RETRYABLE | {LOCK_TIMEOUT_STATE}:
            message = "Somebody else is changing the same thing at this moment. Nothing was saved; try again."
            return render(request, "errors/refused.html", {"message": message}, status=409)
        return None
