"""Makes the trial's database and static files ready. What is ready already costs next to nothing."""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from scheduling_portal.trial.steps import say


def main() -> None:
    """Migrate, fill an empty database with the demo world, collect static files when they changed."""
    django.setup()
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip().splitlines()[0]}")
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Migrating the database ({len(plan)} steps)")
        call_command("createcachetable")
        call_command("migrate", interactive=False, verbosity=0)
    if not get_user_model().objects.exists():
        say("Filling the empty database with the demo world")
        call_command("seed_demo")
    _collect_static()


def _collect_static() -> None:
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return
    say("Collecting style sheets, scripts and pictures")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)


def _static_state() -> str:
    """Changes with each file of ours and with each change of the locked packages."""
    lines = [(settings.BASE_DIR / "requirements" / "base.txt").read_text()]
    for path in sorted((settings.BASE_DIR / "static").rglob("*")):
        found = path.stat()
        lines.append(f"{path} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    main()
