"""A period with people, and a run of the matcher over it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from availability.models import Period
from casedays.matching.scope import Scope
from casedays.models import CaseDay, MatchingRun
from casedays.proposals import running
from scheduling_portal.core import clock
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import PeriodFactory, answer_all
from tests.factories.casedays import planned_day
from tests.personas import client_of

Run = Callable[..., MatchingRun]


@pytest.fixture
def browser(manager: User) -> Client:
    """The manager who looks at proposals."""
    return client_of(manager)


@pytest.fixture
def period() -> Period:
    made: Period = PeriodFactory.create()
    return made


@pytest.fixture
def open_day(period: Period) -> CaseDay:
    """A day of the period with every slot open, without which there is nothing to run for."""
    return planned_day(date=date_in(period, 20))


@pytest.fixture
def people(period: Period) -> dict[str, list[Clinician]]:
    """Two of each type who can work on every date of the period."""
    found = {slot.value: [credentialed_clinician(slot) for _ in range(2)] for slot in SLOT_ORDER}
    answer_all(period, [one for some in found.values() for one in some])
    return found


@pytest.fixture
def run(period: Period, manager: User, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Asks for a run over the period and runs it here: `run(moves=Moves.HELD)`."""
    monkeypatch.setattr(running, "_ring", lambda _: None)

    def made(**more: object) -> MatchingRun:
        scope = Scope(period.starts_on, period.ends_on, **more)  # type: ignore[arg-type]
        asked = running.start_run(scope=scope, actor=manager)
        running.run_matching(asked.pk)
        asked.refresh_from_db()
        return asked

    return made


def date_in(period: Period, days: int = 3) -> dt.date:
    """A date of the period."""
    return period.starts_on + dt.timedelta(days=days)


def later(seconds: float) -> dt.datetime:
    """An instant to come."""
    return clock.now() + dt.timedelta(seconds=seconds)


def proposal(run: MatchingRun) -> dict[str, Any]:
    """What the run proposes."""
    assert run.result is not None
    found: dict[str, Any] = run.result
    return found
