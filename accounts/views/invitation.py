"""Where an invitation leads: choose a password, and be signed in."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.passwords import ChosenPasswordForm
from accounts.models import User
from accounts.services.addresses import mark_proven
from accounts.tokens import invited_user

#: The key leaves the address bar at once and waits in the session, so that no Referer can tell it.
IN_SESSION = "invitation_key"
PLACEHOLDER = "choose-password"


@sensitive_post_parameters("password1", "password2")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, uid: str, key: str) -> HttpResponse:
    """Let the invited person set a password, once. A link that is wrong, used or too old says what to do."""
    stashed = key == PLACEHOLDER
    user = invited_user(uid, request.session.get(IN_SESSION, "") if stashed else key)
    if user is None:
        return render(request, "account/invitation_ended.html", status=410)
    if not stashed:
        request.session[IN_SESSION] = key
        return redirect(reverse("account_invitation", kwargs={"uid": uid, "key": PLACEHOLDER}))
    form = ChosenPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        return _enter(request, user, form)
    return render(request, "account/invitation.html", {"form": form, "person": user})


def _enter(request: HttpRequest, user: User, form: ChosenPasswordForm) -> HttpResponse:
    if request.user.is_authenticated:
        logout(request)
    request.session.pop(IN_SESSION, None)
    form.save()
    mark_proven(user)
    answer: HttpResponse = perform_login(request, user, email=user.email)
    return answer
