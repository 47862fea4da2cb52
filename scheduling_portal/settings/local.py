"""The trial and a developer's machine: demo accounts on the sign-in page, texts and emails in logs.

PostgreSQL and Redis are those of `scheduling_portal.embedded`, unless DATABASE_URL and REDIS_URL
in the environment name others. `make run` turns DEBUG off: what is tried is what production serves.
"""

from scheduling_portal import embedded, embedded_home
from scheduling_portal.folders import VAR
from scheduling_portal.settings.base import *
from scheduling_portal.settings.env import env
from scheduling_portal.settings.logs import logging_in

DEBUG = env.bool("DEBUG", True)
TRIAL = True
INSTALLED_APPS = [*INSTALLED_APPS, "scheduling_portal.demo"]
SECRET_KEY = env.str("SECRET_KEY", "django-insecure-for-the-trial-on-one-machine-only")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")

_home = embedded_home.locate(VAR)
DATABASES = {"default": database(env.str("DATABASE_URL", embedded.database_url(_home)))}
REDIS_URL = env.str("REDIS_URL", embedded.redis_url(_home))
CELERY_BROKER_URL = broker(REDIS_URL)

TWILIO_ACCOUNT_SID = ""  # texts go to the text log, whatever the environment holds: demo numbers may be somebody's
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if not DEBUG:
    LOGGING = logging_in("text", level="WARNING")  # so that the emails stand out in the terminal
    STORAGES = HASHED_STORAGE
    WHITENOISE_MAX_AGE = 60
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost
