"""Help: how to sign in, and the workflow from each role's side. Anybody may read it, signed in or not."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET


@dataclass(frozen=True)
class Topic:
    """One page of the help: its address, title, and whom it is for."""

    slug: str
    title: str
    about: str
    icon: str

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"help-{self.slug}"


TOPICS = (
    Topic("signing-in", "Signing in", "Password, code, passkey, invitation, lost password", "log-in"),
    Topic("clinician", "For clinicians", "Availability, answering, your days, changes", "user-check"),
    Topic("practice", "For practices", "Requests, confirming details, changes, patients", "building-2"),
    Topic("manager", "For clinical managers", "Requests, teams, confirming, changes, drop-outs", "calendar-check-2"),
    Topic("admin", "For administrators", "People, sites, rules, imports, delivery log", "settings-2"),
)


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The list of topics."""
    return render(request, "help/index.html", {"topics": TOPICS})


def page(topic: Topic) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one topic."""

    @login_not_required
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"help/{topic.slug}.html", {"topic": topic, "topics": TOPICS})

    return view


urlpatterns: list[URLPattern] = [
    path("", index, name="help"),
    *(path(f"{topic.slug}/", page(topic), name=topic.url_name) for topic in TOPICS),
]
