"""The Celery application: a doorbell that wakes a worker, and beat's clock. Truth is in the database."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduling_portal.settings.production")

app = Celery("trio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django_does(**_: Any) -> None:
    """Keeps Celery from setting up logging of its own."""
    from django.conf import settings  # noqa: PLC0415  settings are known only when a worker starts

    logging.config.dictConfig(settings.LOGGING)
