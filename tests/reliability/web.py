"""The product as gunicorn serves it, on a database of the test's, and signed-in people who post to it from threads."""

import base64
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string

from accounts.models import User
from tests.personas import client_of

PATIENCE = 40.0  # seconds gunicorn may take to answer at first
WORKERS, THREADS = 2, 8


@dataclass(frozen=True)
class Answer:
    """What came back. `words` are the messages for the next page, which travel in a cookie."""

    status: int
    location: str
    words: str
    seconds: float


@dataclass
class Visitor:
    """A signed-in person with a connection of their own; for one thread at a time."""

    port: int
    session: str = ""
    token: str = field(default_factory=_get_new_csrf_string)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: object) -> Answer:
        return self._ask("POST", path, fields)

    def _ask(self, method: str, path: str, fields: Mapping[str, object] | None) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            cookies = f"{settings.CSRF_COOKIE_NAME}={self.token}; {settings.SESSION_COOKIE_NAME}={self.session}"
            headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode({**fields, "csrfmiddlewaretoken": self.token}) if fields is not None else None
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        cookies_set = answer.msg.get_all("Set-Cookie") or []
        words = " ".join(_words(cookie) for cookie in cookies_set if cookie.startswith("messages="))
        return Answer(answer.status, answer.getheader("Location", ""), words, time.monotonic() - began)


def _words(cookie: str) -> str:
    """The messages in Django's cookie: signed JSON, deflated when that is shorter."""
    value = cookie.partition("=")[2].partition(";")[0].strip('"')
    packed = value.split(":")[0]
    data = base64.urlsafe_b64decode(packed.lstrip(".") + "=" * (-len(packed.lstrip(".")) % 4))
    text = zlib.decompress(data) if packed.startswith(".") else data
    return re.sub(r"\s+", " ", text.decode())


def signed_in(port: int, user: User) -> Visitor:
    """Somebody who came through the door already."""
    return Visitor(port, client_of(user).cookies[settings.SESSION_COOKIE_NAME].value)


@contextmanager
def gunicorn(database_url: str, redis_url: str = "", *, threads: int = THREADS) -> Iterator[int]:
    """Two workers of gunicorn with threads, with the tests' settings on this database; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "DATABASE_URL": database_url, "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": str(WORKERS)}
    env |= {"REDIS_URL": redis_url or settings.REDIS_URL, "DJANGO_SETTINGS_MODULE": "tests.reliability.served"}
    command = [sys.executable, "-m", "gunicorn", "scheduling_portal.wsgi:application", "--threads", str(threads)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(port, process)
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
            log.seek(0)
            _show_faults(log.read().decode(errors="replace"))


def _show_faults(log: str) -> None:
    """Where a request ended in a 500, what the server wrote of it; pytest shows it when the test fails."""
    lines = log.splitlines()
    for number, line in enumerate(lines):
        if "status=500" in line:
            print("\n".join(lines[max(0, number - 40) : number + 1]))  # noqa: T201


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, "gunicorn did not start"
        assert time.monotonic() < deadline, "gunicorn does not answer"
        try:
            if Visitor(port).get("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
