"""The servers of one run: PostgreSQL and Redis of its own, and gunicorn as production starts it."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import Call, fetch
from scheduling_portal import embedded
from scheduling_portal.folders import BASE_DIR
from scheduling_portal.leash import leashed

HOST = "trio.example"
PATIENCE = 30.0  # seconds gunicorn may take to answer
TICKS = os.sysconf("SC_CLK_TCK")
STAT = Path("/proc/self/stat")


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers on `port`, and the PostgreSQL behind it."""

    port: int
    pids: tuple[int, int]

    def cpu_seconds(self) -> float | None:
        """What both have used so far, their children with them; None where the system does not tell."""
        if not STAT.exists():
            return None
        processes = dict(_processes())
        wanted = set(self.pids)
        for pid in sorted(processes):  # a child's number is above its parent's, but for a wrap
            if processes[pid].parent in wanted:
                wanted.add(pid)
        return sum(processes[pid].ticks for pid in wanted if pid in processes) / TICKS


@dataclass(frozen=True)
class _Process:
    parent: int
    ticks: int


def _processes() -> Iterator[tuple[int, _Process]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            # user and system time, its own and that of children that have ended
            yield int(path.parent.name), _Process(int(fields[1]), sum(map(int, fields[11:15])))


def environment(services: embedded.Services, folder: Path) -> dict[str, str]:
    """The environment of production, with these servers."""
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PUBLIC_BASE_URL": f"https://{HOST}",
        "DATABASE_URL": embedded.database_url(services.home),
        "REDIS_URL": embedded.redis_url(services.home),
        "EMAIL_URL": "smtp://localhost:25",
        "STATIC_ROOT": str(folder / "static"),
        "BEAT_SCHEDULE_FILE": str(folder / "beat"),
    }


@contextlib.contextmanager
def gunicorn(services: embedded.Services, folder: Path) -> Iterator[Server]:
    """Two sync workers on a free port, until the block ends. Raises RuntimeError when they do not come up."""
    port = _free_port()
    # Workers live through the run: what they used is read from them.
    command = [sys.executable, "-m", "gunicorn", "benchmarks.wsgi:application", "--max-requests", "0"]
    with (folder / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env={**os.environ, "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2"},
            stdout=log,
            stderr=log,
            preexec_fn=leashed(),  # noqa: PLW1509  before any thread
        )
    try:
        _wait(process, port, folder / "gunicorn.log")
        database = services.postgres.process
        yield Server(port, (process.pid, database.pid if database else 0))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            fetch(port, Call("/healthz"), {"Host": HOST})
            return
        time.sleep(0.05)
    raise RuntimeError(f"gunicorn did not start: {log.read_text(errors='replace')[-2000:]}")
