"""Whoever is signed out while they answer hears that nothing arrived, and lands where the button stands."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.signed_out import AT_THE_DOOR, SIGNED_IN_AGAIN
from scheduling_portal.core.pages_above import page_above
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

ACCEPT = "/clinician/assignments/131/accept/"
DAY = "/clinician/case-days/51/"


def send(browser: Client, path: str, referer: str = "") -> str:
    headers = {"referer": f"http://testserver{referer}"} if referer.startswith("/") else {"referer": referer}
    answer = browser.post(path, headers=headers if referer else {})
    assert answer.status_code == 302
    return str(answer["Location"])


def sign_in(browser: Client, person: User, door: str) -> str:
    answer = browser.post(door, {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("path", "referer", "page"),
    [
        (ACCEPT, DAY, DAY),
        (ACCEPT, "/clinician/case-days/?when=past", "/clinician/case-days/?when=past"),
        (ACCEPT, "", "/clinician/"),
        (ACCEPT, "https://elsewhere.example/clinician/case-days/1/", "/clinician/"),
        ("/clinician/changes/1/seen/", "", "/clinician/"),
        ("/clinician/availability/3/comment/", "", "/clinician/availability/3/"),
        ("/practice/case-days/51/proposal/", "", "/practice/case-days/51/"),
        ("/manager/messages/7/send-again/", "", "/manager/messages/"),
    ],
)
def test_what_was_sent_signed_out_leads_to_the_page_with_the_button(path: str, referer: str, page: str) -> None:
    location = send(Client(), path, referer)
    assert location.startswith(reverse("account_login"))
    assert location == f"{reverse('account_login')}?next={page.replace('?', '%3F').replace('=', '%3D')}"


def test_it_is_said_at_the_door_and_once_after_it(nurse: User) -> None:
    browser = Client()
    door = send(browser, ACCEPT, "/clinician/")
    assert AT_THE_DOOR in browser.get(door).content.decode()
    page = sign_in(browser, nurse, door)
    assert page == "/clinician/"
    html = browser.get(page).content.decode()
    assert SIGNED_IN_AGAIN in html
    assert "data-unsent" in html
    assert SIGNED_IN_AGAIN not in browser.get(page).content.decode()


def test_a_page_that_was_asked_for_is_shown_without_a_word(nurse: User) -> None:
    browser = Client()
    door = browser.get("/clinician/case-days/?when=past")["Location"]
    assert AT_THE_DOOR not in browser.get(door).content.decode()
    page = sign_in(browser, nurse, door)
    assert page == "/clinician/case-days/?when=past"
    assert SIGNED_IN_AGAIN not in browser.get(page).content.decode()


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (ACCEPT, "/clinician/"),
        ("/clinician/changes/1/seen/", "/clinician/"),
        ("/clinician/availability/3/comment/", "/clinician/availability/3/"),
    ],
)
def test_opening_what_only_a_button_sends_says_so_and_leads_on(
    client: Client, nurse: User, path: str, above: str
) -> None:
    client.force_login(nurse)
    answer = client.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    html = answer.content.decode()
    assert "only takes what a button sends" in html
    assert f'href="{above}">Go to that page' in html


def test_a_machine_gets_the_bare_answer(client: Client) -> None:
    answer = client.post("/healthz", headers={"accept": "application/json"})
    assert (answer.status_code, answer.content) == (405, b"")


def test_above_everything_is_the_start() -> None:
    assert page_above("/nothing/here/at/all/") == "/"
    assert page_above("/clinician/") == "/"


def test_forms_with_patients_are_never_kept_in_a_browser() -> None:
    """The mark says so to `static/js/components/typed.js`."""
    folder = Path(settings.BASE_DIR) / "templates" / "practice"
    files = [file for part in ("cases", "practices", "roster") for file in (folder / part).rglob("*.html")]
    forms = [
        (file.name, form) for file in files for form in re.findall(r'<form[^>]*method="post"[^>]*>', file.read_text())
    ]
    assert len(forms) >= 6
    assert [name for name, form in forms if "data-forget" not in form] == []
