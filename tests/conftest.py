"""What every test stands on: real PostgreSQL and Redis, unless DATABASE_URL and REDIS_URL name others."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from scheduling_portal import embedded

pytest_plugins = ["tests.personas"]


def pytest_configure(config: pytest.Config) -> None:
    """Start both servers once: in the process that divides the work, whose environment its workers inherit."""
    if hasattr(config, "workerinput") or {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        return
    folder = Path(tempfile.mkdtemp(prefix="trio-test-"))
    folder.chmod(0o755)  # PostgreSQL may run as another user than ours
    services = embedded.services_in(folder, durable=False)

    def end() -> None:
        services.stop()
        shutil.rmtree(services.home.base, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(end)
    services.start()
    os.environ.setdefault("DATABASE_URL", embedded.database_url(services.home))
    os.environ.setdefault("REDIS_URL", embedded.redis_url(services.home))
    _point_settings_at_the_servers()


def _point_settings_at_the_servers() -> None:
    """pytest-django has read the settings before this file; nothing has connected yet."""
    from django.conf import settings

    from scheduling_portal.settings.work import broker, database

    settings.DATABASES["default"].update(database(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 0})
    settings.REDIS_URL = os.environ["REDIS_URL"]
    settings.CELERY_BROKER_URL = broker(settings.REDIS_URL)
