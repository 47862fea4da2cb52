"""`make run` and `make reset`: starts, watches and ends the trial, and says in one line what stands in the way."""

import contextlib
import errno
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from scheduling_portal import embedded
from scheduling_portal.embedded_home import EmbeddedError, locate, prepare, user_name
from scheduling_portal.folders import BASE_DIR, VAR
from scheduling_portal.leash import hold, leashed
from scheduling_portal.trial.steps import CannotRunError, say

LOCK = VAR / "trial.lock"
READY_WITHIN = 60.0  # seconds
STOP_WITHIN = 15.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C or ended the parent."""


def run() -> None:
    """Start everything, show where it is, stay until asked to stop; raises CannotRunError."""
    for number in STOP_SIGNALS:
        signal.signal(number, _request_stop)
    hold(parent=os.getppid())
    port = _port()
    address = f"http://127.0.0.1:{port}"
    _check_var()
    with _only_one(address), contextlib.ExitStack() as stack:
        _check_free(port)
        servers = _start_services(stack)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "scheduling_portal.settings.local",
            "DEBUG": "off",
            "PORT": str(port),
            # root is what some containers have; Celery's paragraph about it would drown the address
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        }
        _prepare()
        say("Starting web, worker and beat")
        processes = _child("scheduling_portal.trial.processes")
        stack.callback(_end, processes)
        _wait_until_ready(processes, address)
        _welcome(address)
        _watch([processes, *servers])


def reset() -> None:
    """Forget the trial's data and say what was removed; raises CannotRunError while it runs."""
    if not VAR.exists():
        print("Nothing to forget: there is no var/.")
        return
    _check_var()
    home = locate(VAR)
    with _only_one(""):
        if embedded.Postgres(home).is_up():
            raise CannotRunError("PostgreSQL is running on these data: `make services-stop` first.")
    for folder in dict.fromkeys([home.base, home.sockets, VAR]):
        if folder.exists():
            shutil.rmtree(folder)
            print(f"Removed {folder}")


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOP_SIGNALS:  # once is enough: a second Ctrl-C must not cut the clearing up short
        signal.signal(number, signal.SIG_IGN)
    raise StopRequestedError


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotRunError(f"PORT={text} is no port: give a number, as in `make run PORT=8010`.")
    return int(text)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotRunError(f"Port {port} needs more rights than yours: `make run PORT=8010`.") from None
            other = 8010 if port != 8010 else 8020
            raise CannotRunError(f"Port {port} is taken: `make run PORT={other}` uses another.") from None


def _check_var() -> None:
    try:
        VAR.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise CannotRunError(f"{BASE_DIR} cannot be written to: run this as its owner.") from None
    if VAR.stat().st_uid != os.geteuid():
        raise CannotRunError(
            f"{VAR} belongs to {user_name(VAR.stat().st_uid)}: run this as that user, or have it removed."
        )


@contextlib.contextmanager
def _only_one(address: str) -> Iterator[None]:
    """Hold the lock that says a trial runs here; the system drops it with the process."""
    with LOCK.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotRunError(f"Trio is already running here, {lock.read().strip()}: stop that first.") from None
        lock.truncate(0)
        lock.write(f"at {address} (process {os.getpid()})")
        lock.flush()
        yield


def _start_services(stack: contextlib.ExitStack) -> list[subprocess.Popen[bytes]]:
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if len(wanted) < 2:
        given = "PostgreSQL" if "REDIS_URL" in wanted else "Redis" if wanted else "PostgreSQL and Redis"
        say(f"Using the {given} given by address")
    started: list[subprocess.Popen[bytes]] = []
    if not wanted:
        return started
    home = prepare(VAR)
    if "DATABASE_URL" in wanted:
        postgres = embedded.Postgres(home)
        say(f"Starting PostgreSQL (data in {_short(home.database)}{_account(home.account)})")
        started += _start(postgres, stack)
        os.environ["DATABASE_URL"] = embedded.database_url(home)
    if "REDIS_URL" in wanted:
        say(f"Starting Redis (socket in {_short(home.sockets)})")
        started += _start(embedded.Redis(home), stack)
        os.environ["REDIS_URL"] = embedded.redis_url(home)
    return started


def _start(server: embedded.Postgres | embedded.Redis, stack: contextlib.ExitStack) -> list[subprocess.Popen[bytes]]:
    if server.is_up():  # `make services` started it, and ends it
        return []
    stack.callback(server.stop)
    server.start()
    return [server.process] if server.process else []


def _short(path: Path) -> str:
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)


def _account(account: pwd.struct_passwd | None) -> str:
    return f", run as {account.pw_name}: it refuses to run as root" if account else ""


def _child(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is handled here, in the right order
        preexec_fn=leashed(),  # noqa: PLW1509  there are no threads here
    )


def _prepare() -> None:
    """Migrate, fill an empty database, collect the static files."""
    child = _child("scheduling_portal.trial.prepare")
    try:
        failed = child.wait()
    except StopRequestedError:
        _end(child)
        raise
    if failed:
        raise CannotRunError("The database could not be made ready: the lines above say why.")


def _wait_until_ready(processes: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while processes.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()  # noqa: S310  our own address
            return
        time.sleep(0.05)
    raise CannotRunError("The pages did not come up: the lines above say why.")


def _watch(children: list[subprocess.Popen[bytes]]) -> NoReturn:
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    raise CannotRunError("A part of the trial ended, so the rest did: the lines above or the logs in var/ say why.")


def _welcome(address: str) -> None:
    width = max(len(email) for email, _ in DEMO_ACCOUNTS)
    accounts = "\n".join(f"    {email:{width}}  {label}" for email, label in DEMO_ACCOUNTS)
    print(
        f"\nTrio is ready: {address}\n\n"
        f"  Demo accounts, all with the password {DEMO_PASSWORD}:\n{accounts}\n\n"
        "  Emails appear below. Ctrl-C stops everything; the data stay until `make reset`.\n",
        flush=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def main(arguments: list[str]) -> int:
    """The exit code: 0 when stopped as asked, 1 with one line when something stood in the way."""
    try:
        {"run": run, "reset": reset}[arguments[0]]()
    except StopRequestedError:
        print("\nTrio has stopped.", flush=True)
    except (CannotRunError, EmbeddedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
