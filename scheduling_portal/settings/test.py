"""For pytest: real PostgreSQL and Redis (conftest starts them), quick passwords, mail in memory."""

import os
import tempfile
from pathlib import Path

from scheduling_portal import embedded, embedded_home
from scheduling_portal.settings.base import *
from scheduling_portal.settings.env import env

DEBUG = False
TRIAL = False
INSTALLED_APPS = [*INSTALLED_APPS, "scheduling_portal.demo"]
SECRET_KEY = "for-tests-only-for-tests-only-for-tests-only-for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PUBLIC_BASE_URL = "https://trio.example"

# Where conftest starts the servers of this run; workers and child processes inherit it.
TEST_SERVERS = Path(os.environ.setdefault("TRIO_TEST_SERVERS", f"{tempfile.gettempdir()}/trio-test-{os.getpid()}"))
_home = embedded_home.locate(TEST_SERVERS)
# A machine busy with tests is slow, and slowness is not what they are about.
LOCK_TIMEOUT = 30_000
_url = env.str("DATABASE_URL", embedded.database_url(_home))
DATABASES = {"default": database(_url, statement_timeout=60_000, lock_timeout=LOCK_TIMEOUT)}
DATABASES["default"]["CONN_MAX_AGE"] = 0
_number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")  # each worker rings its own doorbell
REDIS_URL = env.str("REDIS_URL", f"{embedded.redis_url(_home)}?db={_number}")
CELERY_BROKER_URL = broker(REDIS_URL)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TWILIO_ACCOUNT_SID = ""
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
