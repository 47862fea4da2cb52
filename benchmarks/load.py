"""Asks a server as often as it can answer: with wrk where it is installed, else with Python's own means."""

import http.client
import itertools
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FORM = "application/x-www-form-urlencoded"
WRK = shutil.which("wrk")
#: wrk's script: the calls in turn, and in the end one line of figures.
SCRIPT = """
local calls = {{ {calls} }}
local number = 0
request = function()
  number = number + 1
  return calls[number % #calls + 1]
end
done = function(summary)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d\\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout))
end
init = function(args)
  for at, call in ipairs(calls) do
    calls[at] = wrk.format(call[1], call[2], nil, call[3])
  end
end
"""


class LoadError(Exception):
    """Some of the requests were not answered as they should."""


@dataclass(frozen=True)
class Call:
    """One request: an address, and what is posted to it, if anything."""

    path: str
    body: str = ""


@dataclass(frozen=True)
class Load:
    """So many requests were answered in so many seconds."""

    requests: int
    seconds: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def hammer(port: int, calls: Sequence[Call], headers: Mapping[str, str], *, seconds: float, connections: int) -> Load:
    """Make the calls in turn, again and again, over so many connections. Raises LoadError when one fails."""
    return (_wrk if WRK else _python)(port, calls, headers, seconds, connections)


def _wrk(port: int, calls: Sequence[Call], headers: Mapping[str, str], seconds: float, connections: int) -> Load:
    rows = ", ".join(_lua(call) for call in calls)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "calls.lua"
        script.write_text(SCRIPT.format(calls=rows))
        command = [str(WRK), "-t1", f"-c{connections}", f"-d{round(seconds)}s", "-s", str(script)]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        said = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True)
    found = re.search(r"FIGURES (\d+) (\d+) (\d+)", said.stdout)
    if found is None:
        raise LoadError(said.stdout)
    requests, microseconds, errors = map(int, found.groups())
    if errors:
        raise LoadError(f"{errors} of {requests} requests failed: {calls[0].path}")
    return Load(requests, microseconds / 1e6)


def _lua(call: Call) -> str:
    """One call as a Lua table; addresses and form bodies are percent-encoded, so nothing needs escaping."""
    method, body = ("POST", f'"{call.body}"') if call.body else ("GET", "nil")
    return f'{{"{method}", "{call.path}", {body}}}'


def _python(port: int, calls: Sequence[Call], headers: Mapping[str, str], seconds: float, connections: int) -> Load:
    turn, guard = itertools.cycle(calls), threading.Lock()
    answered: list[int] = []
    ends = time.monotonic() + seconds

    def ask() -> None:
        while time.monotonic() < ends:
            with guard:
                call = next(turn)
            answered.append(fetch(port, call, headers).status)

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(status >= 400 for status in answered):
        raise LoadError(f"Some requests failed: {calls[0].path}")
    return Load(len(answered), time.monotonic() - started)


@dataclass(frozen=True)
class Answer:
    """What came back from one call."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(port: int, call: Call, headers: Mapping[str, str]) -> Answer:
    """Make one call."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST" if call.body else "GET", call.path, call.body or None, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()
