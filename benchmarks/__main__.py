"""Runs the benchmark on servers of its own: `make bench`."""

import os
import shutil
import tempfile
from pathlib import Path

from scheduling_portal import embedded


def main() -> None:
    """Servers up, world filled, every page measured, all gone again."""
    folder = Path(tempfile.mkdtemp(prefix="trio-bench-"))
    folder.chmod(0o755)  # PostgreSQL may run as another user than ours
    services = embedded.services_in(folder)
    try:
        services.start()
        _run(services, folder)
    finally:
        services.stop()
        shutil.rmtree(services.home.base, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(services: embedded.Services, folder: Path) -> None:
    from benchmarks.server import environment  # noqa: PLC0415  see below

    os.environ.update(environment(services, folder))
    import django  # noqa: PLC0415  its settings are read from the servers that now run

    django.setup()
    from benchmarks.run import run  # noqa: PLC0415

    run(services, folder)


if __name__ == "__main__":
    main()
