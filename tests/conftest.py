"""What every test stands on: real PostgreSQL and Redis, unless DATABASE_URL and REDIS_URL name others."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

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


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Databases on servers of our own end with those."""
    return "DATABASE_URL" not in os.environ


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits empties all tables in the end; what the migrations had put in is put back at once."""
    with django_db_blocker.unblock():
        defaults = connection.creation.serialize_db_to_string()
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def flush_and_refill(case: TransactionTestCase) -> None:
        # With these two Django makes no permissions anew: they are among what is put back. They are set each time, as
        # a browser's event loop may have given this thread another connection.
        case.serialized_rollback = True
        connection._test_serialized_contents = defaults  # type: ignore[attr-defined]
        flush(case)
        connection.creation.deserialize_db_from_string(defaults)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_refill)
        yield


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """For a test's own PostgreSQL or Redis: open to any account that they may run as, unlike `tmp_path`."""
    folder = Path(tempfile.mkdtemp(prefix="trio-test-own-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
