"""Production: everything from the environment, see `.env.example`. Nothing of the trial is imported here."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from scheduling_portal.settings.base import *
from scheduling_portal.settings.env import env
from scheduling_portal.settings.logs import logging_in

DEBUG = False
if env.bool("DEBUG", False):
    raise ImproperlyConfigured("DEBUG must not be on in production: it shows data to anybody. Remove it.")
TRIAL = False
LOGGING = logging_in("json")
SECRET_KEY = env.str("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured("SECRET_KEY must be 50 random characters or more, and yours alone.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL").rstrip("/")
if not PUBLIC_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_BASE_URL must begin with https://, as people reach the product.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(PUBLIC_BASE_URL).hostname or ""])
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]

DATABASES = {"default": database(env.str("DATABASE_URL"), statement_timeout=env.int("STATEMENT_TIMEOUT_MS", 15_000))}
REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_SCHEDULE_FILE", "/tmp/trio-beat-schedule")  # noqa: S108  rebuilt at will
vars().update(env.email_url("EMAIL_URL"))
SERVER_EMAIL = DEFAULT_FROM_EMAIL

STORAGES = HASHED_STORAGE
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(STATIC_ROOT)))

# The proxy in front says whether the visitor came by https; without one, set TRUSTED_PROXY_COUNT=0.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
LANGUAGE_COOKIE_SECURE = True
