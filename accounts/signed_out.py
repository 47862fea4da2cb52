"""A session that ends while somebody is at work: what they pressed did not arrive, and they hear so.

Signed in again they are on the page where the button stands. What they had typed is kept by their browser
(`static/js/components/typed.js`).
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from scheduling_portal.core.pages_above import page_above

UNSENT = "unsent"
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
AT_THE_DOOR = "You were signed out, so what you sent did not arrive. Sign in, then send it again."
SIGNED_IN_AGAIN = "You were signed out, so what you sent did not arrive. Press the button once more."


class AskToSignInMiddleware(LoginRequiredMiddleware):
    """Sends who is not signed in to the door; after it to where they were."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        """A page that was asked for is shown after signing in; what was sent is not done, but asked for again."""
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        request.session[UNSENT] = True
        messages.warning(request, AT_THE_DOOR)
        return redirect_to_login(
            _page_of(request), self.get_login_url(view_func), self.get_redirect_field_name(view_func)
        )


def _page_of(request: HttpRequest) -> str:
    """The page on which the button stands, as the browser says, never on another site; else the one above."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "") or "/"
    return page_above(request.path)


@receiver(user_logged_in)
def say_what_did_not_arrive(sender: type, request: HttpRequest | None, **kwargs: Any) -> None:
    """Once, on the first page after signing in."""
    if request is not None and request.session.pop(UNSENT, False):
        messages.warning(request, SIGNED_IN_AGAIN, extra_tags=UNSENT, fail_silently=True)
