"""The door: three ways in, help, nothing of the trial in production, and light enough for a bad connection."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    return client.get(reverse("account_login")).content.decode()


def weight(address: str) -> int:
    """Bytes on the wire of one static file; style sheets with what they import, as they are served."""
    path = Path(str(finders.find(address.removeprefix("/static/"))))
    content = path.read_bytes()
    if path.suffix == ".css":
        for name in re.findall(r'@import url\("([^"]+)"\);', path.read_text()):
            content += (path.parent / name).read_bytes() if not name.startswith("../") else bootstrap(name)
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))


def bootstrap(name: str) -> bytes:
    return Path(str(finders.find(name.removeprefix("../")))).read_bytes()


def test_first_view_is_at_most_60_kb_in_8_files(client: Client) -> None:
    html = page(client)
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    assert len(files) + 1 <= 8
    assert sum(weight(file) for file in files) + len(gzip.compress(html.encode())) <= 60_000


def test_password_manager_and_paste_are_welcome(client: Client) -> None:
    html = page(client)
    assert 'name="login" type="email"' in html
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert 'data-show-password="id_password"' in html


def test_three_ways_and_a_way_back(client: Client) -> None:
    html = page(client)
    for name in ("account_request_login_code", "mfa_login_webauthn", "account_reset_password", "help-signing-in"):
        assert f'"{reverse(name)}"' in html


def test_wrong_password_is_said_on_top_and_the_email_stays(client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "nobody@example.com", "password": "wrong"})
    html = response.content.decode()
    assert "Fix 1 thing to sign in" in html
    assert 'value="nobody@example.com"' in html


def test_trial_offers_every_demo_account_by_one_click(client: Client, settings: Settings) -> None:
    settings.TRIAL = True
    html = page(client)
    for email, label in DEMO_ACCOUNTS:
        assert f'name="login" value="{email}"' in html
        assert label in html
    assert html.count(f'name="password" value="{DEMO_PASSWORD}"') == len(DEMO_ACCOUNTS)


def test_production_has_no_trace_of_the_demo_accounts(client: Client, settings: Settings) -> None:
    settings.TRIAL = False
    html = page(client)
    assert "demo" not in html
    assert DEMO_PASSWORD not in html


@pytest.mark.parametrize(
    "name", ["account_request_login_code", "account_reset_password", "account_signup", "account_reset_password_done"]
)
def test_every_page_before_the_door_has_one_heading_and_help(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert reverse("help-signing-in") in html
