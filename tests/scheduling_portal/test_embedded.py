"""PostgreSQL and Redis from wheels: where they live, as whom, and that they end with their starter."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from environ import Env

from scheduling_portal import embedded, embedded_home
from scheduling_portal.embedded_home import EmbeddedError
from scheduling_portal.folders import BASE_DIR
from scheduling_portal.settings.work import broker, database


@pytest.fixture
def var(server_folder: Path) -> Path:
    return server_folder / "a folder" / "var"


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_alive(pid)


def test_services_start_answer_and_stop(var: Path) -> None:
    services = embedded.services_in(var, durable=False)
    try:
        services.start()
        config = Env.db_url_config(embedded.database_url(services.home))
        connection = psycopg2.connect(host=config["OPTIONS"]["host"], user=config["USER"], dbname=config["NAME"])
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_encoding'), current_setting('listen_addresses')")
            assert cursor.fetchone() == ("UTF8", "")
        with redis.Redis.from_url(embedded.redis_url(services.home)) as client:
            assert client.ping()
        services.start()  # again is no harm
    finally:
        services.stop()
    assert not services.postgres.is_up()
    assert not services.redis.is_up()


def test_servers_end_with_a_killed_starter(var: Path) -> None:
    code = f"""
        import time
        from pathlib import Path
        from scheduling_portal import embedded
        services = embedded.services_in(Path({str(var)!r}), durable=False)
        services.start()
        print(services.postgres.process.pid, services.redis.process.pid, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=BASE_DIR, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        postgres, doorbell = (int(word) for word in starter.stdout.readline().split())
        assert is_alive(postgres)
        assert is_alive(doorbell)
        starter.send_signal(signal.SIGKILL)
    assert wait_until_gone(postgres)
    assert wait_until_gone(doorbell)


def test_home_is_the_folder_itself_when_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    home = embedded_home.locate(tmp_path)
    assert (home.base, home.sockets, home.account) == (tmp_path, tmp_path / "run", None)


def test_sockets_move_out_of_a_path_too_long_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    home = embedded_home.locate(tmp_path / ("long" * 30))
    assert home.base == tmp_path / ("long" * 30)
    assert home.sockets.name.startswith("trio-1000-")
    assert len(str(home.redis_socket)) < 104


def test_root_leaves_a_closed_folder_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    home = embedded_home.locate(closed / "trio" / "var")
    assert home.base.parent == Path("/var/lib")
    assert home.account is not None
    assert home.account.pw_name == "nobody"
    assert home.binaries.is_relative_to(home.base)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_home_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(EmbeddedError, match="belongs to"):
        embedded_home.prepare(tmp_path)


def test_data_of_another_version_are_refused_in_one_line(var: Path) -> None:
    services = embedded.services_in(var, durable=False)
    services.home.make_private(services.home.database)
    (services.home.database / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match=r"was made by PostgreSQL 9, .*make reset"):
        services.start()


def test_start_that_fails_says_the_servers_last_words(var: Path) -> None:
    services = embedded.services_in(var, durable=False)
    services.start()
    services.stop()
    (services.home.database / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match=r"PostgreSQL did not start: .*postgres.log"):
        services.start()


@pytest.mark.parametrize(
    ("given", "celery"),
    [
        ("redis://cache:6379/2", "redis://cache:6379/2"),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("unix:///a%20b/redis.sock?db=3", "redis+socket:///a%20b/redis.sock?virtual_host=3"),
    ],
)
def test_broker_spells_a_redis_address_for_celery(given: str, celery: str) -> None:
    assert broker(given) == celery


def test_database_has_its_timeouts() -> None:
    config = database("postgres://u:p@host:5433/name?sslmode=require", statement_timeout=0)
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("host", 5433, "name")
    assert config["OPTIONS"]["sslmode"] == "require"
    assert "-c statement_timeout=0 -c lock_timeout=3000" in config["OPTIONS"]["options"]
    assert config["CONN_HEALTH_CHECKS"]
