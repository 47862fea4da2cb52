"""A real Celery worker on the test's database, whose messages go to a file, and which can stop at a named place.

Run as `python -m tests.support.worker FOLDER PLACE`. Every message sent is a line of FOLDER/sent; a worker that has
come to PLACE writes FOLDER/reached and waits there to be killed. An empty PLACE stops nowhere.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notifications.transports.base import Message, Receipt

PLACES = ("claimed", "sending", "sent")
PATIENCE = 60.0  # seconds


def environment(database: str, redis_url: str) -> dict[str, str]:
    """As the test itself runs, but on the test's own database and the given Redis."""
    from django.conf import settings

    config = settings.DATABASES["default"]
    host = config.get("HOST") or config["OPTIONS"].get("host", "")
    url = f"postgres://{config['USER']}@/{database}?host={str(host).replace('/', '%2F')}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url}


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own group; the whole group is killed at the end."""
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill -9 the worker with all its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def worker(folder: Path, place: str = "") -> list[str]:
    return [sys.executable, "-m", "tests.support.worker", str(folder), place]


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Until `condition` holds; fails when it takes too long."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)


class FileTransport:
    """Sends by writing a line, and knows what was written."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder, self.place = folder, place

    def stop_at(self, place: str) -> None:
        if self.place == place:
            (self.folder / "reached").touch()
            signal.pause()

    def send(self, message: "Message") -> "Receipt":
        from notifications.transports.base import Receipt

        self.stop_at("sending")
        with (self.folder / "sent").open("a") as log:
            log.write(f"{message.delivery_id}\n")
        self.stop_at("sent")
        return Receipt(provider_id=f"SM{message.delivery_id}")

    def look_up(self, message: "Message") -> "Receipt | None":
        from notifications.transports.base import Receipt

        log = self.folder / "sent"
        known = log.exists() and str(message.delivery_id) in log.read_text().split()
        return Receipt(provider_id=f"SM{message.delivery_id}") if known else None

    def fetch(self, provider_id: str) -> tuple[str, str] | None:
        return None


def main(folder: Path, place: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduling_portal.settings.test")
    from scheduling_portal.celery import app

    app.finalize()
    import django

    django.setup()
    from notifications import dispatch

    transport = FileTransport(folder, place)
    look_again = dispatch.still_ours

    def still_ours(claim: dispatch.Claim) -> object:
        transport.stop_at("claimed")
        return look_again(claim)

    dispatch.still_ours = still_ours  # type: ignore[assignment]
    dispatch.transport_of = lambda _: transport  # type: ignore[assignment]
    app.worker_main(["worker", "--loglevel", "WARNING", "--concurrency", "1", "--without-gossip", "--without-mingle"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
