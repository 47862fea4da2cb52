"""The trial as a person starts it: the whole of it in its own folder, and nothing left of it afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from scheduling_portal.folders import BASE_DIR

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("trial"),
]

CONSOLE = [sys.executable, "-m", "scheduling_portal.trial.console"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(var: Path, port: int | str) -> dict[str, str]:
    given = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    kept = {name: value for name, value in os.environ.items() if name not in given}
    return kept | {"TRIO_VAR": str(var), "PORT": str(port)}


def processes_of(var: Path) -> list[str]:
    """The command lines of all living processes that belong to the trial in `var`."""
    mark = f"TRIO_VAR={var}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mark in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except (OSError, UnicodeDecodeError):
            continue
    return found


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return true()


class Trial:
    """A started console with its output in a file."""

    started_ones: ClassVar[list["Trial"]] = []

    def __init__(self, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.log = var.with_name(f"console-{self.port}.log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*CONSOLE, "run"], cwd=BASE_DIR, env=environment(var, self.port), stdout=log, stderr=log
            )
        self.started_ones.append(self)
        ready = wait_until(lambda: "Trio is ready" in self.said() or self.process.poll() is not None, 150)
        assert ready and self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("trial with a space") / "var"
    yield folder
    for trial in Trial.started_ones:  # of a test that failed
        trial.process.kill()
        trial.process.wait()
    assert wait_until(lambda: not processes_of(folder), 60)
    reset = subprocess.run(
        [*CONSOLE, "reset"], cwd=BASE_DIR, env=environment(folder, 8000), capture_output=True, text=True, check=False
    )
    assert reset.returncode == 0, reset.stderr
    assert f"Removed {folder}" in reset.stdout
    assert not folder.exists()


def refusal(var: Path, port: int | str) -> str:
    """What a start that cannot be says."""
    result = subprocess.run(
        [*CONSOLE, "run"], cwd=BASE_DIR, env=environment(var, port), capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_trial_starts_is_alone_and_leaves_nothing_when_killed(var: Path) -> None:
    trial = Trial(var)
    said = trial.said()
    assert "Starting PostgreSQL" in said
    assert "Filling the empty database with the demo world" in said
    assert f"http://127.0.0.1:{trial.port}" in said
    assert DEMO_PASSWORD in said
    assert all(email in said for email, _ in DEMO_ACCOUNTS)
    with urllib.request.urlopen(f"http://127.0.0.1:{trial.port}/readyz") as answer:
        assert b'"redis": "ok"' in answer.read()
    assert len(processes_of(var)) > 5

    assert "already running" in refusal(var, free_port())

    trial.process.kill()
    trial.process.wait()
    assert wait_until(lambda: not processes_of(var), 30), processes_of(var)


def test_trial_keeps_its_data_and_stops_when_asked(var: Path) -> None:
    trial = Trial(var)
    assert "Filling" not in trial.said()
    assert "Migrating" not in trial.said()
    trial.process.send_signal(signal.SIGTERM)
    assert trial.process.wait(30) == 0
    assert "Trio has stopped." in trial.said()
    assert processes_of(var) == []


def test_trial_says_that_a_port_is_taken_before_it_starts_anything(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is taken: `make run PORT=8010`" in refusal(var, port)


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1"])
def test_trial_refuses_what_is_no_port(var: Path, port: str) -> None:
    assert f"PORT={port} is no port" in refusal(var, port)


def test_trial_refuses_data_of_somebody_else(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 12345, 12345)
        assert f"{folder} belongs to" in refusal(folder, free_port())
    else:
        folder.chmod(0o500)
        assert "cannot be written" in refusal(folder / "deeper", free_port())
