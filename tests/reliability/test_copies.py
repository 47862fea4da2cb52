"""A filled database: dumped and restored it is the same to the last row, and it bears its migrations back and forth."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from notifications import dispatch, home
from scheduling_portal.embedded_home import locate
from scheduling_portal.folders import BASE_DIR, VAR
from tests.architecture.world import build
from tests.reliability.figures import tell
from tests.support.worker import environment

pytestmark = [pytest.mark.django_db(transaction=True)]

COPY = "trio_copy"
#: What a step back and forth writes anew, and what is a cache.
WRITTEN_ANEW = {
    "django_migrations", "django_content_type", "auth_permission", "accounts_keptcounts", "availability_keptcoverage",
}  # fmt: skip


def _url(name: str) -> str:
    return environment(name, "")["DATABASE_URL"]


def _run(program: str, *arguments: str) -> None:
    binaries = locate(VAR).binaries
    done = subprocess.run([str(binaries / program), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _manage(name: str, *arguments: str) -> None:
    env = environment(name, "redis://127.0.0.1:1/0")
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    done = subprocess.run(command, env=env, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def _columns(name: str) -> dict[str, list[str]]:
    """Each table's columns, in their order."""
    found: dict[str, list[str]] = {}
    with _reading(name) as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " ORDER BY table_name, ordinal_position"
        )
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def _content(name: str, columns: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """For each table how many rows it has, and a digest of these columns of all of them."""
    found = {}
    with _reading(name) as cursor:
        for table, names in columns.items():
            listed = ", ".join(f'"{column}"' for column in names)
            cursor.execute(f'SELECT ROW({listed})::text FROM "{table}" ORDER BY 1')
            rows = [row for (row,) in cursor.fetchall()]
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@contextmanager
def _reading(name: str) -> Iterator[Any]:
    other = psycopg2.connect(_url(name))
    with other, other.cursor() as cursor:
        yield cursor
    other.close()


def _one_back() -> dict[str, str]:
    """For each app of ours the migration before its last, the apps that build on others first."""
    loader = MigrationLoader(connection)
    found = {}
    for label in ("casedays", "availability", "practices", "notifications", "accounts", "core", "roster"):
        names = sorted(name for app, name in loader.disk_migrations if app == label)
        if len(names) > 1:
            found[label] = names[-2]
    return found


def _guards(name: str) -> set[tuple[str, str]]:
    """Constraints, indexes and triggers, with what they say."""
    with _reading(name) as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
        # A restored check says the same with its casts written elsewhere.
        return {(name, re.sub(r"::(character varying|text)|\[\]|[()\s]", "", said)) for name, said in cursor.fetchall()}


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[str]:
    """The small world, dumped by pg_dump and restored beside the original; the name of the copy."""
    build()
    assert home.may_send()  # the original knows who it is
    original = connection.settings_dict["NAME"]
    name = f"{COPY}_{original}"
    dump = str(tmp_path / "dump")
    _run("pg_dump", "--format", "custom", "--file", dump, _url(original))
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    _run("pg_restore", "--exit-on-error", "--dbname", _url(name), dump)
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_restored_copy_is_the_same_and_its_migrations_go_back_and_forth(copy: str) -> None:
    original = connection.settings_dict["NAME"]
    everything = _columns(original)
    before = _content(original, everything)
    restored = _content(copy, everything)
    different = [table for table in before if before[table] != restored[table]]
    assert not different, different
    assert _guards(copy) == _guards(original)

    for app, target in _one_back().items():
        _manage(copy, "migrate", app, target, "--verbosity", "0")
    kept = {table: columns for table, columns in _columns(copy).items() if table not in WRITTEN_ANEW}
    _manage(copy, "migrate", "--verbosity", "0")
    first, again = _content(original, kept), _content(copy, kept)
    changed = [table for table in kept if first[table] != again[table]]
    lost = [table for table in kept if again[table][0] < first[table][0]]
    rows = sum(count for count, _ in before.values())
    tell(
        "G22", tables=len(before), rows=rows, different_after_restore=len(different), taken_back=len(_one_back()),
        changed_by_migrations=len(changed), tables_that_lost_rows=len(lost),
    )  # fmt: skip
    assert not changed, changed
    assert not lost, lost
    assert _guards(copy) == _guards(original)
    assert rows > 300


def _tried(name: str) -> tuple[int, int]:
    """How many messages were tried, and how many wait."""
    with _reading(name) as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE attempts > 0), count(*) FILTER (WHERE final_at IS NULL)"
            " FROM notifications_delivery"
        )
        tried, waiting = cursor.fetchone()
    return tried, waiting


SEND = "from notifications.dispatch import send_due; send_due()"


def test_restored_copy_sends_nothing_until_it_is_released(copy: str) -> None:
    tried, waiting = _tried(copy)
    assert waiting

    _manage(copy, "shell", "-c", SEND)
    held = _tried(copy)
    _manage(copy, "release_outbox", "--call-off")
    _manage(copy, "shell", "-c", SEND)

    tell("G22 copies", waited=waiting, sent_from_the_copy=_tried(copy)[0] - tried)
    assert held == (tried, waiting)
    assert _tried(copy) == (tried, 0)
    assert dispatch.send_due()  # the original still may
