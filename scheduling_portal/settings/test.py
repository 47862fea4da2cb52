"""For pytest: real PostgreSQL and Redis (their addresses come from conftest), quick passwords, mail in memory."""

from scheduling_portal.settings.base import *
from scheduling_portal.settings.env import env

DEBUG = False
TRIAL = False
SECRET_KEY = "for-tests-only-for-tests-only-for-tests-only-for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PUBLIC_BASE_URL = "https://trio.example"

DATABASES = {"default": database(env.str("DATABASE_URL", "postgres://trio@/trio"))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:1/0")
CELERY_BROKER_URL = broker(REDIS_URL)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
