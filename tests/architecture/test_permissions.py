"""The permission table, tried out: every address, every persona."""

import re
import sys
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from accounts import portals
from accounts.models import ClinicianQuerySet
from casedays.models.case_day import CaseDayQuerySet
from scheduling_portal.core.models import TimelineEntry
from tests.architecture.addresses import Address, every_address
from tests.architecture.permission_table import ADMINISTRATION, LOGIN, TABLE, Row
from tests.architecture.world import ADMIN, ANONYMOUS, MANAGER, MISSING, OTHER_PRACTICE, PERSONAS, PRACTICE, World

NUMBERED = [row for row in TABLE if row.needs and all(isinstance(need, str) for need in row.needs) and ":" in row.name]
ADMIN_ADDRESSES = [address for address in every_address() if address.name.startswith("admin:")]
#: Pages of the administration that are for anybody who is signed in, or for the door.
ADMIN_DOOR = {"admin:login", "admin:logout", "admin:password_change", "admin:password_change_done", "admin:jsi18n"}


def _url(row: Row, world: World) -> str:
    args = [world.ids.get(need, need) if isinstance(need, str) else need for need in row.needs]
    return reverse(row.name, args=args)


def _code(answer: HttpResponseBase) -> int:
    to_the_door = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/?next=")
    return LOGIN if to_the_door else int(answer.status_code)


def test_every_address_has_a_row() -> None:
    named = {row.name for row in TABLE}
    missing = [a for a in every_address() if a.name not in named and not a.name.startswith("admin:")]
    assert not missing, f"Say in permission_table.py who may open: {missing}"
    assert not named - {address.name for address in every_address()}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.name} {' '.join(map(str, row.needs))}".strip())
def test_address_answers_each_persona_as_the_table_says(world: World, row: Row) -> None:
    url = _url(row, world)
    answers = {p: _code(getattr(world.browser(p), row.method)(url, row.data)) for p in PERSONAS}
    assert answers == row.answers


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: f"{row.name} {' '.join(map(str, row.needs))}")
def test_what_is_not_ones_own_is_answered_like_what_is_not_there(world: World, row: Row) -> None:
    url = _url(row, world)
    if not re.search(r"\d", url):
        return  # the address takes no id
    nowhere = re.sub(r"\d+", str(MISSING), url, count=1)
    for persona in (p for p, code in row.answers.items() if code == 404):
        for method in ("get", "post"):
            steps = TimelineEntry.objects.count()
            real = getattr(world.browser(persona), method)(url)
            missing = getattr(world.browser(persona), method)(nowhere)
            assert real.status_code == missing.status_code, (persona, method)
            assert real.status_code in {404, 405}, (persona, method)
            assert _body(real) == _body(missing), (persona, method)
            assert TimelineEntry.objects.count() == steps


def _body(answer: HttpResponse) -> str:
    text = re.sub(r"csrfmiddlewaretoken\" value=\"\w+", "", answer.content.decode())
    return re.sub(r"/\d+/", "/", text)


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: f"{row.name} {' '.join(map(str, row.needs))}")
def test_nobody_without_the_right_changes_anything_by_post(world: World, row: Row) -> None:
    steps = TimelineEntry.objects.count()
    for persona in (p for p, code in row.answers.items() if code in {404, LOGIN}):
        code = _code(world.browser(persona).post(_url(row, world), {"reason": "x", "accept": "1"}))
        assert code == (LOGIN if persona == ANONYMOUS else code)
        assert code in {LOGIN, 404, 405}, persona
    assert TimelineEntry.objects.count() == steps


@pytest.mark.parametrize("address", ADMIN_ADDRESSES, ids=lambda address: f"{address.name} {address.route}")
def test_administration_is_for_administrators(world: World, address: Address) -> None:
    if address.name in ADMIN_DOOR:
        return
    url = "/" + re.sub(r"<[^>]+>|\(\?P<[^)]+\)|\[[^]]*\]|[\^$?]", "1", address.route)
    for persona, expected in ADMINISTRATION.items():
        assert _code(world.browser(persona).get(url)) == expected, persona
    assert _code(world.browser(MANAGER).post(url)) == 403


def test_administrators_open_every_list(world: World) -> None:
    browser = world.browser(ADMIN)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert browser.get(reverse(name), follow=True).status_code == 200, name
    assert browser.get(reverse("admin:index")).status_code == 200


def test_door_of_the_administration_is_the_products(world: World) -> None:
    for persona in PERSONAS:
        code = _code(world.browser(persona).get(reverse("admin:login")))
        assert code == (LOGIN if persona == ANONYMOUS else 302 if persona == ADMIN else 403)


# Controls: with the guard off, the same try must get through.


@pytest.mark.guard("each portal has a gate")
def test_without_the_gate_a_stranger_gets_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.browser(PRACTICE).get(reverse("manager:clinicians-list")).status_code == 404
    monkeypatch.setattr(portals, "may_enter", lambda _user, _portal: True)
    assert world.browser(PRACTICE).get(reverse("manager:clinicians-list")).status_code == 200


def test_without_scoping_a_stranger_sees_the_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("practice:casedays-detail", args=[world.ids["accepted"]])
    assert world.browser(OTHER_PRACTICE).get(address).status_code == 404
    monkeypatch.setattr(CaseDayQuerySet, "visible_to_staff", lambda days, _user: days)
    assert world.browser(OTHER_PRACTICE).get(address).status_code == 200


@pytest.mark.guard("one has to sign in")
def test_without_the_door_anybody_gets_in(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("manager:clinicians-list")
    monkeypatch.setattr(portals, "may_enter", lambda _user, _portal: True)
    monkeypatch.setattr(ClinicianQuerySet, "visible_to", lambda rows, _user: rows)
    assert _code(world.browser(ANONYMOUS).get(address)) == LOGIN
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AskToSignIn" not in name]
    assert world.browser(ANONYMOUS).get(address).status_code == 200


def test_address_without_a_row_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = TABLE
    monkeypatch.setattr(sys.modules[__name__], "TABLE", others)
    with pytest.raises(AssertionError, match=first.name):
        test_every_address_has_a_row()
