"""Redis may be dead, mute or gone for an hour: a page never waits for it, and a worker comes back to it."""

import socket
import time
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from scheduling_portal.celery import Doorbell, PersistentConnection, app
from scheduling_portal.schedules import SCHEDULE


def bell_at(address: str) -> Celery:
    """The product's application with another Redis."""
    other = Celery("trio", amqp=Doorbell, broker=address, set_as_current=False)
    other.config_from_object("django.conf:settings", namespace="CELERY")
    other.conf.update(broker_url=address)
    return other


def seconds_to_ring(address: str) -> float:
    started = time.monotonic()
    with pytest.raises(OperationalError):
        bell_at(address).send_task("notifications.tasks.deliver", args=[[1]])
    return time.monotonic() - started


def test_ringing_at_a_dead_redis_fails_at_once(tmp_path: Path) -> None:
    assert seconds_to_ring(f"redis+socket://{tmp_path}/none.sock?virtual_host=0") < 1


def test_ringing_at_a_mute_redis_fails_soon(tmp_path: Path) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        assert seconds_to_ring(f"redis://127.0.0.1:{mute.getsockname()[1]}/0") < 3


def test_worker_looks_for_a_lost_redis_every_few_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda _seconds: None)
    pauses: list[float] = []
    connection = bell_at(f"redis+socket://{tmp_path}/none.sock?virtual_host=0").connection_for_read()
    assert isinstance(connection, PersistentConnection)
    with pytest.raises(OperationalError):
        connection.ensure_connection(lambda _error, pause: pauses.append(pause), max_retries=12)
    assert len(pauses) >= 12
    assert max(pauses) == PersistentConnection.LONGEST_PAUSE


def test_tasks_survive_their_worker() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf["result_backend"] is None
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]


def test_what_beat_wakes_exists_and_expires_before_it_is_due_again() -> None:
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= entry["schedule"]
