"""Settings that hold everywhere. What differs lives in local, test and production.

By subject: who gets in (`sign_in`), what a page may do (`security`), the database, Redis and Celery (`work`),
what is written down (`logs`).
"""

import importlib.util
from pathlib import Path
from typing import Any

from scheduling_portal.folders import BASE_DIR, VAR
from scheduling_portal.settings.logs import logging_in
from scheduling_portal.settings.security import *
from scheduling_portal.settings.sign_in import *
from scheduling_portal.settings.work import *

PRODUCT_NAME = "Trio"
TRIAL = False  # whether the sign-in page offers the demo accounts
LOGGING = logging_in("text")

INSTALLED_APPS = [
    "scheduling_portal.apps.TrioAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "import_export",
    "phonenumber_field",
    "scheduling_portal.core",
    "accounts",
    "notifications",
    "practices",
    "availability",
    "casedays",
    "scheduling_portal.roster",
]

MIDDLEWARE = [
    "scheduling_portal.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "scheduling_portal.headers.PermissionsPolicyMiddleware",
    "scheduling_portal.core.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.signed_out.AskToSignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "scheduling_portal.core.middleware.PrivatePagesMiddleware",
    "scheduling_portal.core.middleware.OwnWallClockMiddleware",
    "scheduling_portal.core.middleware.WrongMethodMiddleware",
    "scheduling_portal.core.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "scheduling_portal.urls"
WSGI_APPLICATION = "scheduling_portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "scheduling_portal.core.templatetags.trio",
                "scheduling_portal.core.templatetags.reading",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
FORMAT_MODULE_PATH = "scheduling_portal.formats"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
_bootstrap = importlib.util.find_spec("bootstrap_wrapper")
if _bootstrap and _bootstrap.origin:  # the package's files, as static/bootstrap/css/...
    STATICFILES_DIRS.append(("bootstrap", Path(_bootstrap.origin).parent.parent / "bootstrap"))
HASHED_STORAGE = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "scheduling_portal.staticfiles.FlatCssStorage"},
}

PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"
