"""Forms under hands that mean no good, or that are late: extra fields, noise, and two people at one record."""

import random
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client

from accounts.models import KeptCounts
from tests.architecture.test_bad_input import FORM, KINDS, PAGES, QUERY, _signed_in, _text, _url, _visitor
from tests.architecture.test_constraints import OURS
from tests.architecture.world import World
from tests.reliability.figures import size, tell
from tests.support.forms import PageForm, forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.logs_errors]

VALUES = size(1, 20)
FUZZED = size(700, 100_000)
PAIRS = size(200, 2_000)
CONFLICT = "while you were editing"
SLOW = 2.0  # seconds
#: Different each time that the same thing is done: instants, chance, counters of numbers.
VOLATILE = re.compile(
    r"(_at|_until|^at|^version|_code|token|key|hash|last_login|^id|_ptr)$|^(series|closes_at|path|body|topic_id|answer_by)$"
)
TEXTS = (
    "notes", "parking", "contact_name", "allergies", "medications", "conditions", "guardian_name", "procedure",
    "escort_name", "note",
)  # fmt: skip


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    return {}


def _browser(world: World, browsers: dict[str, Client], persona: str) -> Client:
    if persona not in browsers:
        browsers[persona] = _signed_in(world, persona)
    return browsers[persona]


def _forms(world: World, browsers: dict[str, Client]) -> Iterator[tuple[Client, str, str, PageForm]]:
    """Every different form of every page, with who may send it and where it goes."""
    seen = set()
    for row in PAGES:
        persona, url = _visitor(row), _url(row, world)
        browser = _browser(world, browsers, persona)
        for form in forms_of(_text(browser.get(url))):
            action = (form.action or url).split("?")[0]
            shape = (persona, form.method, re.sub(r"\d+", "", action), tuple(form.names))
            if shape not in seen and action.startswith("/") and "logout" not in action:
                seen.add(shape)
                yield browser, url, action, form


def _models() -> list[type[Model]]:
    models = [model for label in OURS for model in apps.get_app_config(label).get_models()]
    return [model for model in models if model is not KeptCounts]


def _state() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every column of every row of ours that does not change by itself."""
    state = {}
    for model in _models():
        names = [field.attname for field in model._meta.concrete_fields if not VOLATILE.search(field.attname)]
        rows = model._default_manager.order_by("pk").values("pk", *names)
        state[model._meta.label] = {row.pop("pk"): row for row in rows}
    return state


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[object, ...]]:
    """What is different. A new row has no number, nor has what refers to one."""
    found: list[tuple[object, ...]] = []
    for model in _models():
        was, now = before[model._meta.label], after[model._meta.label]
        for pk, row in now.items():
            old = was.get(pk)
            different = [name for name, value in row.items() if old is None or old[name] != value]
            found += [
                (model._meta.label, "new" if old is None else pk, name, _plain(model, name, row[name], before))
                for name in different
            ]
        found += [(model._meta.label, pk, "gone", "") for pk in was.keys() - now.keys()]
    return sorted(found, key=str)


def _plain(model: type[Model], name: str, value: object, before: dict[str, Any]) -> str:
    if isinstance(value, dict):
        return re.sub(r"\d+", "#", str({key: part for key, part in value.items() if key != "code"}))
    target = next((f.related_model for f in model._meta.concrete_fields if f.attname == name and f.is_relation), None)
    known = before.get(target._meta.label, {}) if isinstance(target, type) else {}
    return "new" if known and value is not None and value not in known else str(value)


def _extra(chance: random.Random) -> dict[str, str]:
    """A value for every field of every model of ours, and for the ids behind foreign keys."""
    fields = {name for model in _models() for f in model._meta.concrete_fields for name in (f.name, f.attname)}
    values = ["1", "on", "true", "manager", "confirmed", "2027-01-04", "07:30", "0", "medic", "accepted", "", "99"]
    return {name: chance.choice(values) for name in sorted(fields)}


def test_fields_that_a_form_does_not_have_change_nothing(world: World, browsers: dict[str, Client]) -> None:
    chance, posts, names, unexpected = random.Random(8), 0, 0, []
    before = _state()
    for browser, _, action, form in list(_forms(world, browsers)):
        if form.method != "post":
            continue
        for _ in range(VALUES):
            extra = {name: value for name, value in _extra(chance).items() if name not in form.names}
            names += len(extra)
            outcomes = []
            for fields in (form.fields, form.fields | {name: [value] for name, value in extra.items()}):
                with transaction.atomic():
                    answer = browser.post(action, urlencode(fields, doseq=True), content_type=FORM)
                    outcomes.append((answer.status_code, _changes(before, _state())))
                    transaction.set_rollback(True)
                posts += 1
            plain, more = (set(changes) for _, changes in outcomes)
            if more - plain:
                unexpected.append((action, [code for code, _ in outcomes], more - plain))
    tell("G8", posts=posts, forms=posts // 2 // VALUES, fields_tried=names, unexpected=len(unexpected))
    assert not unexpected, unexpected[0]
    assert names > 5_000


def _noise(chance: random.Random) -> str:
    """Percent-encoded: a known bad value, random bytes, or a right value a little off."""
    dice = chance.random()
    if dice < 0.5:
        return chance.choice(list(KINDS.values()))
    if dice < 0.8:
        return quote(chance.randbytes(chance.randint(0, 24)))
    return quote(
        chance.choice(["1", "2027-03-01", "7:30", "on", "R\u00e9n\u00e9e", "-0", "1e3", "\u202e", " ", "a" * 300])
    )


def _body(chance: random.Random, form: PageForm) -> str:
    pairs = []
    for name in form.names:
        dice = chance.random()
        if dice < 0.5:
            pairs += [(name, quote(value)) for value in form.fields.get(name, [])]
        elif dice < 0.9:
            pairs += [(name, _noise(chance)) for _ in range(chance.choice([1, 1, 1, 2]))]
    return "&".join(f"{quote(name)}={value}" for name, value in pairs)


def test_noise_in_every_form_and_query_is_no_fault(world: World, browsers: dict[str, Client]) -> None:
    chance = random.Random(9)
    forms = list(_forms(world, browsers))
    pages = [(_browser(world, browsers, _visitor(row)), _url(row, world)) for row in PAGES]
    faults, slow, slowest = [], 0, 0.0
    for turn in range(FUZZED):
        if turn % 3:
            browser, _, action, form = forms[turn % len(forms)]
            method, url, body = form.method, action, _body(chance, form)
        else:
            browser, url = pages[turn % len(pages)]
            method, body = "get", "&".join(f"{n}={_noise(chance)}" for n in chance.sample(QUERY, 5))
        began = time.monotonic()
        with transaction.atomic():
            answer = browser.get(f"{url}?{body}") if method == "get" else browser.post(url, body, content_type=FORM)
            transaction.set_rollback(True)
        took = time.monotonic() - began
        slow, slowest = slow + (took > SLOW), max(slowest, took)
        if answer.status_code >= 500:
            faults.append((method, url, body))
    tell("G9", requests=FUZZED, forms=len(forms), pages=len(pages), server_errors=len(faults), over_2_s=slow,
         slowest_seconds=round(slowest, 2))  # fmt: skip
    assert not faults, faults[0]


def _shared(world: World, browsers: dict[str, Client]) -> list[tuple[Client, str, str, PageForm]]:
    """Forms over a record that others edit as well: they carry what was read, as a version or a stamp."""
    found = list(_forms(world, browsers))
    return [entry for entry in found if _read(entry[3]) and set(TEXTS) & set(entry[3].names)]


def _read(form: PageForm) -> str:
    """The version or the stamp of what was read; empty on a form for something new."""
    return "".join((form.fields.get("version") or []) + (form.fields.get("seen") or []))


def _save(browser: Client, action: str, fields: dict[str, list[str]]) -> Any:
    """Send it, and say yes to what the page asks before it saves. Ends at a conflict, as a person would look there."""
    answer = browser.post(action, urlencode(fields, doseq=True), content_type=FORM)
    for _ in range(2):
        if answer.status_code != 200 or CONFLICT in _text(answer):
            break
        asked = next((f for f in forms_of(_text(answer)) if {"confirmed", "seen"} & f.fields.keys()), None)
        assert asked is not None, (action, _text(answer))
        yes = {name: values for name, values in asked.fields.items() if name != "change"}
        answer = browser.post(action, urlencode(yes, doseq=True), content_type=FORM)
    return answer


def _same(html: str, form: PageForm) -> PageForm | None:
    return next((other for other in forms_of(html) if other.names == form.names), None)


def test_of_two_who_edit_one_record_the_later_overwrites_nothing(world: World, browsers: dict[str, Client]) -> None:
    chance, silent, lost, done = random.Random(15), [], [], 0
    shared = _shared(world, browsers)
    for turn in range(PAIRS):
        browser, url, action, form = shared[turn % len(shared)]
        names = [name for name in form.names if name in TEXTS]
        mine, theirs = chance.choice(names), chance.choice(names)
        first = form.fields | {mine: [f"First {turn}"]}
        second = form.fields | {theirs: [f"Second {turn}"]}
        with transaction.atomic():
            assert _save(browser, action, first).status_code == 302, action
            late = _save(browser, action, second)
            now = _same(_text(browser.get(url)), form)
            if now is None or now.fields.get(mine) != [f"First {turn}"] or now.fields.get(theirs) == [f"Second {turn}"]:
                silent.append((action, mine, theirs))
            if late.status_code == 302 or f"Second {turn}" not in _text(late):
                lost.append((action, late.status_code))
            transaction.set_rollback(True)
        done += 1
    tell("G15", pairs=done, forms=len(shared), silent_overwrites=len(silent), typed_text_lost=len(lost))
    assert not silent, silent[0]
    assert not lost, lost[0]
    assert len(shared) >= 4
