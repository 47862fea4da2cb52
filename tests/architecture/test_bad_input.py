"""Bad input on every form and every query string: a clear answer, never a 500.

The pages come from the permission table and their forms from the pages, so a new page is tried without a line here.
An exception in a view is raised by the test client and fails the test.
"""

import itertools
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays.models import CaseDay
from tests.architecture.permission_table import TABLE, Row
from tests.architecture.world import ADMIN, ANONYMOUS, NURSE, World
from tests.factories.accounts import PASSWORD
from tests.support.forms import PageForm, forms_of

#: Django writes refused requests of these kinds into its security log.
pytestmark = pytest.mark.logs_errors

FORM = "application/x-www-form-urlencoded"
HUGE = "9" * 30
BODIES = 5
#: Percent-encoded, as they would come over the wire.
KINDS: dict[str, str] = {
    "NUL": "%00",
    "lone surrogate": "%ED%A0%80",
    "broken UTF-8": "%C3%28",
    "word": "abc",
    "negative": "-1",
    "zero": "0",
    "beyond every integer": HUGE,
    "five thousand digits": "9" * 5000,
    "NaN": "NaN",
    "infinity": "1e400",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "no such day": "2027-02-30",
    "hour that is skipped": quote("2027-03-14T02:30"),
    "time of nowhere": quote("24:61"),
    "half past two": quote("02:30"),
    "nested JSON": quote("[" * 500 + "]" * 500),
    "JSON with NUL": quote('{"a": "\\u0000", "b": NaN, "c": "\\ud800"}'),
    "markup": quote("<script>alert(1)</script>'\";--"),
    "line break": quote("a\r\nX-Evil: 1"),
    "other digits": quote("١٢٣"),
    "long text": "x" * 5_000,
}
QUERY = (
    "q", "page", "date", "dates", "month", "from", "until", "status", "site", "state", "type", "skill", "show", "slot",
    "period", "clinician", "practice", "group", "fate", "channel", "past", "next", "view", "sort", "tab", "day",
)  # fmt: skip
EXTRA = {
    "status": "confirmed", "is_staff": "on", "is_superuser": "on", "is_manager": "on", "is_active": "", "practice": "1",
    "practice_id": "1", "role": "manager", "provider_type": "medic", "id": "1", "pk": "1", "user": "1", "version": "0",
}  # fmt: skip
POSTED = (
    "reason", "answer", "clinician", "date", "text", "note", "accept", "day", "minutes", "start_time", "override",
)  # fmt: skip

PAGES = [row for row in TABLE if row.method == "get"]
POSTS = [row for row in TABLE if row.method == "post"]


def _name(row: Row) -> str:
    return f"{row.name} {' '.join(map(str, row.needs))}".strip()


def _visitor(row: Row) -> str:
    """Who is let in; a clinician who also has days before one who has none."""
    allowed = [persona for persona, code in row.answers.items() if code in {200, 302, 410}]
    return NURSE if NURSE in allowed else allowed[0] if allowed else ANONYMOUS


def _url(row: Row, world: World) -> str:
    return reverse(row.name, args=[world.ids.get(n, n) if isinstance(n, str) else n for n in row.needs])


def _send(browser: Client, method: str, url: str, body: str) -> int:
    """Sends it as it stands and forgets what it did; returns the status."""
    with transaction.atomic():
        answer = browser.get(f"{url}?{body}") if method == "get" else browser.post(url, body, content_type=FORM)
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{method} {url} {body[:200]}: {answer.status_code}"
    return answer.status_code


def _bodies(form: PageForm) -> list[str]:
    """Bad values in every field at once, each field another kind; one field spoilt; nothing at all.

    Which kind meets which field differs from form to form, so that over all forms every kind meets every sort of field.
    """
    kinds, start = list(KINDS.values()), sum(map(ord, "".join(form.names))) % len(KINDS)
    mixed = [
        "&".join(f"{quote(n)}={kinds[(start + turn * 5 + i) % len(kinds)]}" for i, n in enumerate(form.names[:60]))
        for turn in range(BODIES)
    ]
    return [*mixed, *_one_by_one(form), ""]


def _one_by_one(form: PageForm) -> list[str]:
    """What the form would send untouched, with one field spoilt: the rest is right, so later checks are reached."""
    kinds = itertools.cycle(["abc", "-1", HUGE, "0001-01-01", "9999-12-31", "NaN", quote("02:30"), quote("<b>\r\n")])
    bodies = []
    for spoilt in form.names[:8]:
        kind = next(kinds)
        pairs = [(n, quote(v)) for n, values in form.fields.items() if n != spoilt for v in values]
        bodies.append("&".join(f"{quote(n)}={v}" for n, v in [*pairs, (spoilt, kind)]))
    return bodies


def _try_forms(browser: Client, url: str, html: str) -> None:
    seen = set()
    for form in forms_of(html):
        action = form.action or url
        shape = (re.sub(r"\d+", "", action), tuple(form.names))
        if shape in seen or not action.startswith("/") or "logout" in action:
            continue
        seen.add(shape)
        for body in _bodies(form):
            _send(browser, form.method, action.split("?")[0], body)


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_page_and_its_forms_bear_bad_input(world: World, row: Row) -> None:
    browser = _signed_in(world, _visitor(row))
    url = _url(row, world)
    for shift in range(3):
        kinds = list(KINDS.values())
        _send(browser, "get", url, "&".join(f"{n}={kinds[(i * 7 + shift) % len(kinds)]}" for i, n in enumerate(QUERY)))
    answer = browser.get(url)
    names = {name for form in forms_of(_text(answer)) if form.method == "get" for name in form.names}
    for name, kind in itertools.product(names, ("%00", "%ED%A0%80", "abc", "-1", HUGE, "0001-01-01")):
        _send(browser, "get", url, f"{quote(name)}={kind}")
    _try_forms(browser, url, _text(answer))


@pytest.mark.parametrize("row", POSTS, ids=_name)
def test_address_that_takes_posts_bears_bad_input(world: World, row: Row) -> None:
    _try_forms(
        world.browser(_visitor(row)), "", f'<form method="post" action="{_url(row, world)}">{_inputs(POSTED)}</form>'
    )


@pytest.mark.parametrize("kind", ["x" * 3_000_000, quote("[" * 100_000), "&".join(f"f{n}=1" for n in range(2_000))])
def test_huge_bodies_are_refused_or_read(world: World, kind: str) -> None:
    for persona, name in ((ANONYMOUS, "account_login"), (ANONYMOUS, "mfa_login_webauthn"), (NURSE, "clinician:me")):
        assert (
            _send(world.browser(persona), "post", reverse(name), f"credential={kind}&login={kind}&mobile={kind}") < 500
        )


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "9223372036854775808", "9" * 40])
def test_impossible_ids_are_not_found(world: World, number: str) -> None:
    for row in TABLE:
        if _visitor(row) != ANONYMOUS and ":" in row.name and re.search(r"\d+", _url(row, world)):
            url = re.sub(r"\d+", number, _url(row, world))
            assert getattr(world.browser(_visitor(row)), row.method)(url).status_code in {404, 400}, url


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_forms_of_the_administration_bear_bad_input(world: World, model: type) -> None:
    browser = world.browser(ADMIN)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"  # type: ignore[attr-defined]
    urls = [reverse(f"{name}_changelist"), reverse(f"{name}_add"), f"{reverse(f'{name}_changelist')}{HUGE}/change/"]
    row = model._default_manager.first()  # type: ignore[attr-defined]
    if row is not None:
        urls.append(reverse(f"{name}_change", args=[row.pk]))
    for url in urls:
        for kind in KINDS.values():
            _send(browser, "get", url, f"q={kind}&o={kind}&p={kind}&_to_field={kind}&id__exact={kind}")
        answer = browser.get(url)
        if answer.status_code == 200:
            _try_forms(browser, url, _text(answer))


@pytest.mark.parametrize("row", PAGES, ids=_name)
def test_extra_fields_change_nothing(world: World, row: Row) -> None:
    browser = _signed_in(world, _visitor(row))
    url = _url(row, world)
    before = _rights()
    for form in forms_of(_text(browser.get(url))):
        action = (form.action or url).split("?")[0]
        if form.method == "post" and action.startswith("/") and "logout" not in action:
            extra = {name: value for name, value in EXTRA.items() if name not in form.names}
            pairs = [(n, v) for n, values in form.fields.items() for v in values] + list(extra.items())
            with transaction.atomic():
                answer = browser.post(action, "&".join(f"{n}={quote(v)}" for n, v in pairs), content_type=FORM)
                assert answer.status_code < 500
                assert _rights() == before
                transaction.set_rollback(True)


def _rights() -> list[tuple[object, ...]]:
    """What no form of a portal may ever touch."""
    people = User.objects.order_by("pk").values_list("pk", "is_staff", "is_superuser", "is_manager", "is_active")
    days = CaseDay.objects.filter(pk__lte=_last_day()).order_by("pk").values_list("pk", "practice_id")
    return [*people, *days]


def _last_day() -> int:
    return CaseDay.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def _signed_in(world: World, persona: str) -> Client:
    """Signed in by password just now, so that pages that ask for it again show their forms."""
    browser = Client()
    if persona != ANONYMOUS:
        browser.post(reverse("account_login"), {"login": world.person(persona).email, "password": PASSWORD})
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def _text(answer: object) -> str:
    return getattr(answer, "content", b"").decode(errors="replace")


def _inputs(names: tuple[str, ...]) -> str:
    return "".join(f'<input name="{name}">' for name in names)


@pytest.mark.guard("input that no field can hold is refused")
def test_without_the_gate_nested_input_fails(world: World, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CleanInput" not in name]
    with pytest.raises(RecursionError):
        _send(world.browser(ANONYMOUS), "post", reverse("mfa_login_webauthn"), f"credential={quote('[' * 100_000)}")
