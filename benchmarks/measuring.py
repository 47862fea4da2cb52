"""Measures one page after the other: what it weighs, what it asks the database, what it costs beside an empty view."""

import gzip
import posixpath
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.load import FORM, Answer, Call, LoadError, fetch, hammer
from benchmarks.pages import Page, Reader
from benchmarks.server import HOST, Server
from benchmarks.world import World
from benchmarks.wsgi import PREFIX

EMPTY = [Call("/benchmark/empty/")]
PLAIN = {"Host": HOST, "X-Forwarded-Proto": "https"}
BARE = [Call(f"{PREFIX}/benchmark/empty/")]
ROUNDS = 3
PAGE_SECONDS, EMPTY_SECONDS = 3.0, 1.0
CSRF = "a" * 32  # a token that a browser could have; the header and the cookie agree
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_FILES = re.compile(r"""(?:href|src)="(/static/[^"#]+)""")
_INSIDE = re.compile(r"""url\(["']?([^"')]+)["']?\)|from\s*["']([^"']+)["']|import\s*["']([^"']+)["']""")


@dataclass
class Cost:
    """What was found of one page. `times` is in empty views by requests a second, `cpu` the same by CPU seconds."""

    page: Page
    queries: int
    html: int
    zipped: int
    files: int = 0
    first_view: int = 0
    times: float = 0.0
    cpu: float | None = None
    rounds: list[float] = field(default_factory=list)


class Readers:
    """The people of the world, signed in."""

    def __init__(self, world: World) -> None:
        self.users: Mapping[Reader, User | None] = {
            Reader.NOBODY: None,
            Reader.MANAGER: world.manager,
            Reader.STAFF: world.staff,
            Reader.NURSE: world.nurse.user,
        }

    def browser(self, reader: Reader) -> Client:
        """A test client that is taken for a browser at the product's own address."""
        client = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
        user = self.users[reader]
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    def headers(self, reader: Reader) -> dict[str, str]:
        """What such a browser sends along."""
        cookies = {settings.CSRF_COOKIE_NAME: CSRF}
        if self.users[reader] is not None:
            name = settings.SESSION_COOKIE_NAME
            cookies[name] = self.browser(reader).cookies[name].value
        return {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}",
            "X-CSRFToken": CSRF,
            "Content-Type": FORM,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }


def queries_of(browser: Client, calls: Sequence[Call]) -> int:
    """How many queries the last call asks, after another one has filled what is read only once."""
    _ask(browser, calls[0])
    with CaptureQueriesContext(connection) as asked:
        _ask(browser, calls[-1])
    return len(asked)


def _ask(browser: Client, call: Call) -> None:
    if call.body:
        browser.post(call.path, call.body, content_type=FORM)
    else:
        browser.get(call.path)


def weigh(server: Server, page: Page, calls: Sequence[Call], headers: Mapping[str, str]) -> tuple[int, int, int, int]:
    """Bytes of HTML, the same compressed, files of a first visit, and all its bytes compressed.

    Raises LoadError when the page does not answer as it should.
    """
    answer = fetch(server.port, calls[0], headers)
    if answer.status != page.status or "/accounts/login/" in answer.headers.get("Location", ""):
        raise LoadError(f"{page.label}: {answer.status} {answer.headers.get('Location', '')}")
    zipped = len(gzip.compress(answer.body, 6))
    if page.status != 200:
        return len(answer.body), zipped, 0, 0
    files = _first_view(server.port, answer, headers)
    return len(answer.body), zipped, len(files) + 1, zipped + sum(files.values())


def _first_view(port: int, page: Answer, headers: Mapping[str, str]) -> dict[str, int]:
    """Every file that a browser with an empty cache loads with the page, and its bytes on the wire."""
    asking = {**headers, "Accept-Encoding": "gzip"}
    waiting, seen = _FILES.findall(page.body.decode()), {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = fetch(port, Call(path), asking)
        if answer.status != 200:
            raise LoadError(f"{path}: {answer.status}")
        seen[path] = len(answer.body)
        if path.endswith((".css", ".js")):
            text = gzip.decompress(answer.body) if answer.headers.get("Content-Encoding") == "gzip" else answer.body
            waiting += _inside(path, text.decode())
    return seen


def _inside(path: str, text: str) -> list[str]:
    """The files that a style sheet or a script loads."""
    found = {next(filter(None, groups)) for groups in _INSIDE.findall(text)}
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
        for address in found
        if not address.startswith(("data:", "#"))
    ]


def measure(server: Server, calls: Sequence[Call], headers: Mapping[str, str], cost: Cost) -> None:
    """Add to `cost` what the calls cost, each round between two looks at the empty view."""
    by_cpu, many = [], cost.page.connections
    for _ in range(ROUNDS):
        before = _run(server, EMPTY, PLAIN, EMPTY_SECONDS, many)
        page = _run(server, calls, headers, PAGE_SECONDS, many)
        after = _run(server, EMPTY, PLAIN, EMPTY_SECONDS, many)
        cost.rounds.append((before.rate + after.rate) / 2 / page.rate)
        if page.cpu is not None and before.cpu and after.cpu:
            by_cpu.append(page.cpu / ((before.cpu + after.cpu) / 2))
    cost.times = statistics.median(cost.rounds)
    cost.cpu = statistics.median(by_cpu) if by_cpu else None


@dataclass(frozen=True)
class _Run:
    rate: float
    cpu: float | None  # seconds a request


def _run(server: Server, calls: Sequence[Call], headers: Mapping[str, str], seconds: float, connections: int) -> _Run:
    started = server.cpu_seconds()
    load = hammer(server.port, calls, headers, seconds=seconds, connections=connections)
    ended = server.cpu_seconds()
    used = None if started is None or ended is None else (ended - started) / load.requests
    return _Run(load.rate, used)


def middleware_factor(server: Server) -> float:
    """What the empty view costs in empty views of a new Django project: the share of the product's middleware."""
    found = []
    for _ in range(ROUNDS):
        bare = _run(server, BARE, PLAIN, EMPTY_SECONDS, 4)
        here = _run(server, EMPTY, PLAIN, EMPTY_SECONDS, 4)
        found.append(here.cpu / bare.cpu if here.cpu and bare.cpu else bare.rate / here.rate)
    return statistics.median(found)
