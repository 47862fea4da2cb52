"""The doorbell of a web process."""

import os
import subprocess
import sys

import pytest

from notifications import doorbell, tasks


def test_process_that_only_serves_pages_rings_at_our_broker() -> None:
    """In a process of its own: another test may have loaded Celery in this one."""
    script = "import django; django.setup(); from celery import current_app; print(current_app.main)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "scheduling_portal.settings.test"}
    result = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "trio"


def test_failed_ring_is_followed_by_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refuse(*_: object, **__: object) -> None:
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr("notifications.tasks.deliver.apply_async", refuse)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    for _ in range(5):
        doorbell.ring([1])
    assert len(tries) == 1


def test_nothing_to_send_rings_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "ring", lambda _: pytest.fail("rang"))
    doorbell.ring_on_commit([])


def test_ring_names_the_task_that_delivers() -> None:
    assert tasks.deliver.name == doorbell.DELIVER
