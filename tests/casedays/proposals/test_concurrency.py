"""Several people and workers at the same proposal at once: each day once, nobody twice, no deadlock."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Clinician, User
from availability.models import Period
from casedays import staffing
from casedays.models import Assignment, MatchingRun
from casedays.proposals import applying
from casedays.proposals.applying import apply_proposal, apply_waiting
from casedays.states import ACTIVE
from scheduling_portal.core.errors import DomainError
from tests.casedays.proposals.conftest import Run, date_in
from tests.factories.casedays import planned_day

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
People = dict[str, list[Clinician]]


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do all of it at the same time; what went wrong besides refusals in words."""
    faults: list[BaseException] = []
    gate = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
        except DomainError:
            pass
        except BaseException as fault:  # noqa: BLE001  whatever it is, the test tells it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_workers_and_managers_at_one_proposal(
    period: Period, people: People, run: Run, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    monkeypatch.setattr(applying, "ring_apply", lambda _: None)
    days = [planned_day(date=date_in(period, number)) for number in range(8)]
    found = run()
    apply_proposal(run=found, day_ids=None, actor=manager)
    nurses = people["nurse"]
    rivals = [
        lambda day=day, nurse=nurses[number % 2]: staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
        for number, day in enumerate(days[::2])
    ]
    assert at_once(*[lambda: apply_waiting(found.pk)] * 3, *rivals) == []
    taken = Assignment.objects.filter(status__in=ACTIVE)
    slots = Counter(taken.values_list("case_day", "provider_type"))
    dates = Counter(taken.values_list("clinician", "date"))
    assert set(slots.values()) == {1}
    assert set(dates.values()) == {1}
    assert len(slots) == 3 * len(days)
    found.refresh_from_db()
    assert found.to_apply == []
    assert len(found.outcome) == len(days)


def test_two_who_start_it_at_once_start_it_once(period: Period, people: People, run: Run, manager: User) -> None:
    planned_day(date=date_in(period))
    found = run()
    acts = [lambda: apply_proposal(run=MatchingRun.objects.get(pk=found.pk), day_ids=None, actor=manager)] * 4
    assert at_once(*acts) == []
    assert Assignment.objects.filter(status__in=ACTIVE).count() == 3
