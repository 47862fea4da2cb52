"""The product's door, and beside it a bare Django that knows the middleware of a new project and one empty view."""

from collections.abc import Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from scheduling_portal.wsgi import application as product

NEW_PROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
PREFIX = "/bare"

with override_settings(MIDDLEWARE=NEW_PROJECT):
    bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Below /bare the new project's empty view, everywhere else the product."""
    path = environ["PATH_INFO"]
    if path.startswith(f"{PREFIX}/"):
        return bare({**environ, "PATH_INFO": path.removeprefix(PREFIX)}, start_response)
    return product(environ, start_response)
