"""Random histories of the whole workflow: whatever people do in whatever order, what must hold holds."""

import datetime as dt
import random
from collections import Counter

import pytest
import time_machine
from django.db import transaction

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician
from casedays.models import Assignment, CaseDay, Change, Offer
from scheduling_portal.core import clock
from scheduling_portal.core.errors import DomainError
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import day_ahead, site_of, staff_of
from tests.factories.practices import PatientFactory, PracticeFactory, SiteFactory
from tests.reliability import truths
from tests.reliability.figures import size, tell
from tests.reliability.invariants import INVARIANTS, broken
from tests.reliability.steps import STEPS, NothingThereError, Scene

pytestmark = pytest.mark.django_db

HISTORIES = size(10, 5_000)
LENGTH = 50
LOOK_EVERY = 10
BEGIN = (*["request"] * 4, *["accept_request"] * 3, "hold_team", "hold_team", "confirm", "confirm", "accept")
assert truths.TRUE_WHEN


@pytest.fixture
def scene() -> Scene:
    """Two practices, three clinicians of each type, seven dates within four weeks."""
    period = PeriodFactory.create()
    dates = [period.starts_on + dt.timedelta(days=n) for n in range(4)] + [day_ahead(n) for n in (3, 5, 6)]
    practices = [PracticeFactory.create() for _ in range(2)]
    for practice in practices:
        staff_of(practice)
        site_of(practice)
        PatientFactory.create_batch(3, practice=practice)
    SiteFactory.create(practice=practices[0])
    clinicians: list[Clinician] = []
    for slot in SLOT_ORDER:
        for number in range(3):
            clinicians.append(credentialed_clinician(slot, pals=number > 0))
            willing(clinicians[-1], *dates)
    return Scene(random.Random(0), ManagerFactory.create_batch(2), practices, clinicians, dates, period)


def test_histories_break_no_invariant(scene: Scene) -> None:
    outcomes: Counter[str] = Counter()
    for seed in range(HISTORIES):
        found = _history(scene, seed, outcomes)
        assert not found, f"history {seed}: {found}"
    done = {name for name in STEPS if outcomes[f"{name} done"]}
    tell(
        "G2", histories=HISTORIES, steps=HISTORIES * LENGTH, invariants=len(INVARIANTS), broken=0,
        done=sum(n for what, n in outcomes.items() if what.endswith("done")),
        refused=sum(n for what, n in outcomes.items() if what.endswith("refused")),
    )  # fmt: skip
    assert len(INVARIANTS) >= 20
    assert len(done) >= len(STEPS) - 2, f"never done in any history: {set(STEPS) - done}"


def _history(scene: Scene, seed: int, outcomes: Counter[str]) -> list[str]:
    """One history, forgotten at its end; what it broke."""
    scene.chance, scene.later = random.Random(seed), dt.timedelta()
    began = clock.now()
    with transaction.atomic():
        found: list[str] = []
        for number in range(1, LENGTH + 1):
            with time_machine.travel(began + scene.later):
                name = _next_step(scene, number, outcomes)
                found += _unrecorded(name)
                if not found and (number % LOOK_EVERY == 0 or number == LENGTH):
                    found += broken()
            if found:
                found.append(f"after step {number}: {name}")
                break
        transaction.set_rollback(True)
    return found


_known: dict[str, object] = {}


def _next_step(scene: Scene, number: int, outcomes: Counter[str]) -> str:
    """Do what is next, or what chance says; something for which there is an object. Returns what it was."""
    _known["facts"], _known["entries"] = _facts(), TimelineEntry.objects.count()
    names, weights = list(STEPS), [weight for weight, _ in STEPS.values()]
    while True:
        (name,) = BEGIN[number - 1 : number] or scene.chance.choices(names, weights)
        try:
            STEPS[name][1](scene)
        except NothingThereError:
            number = LENGTH
            continue
        except DomainError as error:
            _check_refusal(name, error)
            outcomes[f"{name} refused"] += 1
        else:
            outcomes[f"{name} done"] += 1
        return name


def _check_refusal(name: str, error: DomainError) -> None:
    assert error.message
    assert _facts() == _known["facts"], f"{name} was refused, and yet something changed"


def _facts() -> list[object]:
    """Where everything stands."""
    return [
        list(CaseDay.objects.order_by("pk").values_list("pk", "status", "date", "version", "details_confirmed_at")),
        list(Assignment.objects.order_by("pk").values_list("pk", "status", "date")),
        list(Offer.objects.order_by("pk").values_list("pk", "status")),
        list(Change.objects.order_by("pk").values_list("pk", "status")),
    ]


def _unrecorded(name: str) -> list[str]:
    """Every step that changes where something stands writes a row of the timeline, and none is ever lost."""
    entries = TimelineEntry.objects.count()
    before = _known["entries"]
    assert isinstance(before, int)
    if entries < before or (entries == before and _facts() != _known["facts"]):
        return [f"{name} left no row in the timeline"]
    return []
