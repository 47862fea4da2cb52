"""What is written down while it runs: as JSON lines in production, as plain lines elsewhere."""

from typing import Any, Literal

_QUIET = ("faker", "factory", "fontTools", "kombu", "amqp", "PIL", "twilio.http_client", "urllib3")


def logging_in(form: Literal["json", "text"], *, level: Literal["INFO", "WARNING"] = "INFO") -> dict[str, Any]:
    """The logging configuration. Requests are written by our own middleware, so Django's repetition is off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "scheduling_portal.logs.JsonFormatter"},
            "text": {"()": "scheduling_portal.logs.TextFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level, "propagate": True, "handlers": []},
            # its warnings repeat each 4xx with the full path, which may hold somebody's token
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "INFO", "propagate": True, "handlers": []},
            # anybody may ask for another name; it is refused, and that is all
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "WARNING"},  # beat's tasks succeed every few seconds
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            **{name: {"level": "WARNING"} for name in _QUIET},
        },
    }
