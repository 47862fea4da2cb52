"""The Celery application: a doorbell that wakes a worker, and beat's clock. Truth is in the database."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import setup_logging
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduling_portal.settings.production")


class PersistentConnection(Connection):
    """Looks for a lost Redis every few seconds; Kombu's own pauses grow to half a minute."""

    LONGEST_PAUSE = 5  # seconds

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        pauses = {"interval_start": 1, "interval_step": 1, "interval_max": self.LONGEST_PAUSE}
        return super().ensure_connection(*args, **(pauses | options))


class Doorbell(AMQP):
    """Celery's messaging over such connections."""

    Connection = PersistentConnection


app = Celery("trio", amqp=Doorbell)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    """Keeps Celery from setting up logging of its own."""
    from django.conf import settings  # noqa: PLC0415  settings are known only when a worker starts

    logging.config.dictConfig(settings.LOGGING)
