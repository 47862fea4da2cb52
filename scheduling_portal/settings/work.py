"""The database, Redis and Celery, email and texts, from their addresses.

Redis is a doorbell: it wakes the worker, and no truth lives there. A dead one may cost a request half a second
and nothing else, so sessions and the cache are in the database.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from scheduling_portal.folders import VAR
from scheduling_portal.schedules import SCHEDULE
from scheduling_portal.settings.env import env

REDIS_PATIENCE = 0.5  # seconds
LOCK_TIMEOUT = 3_000  # milliseconds that a person waits for another's save


def database(url: str, *, statement_timeout: int = 15_000, lock_timeout: int = LOCK_TIMEOUT) -> dict[str, Any]:
    """Django's description of the PostgreSQL at `url`; timeouts in milliseconds, 0 for none."""
    config: dict[str, Any] = env.db_url_config(url)
    options = config.setdefault("OPTIONS", {})
    options["options"] = (
        f"-c statement_timeout={statement_timeout} -c lock_timeout={lock_timeout}"
        " -c idle_in_transaction_session_timeout=60000"
    )
    options.setdefault("connect_timeout", 5)
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    return config


def broker(redis_url: str) -> str:
    """Celery's spelling of a Redis address: a socket is `redis+socket://` there and `unix://` elsewhere."""
    address = urlsplit(redis_url)
    if address.scheme != "unix":
        return redis_url
    number = parse_qs(address.query).get("db", ["0"])[0]
    return f"redis+socket://{address.path}?virtual_host={number}"


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 240  # seconds, below the visibility timeout: no task runs twice at once
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for Redis however long it takes
CELERY_BROKER_CONNECTION_TIMEOUT = REDIS_PATIENCE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": REDIS_PATIENCE,
    "socket_connect_timeout": REDIS_PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 5

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Trio <no-reply@trio.example>")
EMAIL_TIMEOUT = 10  # seconds

TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", "")
TWILIO_NEXT_AUTH_TOKEN = env.str("TWILIO_NEXT_AUTH_TOKEN", "")  # while the token is being changed
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", "")
TWILIO_FROM_NUMBER = env.str("TWILIO_FROM_NUMBER", "")
