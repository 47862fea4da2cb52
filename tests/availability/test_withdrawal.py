"""What happens to days when a clinician takes a date back: never silent, and nobody is taken off."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from accounts.enums import ProviderType
from accounts.models import Clinician
from availability.enums import Answer
from availability.models import Availability, Period
from availability.services import submit, submit_availability
from casedays import lifecycle
from casedays.models import CaseDay
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core.errors import DomainError
from tests.factories.accounts import ClinicianFactory, ManagerFactory
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import accepted_day, fresh, in_slot, staffed_day


def take_back(clinician: Clinician, period: Period, date: dt.date, answer: str = Answer.UNAVAILABLE) -> None:
    submit_availability(
        period=period,
        clinician=clinician,
        actor=clinician.user,
        answers={date: answer, date + dt.timedelta(days=1): Answer.AVAILABLE},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [Answer.UNAVAILABLE, ""])
def test_date_taken_back_raises_a_conflict_and_keeps_the_assignment(answer: str) -> None:
    period = PeriodFactory.create()
    day = accepted_day(date=period.starts_on)
    medic = in_slot(day, ProviderType.MEDIC).clinician

    take_back(medic, period, day.date, answer)

    one = in_slot(fresh(day), ProviderType.MEDIC)
    assert (one.clinician, one.status) == (medic, AssignmentStatus.ACCEPTED)
    assert one.conflict != ""
    assert fresh(day).status == Status.CONFIRMED


@pytest.mark.django_db
def test_date_given_again_ends_the_conflict() -> None:
    period = PeriodFactory.create()
    day = accepted_day(date=period.starts_on)
    medic = in_slot(day, ProviderType.MEDIC).clinician
    take_back(medic, period, day.date)

    take_back(medic, period, day.date, Answer.IF_NEEDED)

    assert in_slot(fresh(day), ProviderType.MEDIC).conflict == ""


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Run the acts at the same time; what they raised."""
    barrier = threading.Barrier(len(acts))
    raised: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except (DomainError, IntegrityError, threading.BrokenBarrierError) as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(3))
def test_date_taken_back_while_the_day_is_confirmed_is_refused_or_told(number: int) -> None:
    period = PeriodFactory.create()
    manager = ManagerFactory.create()
    day = staffed_day(date=period.starts_on, manager=manager)
    medic = in_slot(day, ProviderType.MEDIC).clinician

    raised = together(
        lambda: lifecycle.confirm_case_day(case_day=CaseDay.objects.get(pk=day.pk), actor=manager),
        lambda: take_back(medic, period, day.date),
    )

    one = in_slot(fresh(day), ProviderType.MEDIC)
    assert one.conflict != ""
    assert bool(raised) == (fresh(day).status == Status.PLANNED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.guard("answers are saved one after the other")
def test_without_the_lock_two_submissions_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()
    both_have_read = threading.Barrier(2, timeout=10)
    write = submit._write

    def late(*args: object) -> bool:
        both_have_read.wait()
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(submit, "_write", late)
    monkeypatch.setattr(submit, "lock_clinician", lambda _clinician: None)

    def send() -> None:
        take_back(clinician, period, period.starts_on)

    assert [type(error) for error in together(send, send)] == [IntegrityError]
    assert Availability.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_with_the_lock_the_second_submission_waits() -> None:
    clinician, period = ClinicianFactory.create(), PeriodFactory.create()

    def send() -> None:
        take_back(clinician, period, period.starts_on)

    assert together(send, send) == []
    assert Availability.objects.count() == 2
