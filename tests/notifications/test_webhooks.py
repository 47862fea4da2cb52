"""Twilio's calls: believed only when signed."""

import random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from pytest_django import Settings
from twilio.request_validator import RequestValidator

from notifications import webhooks
from notifications.claims import claim
from notifications.enums import Fate
from notifications.models import Delivery, InboundText, ProviderReport
from tests.factories.notifications import queued

pytestmark = pytest.mark.django_db
TOKEN, BASE = "token-of-the-tests", "https://trio.example"


@pytest.fixture(autouse=True)
def _account(settings: Settings) -> None:
    settings.TWILIO_AUTH_TOKEN = TOKEN


def signature(path: str, fields: dict[str, Any], token: str = TOKEN) -> str:
    posted = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in fields.items()})
    return str(RequestValidator(token).compute_signature(BASE + path, posted))


def call(path: str, fields: dict[str, Any], *, signed: str | None = None, **headers: str) -> Any:
    sign = signature(path, fields) if signed is None else signed
    client = Client(enforce_csrf_checks=True)
    return client.post(path, fields, headers={"X-Twilio-Signature": sign, **headers})


def inbound(body: str, sid: str = "SM1", **more: Any) -> Any:
    return call(reverse("twilio-inbound"), {"MessageSid": sid, "From": "+15035550131", "Body": body, **more})


def status_path(delivery: Delivery, attempt: object = 1) -> str:
    return f"{reverse('twilio-status', args=[delivery.pk])}?attempt={attempt}"


def test_genuine_report_is_taken() -> None:
    delivery = queued()
    claim(limit=1)
    response = call(status_path(delivery), {"MessageSid": "SM9", "MessageStatus": "delivered"})
    assert response.status_code == 204
    assert Delivery.objects.get(pk=delivery.pk).fate == Fate.DELIVERED


def test_genuine_call_with_new_repeated_and_blank_parameters_is_taken() -> None:
    delivery = queued()
    claim(limit=1)
    fields = {"MessageSid": "SM9", "MessageStatus": "delivered", "NewThing": ["a", "b"], "Blank": "", "Ünï": "ç"}
    assert call(status_path(delivery), fields).status_code == 204
    assert Delivery.objects.get(pk=delivery.pk).fate == Fate.DELIVERED


def test_address_comes_from_the_settings_and_not_from_the_host() -> None:
    delivery = queued()
    claim(limit=1)
    fields = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    assert call(status_path(delivery), fields, Host="localhost").status_code == 204


def test_next_token_counts_while_tokens_change(settings: Settings) -> None:
    path, fields = reverse("twilio-inbound"), {"MessageSid": "SM1", "From": "+15035550131", "Body": "hi"}
    signed = signature(path, fields, "the next one")
    assert call(path, fields, signed=signed).status_code == 403
    settings.TWILIO_NEXT_AUTH_TOKEN = "the next one"
    assert call(path, fields, signed=signed).status_code == 200


@pytest.mark.parametrize("name", ["twilio-inbound", "twilio-status"])
def test_without_a_token_nothing_is_believed(settings: Settings, name: str) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    path = reverse(name, args=[1] if name == "twilio-status" else [])
    assert call(path, {"MessageSid": "SM1"}, signed=signature(path, {"MessageSid": "SM1"}, "")).status_code == 403
    assert not InboundText.objects.exists()


def test_forged_calls_are_refused_and_leave_nothing() -> None:
    """Two hundred mutations of one genuine call: of a field, of the address, of the signature."""
    chance = random.Random(4)
    path, fields = reverse("twilio-inbound"), {"MessageSid": "SM1", "From": "+15035550131", "Body": "A 7K3Q"}
    good = signature(path, fields)
    for turn in range(200):
        forged, signed, where = dict(fields), good, path
        kind = turn % 5
        if kind == 0:
            name = chance.choice(sorted(forged))
            forged[name] = forged[name] + chance.choice("xyz123")
        elif kind == 1:
            forged[f"Extra{turn}"] = "1"
        elif kind == 2:
            place = chance.randrange(len(good) - 2)
            signed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        elif kind == 3:
            where = f"{path}?turn={turn}"
        else:
            signed = chance.choice(["", "x", good.lower(), signature(path, fields, "another token")])
        assert call(where, forged, signed=signed).status_code == 403
    assert not InboundText.objects.exists()
    assert not ProviderReport.objects.exists()


@pytest.mark.guard("a webhook's signature is checked")
def test_control_without_the_check_a_forged_call_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "is_genuine", lambda _: True)
    fields = {"MessageSid": "SM1", "From": "+15035550131", "Body": "hi"}
    assert call(reverse("twilio-inbound"), fields, signed="forged").status_code == 200
    assert InboundText.objects.count() == 1


def test_replayed_text_has_no_second_effect_and_the_same_answer() -> None:
    first, second = inbound("what is this?"), inbound("what is this?")
    assert first.content == second.content
    assert InboundText.objects.count() == 1


def test_unclear_text_is_answered_with_help_and_kept_word_for_word() -> None:
    response = inbound("  Yes but only after 9, ok? \U0001f600 ")
    assert response.headers["Content-Type"] == "text/xml"
    assert b"We could not read that" in response.content
    row = InboundText.objects.get()
    assert row.body == "  Yes but only after 9, ok? \U0001f600 "
    assert not row.understood


@pytest.mark.parametrize("attempt", ["", "x", "-1", "1" * 30, "1.5"])
def test_nonsense_in_the_address_is_no_fault(attempt: str) -> None:
    delivery = queued()
    fields = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    assert call(status_path(delivery, attempt), fields).status_code == 204
    assert Delivery.objects.get(pk=delivery.pk).fate == Fate.QUEUED


@pytest.mark.parametrize(
    "fields",
    [{}, {"MessageSid": ""}, {"MessageSid": "S" * 5000, "MessageStatus": "s" * 5000}, {"MessageStatus": "delivered"}],
)
def test_report_that_lacks_parts_is_no_fault(fields: dict[str, str]) -> None:
    for pk in (1, 10**30):
        path = f"/webhooks/twilio/status/{pk}/?attempt=1"
        assert call(path, fields).status_code == 204
    assert call(reverse("twilio-inbound"), fields).status_code == 200


def test_huge_and_odd_texts_are_no_fault() -> None:
    assert inbound("x" * 20_000, sid="SM1").status_code == 200
    assert inbound("", sid="SM2").status_code == 200
    assert inbound("A 7K3Q", sid="SM3", From="not a number").status_code == 200


def test_only_post_is_answered() -> None:
    assert Client().get(reverse("twilio-inbound")).status_code == 405
    assert Client().get(reverse("twilio-status", args=[1])).status_code == 405
