"""What every test stands on: real PostgreSQL and Redis, unless DATABASE_URL and REDIS_URL name others."""

import os
import shutil

import pytest
from django.conf import settings

from scheduling_portal import embedded

pytest_plugins = ["tests.personas", "tests.support.bench", "tests.support.browser", "tests.support.strictness"]


def pytest_configure(config: pytest.Config) -> None:
    """Start both servers once: in the process that divides the work. Its workers find them by its environment."""
    if hasattr(config, "workerinput") or {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        return
    folder = settings.TEST_SERVERS
    folder.mkdir()
    folder.chmod(0o755)  # PostgreSQL may run as another user than ours
    services = embedded.services_in(folder, durable=False)

    def end() -> None:
        services.stop()
        shutil.rmtree(services.home.base, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(end)
    services.start()


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test that commits empties all tables in the end, so those begin with what the migrations had put in."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", [])
    if marker is not None and marker.kwargs.get("transaction", False):
        restored = {**marker.kwargs, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**restored), append=False)
    elif {"transactional_db", "live_server"} & set(names):
        names.insert(0, "django_db_serialized_rollback")
