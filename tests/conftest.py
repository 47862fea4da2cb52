"""What every test stands on: real PostgreSQL and Redis, unless DATABASE_URL and REDIS_URL name others."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from scheduling_portal import embedded


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
