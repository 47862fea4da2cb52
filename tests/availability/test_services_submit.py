import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinician, User
from availability import events
from availability.calendar import dates_of
from availability.enums import Answer, SubmissionStatus
from availability.models import Availability, Period, Submission
from availability.services import submit_availability
from scheduling_portal.core.errors import InvalidFields, NotAllowed
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ClinicianFactory
from tests.factories.availability import AvailabilityFactory, PeriodFactory, SubmissionFactory, willing

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def clinician(nurse: User) -> Clinician:
    return nurse.clinician


@pytest.fixture
def period(db: None) -> Period:
    return PeriodFactory.create()


def kinds() -> list[str]:
    return list(TimelineEntry.objects.order_by("id").values_list("kind", flat=True))


def answers_of(clinician: Clinician) -> dict[dt.date, str]:
    return dict(Availability.objects.filter(clinician=clinician).values_list("date", "answer"))


def test_submit_saves_answers_notes_and_limits(clinician: Clinician, period: Period) -> None:
    first, second, third = dates_of(period.starts_on, period.ends_on)[:3]

    submission = submit_availability(
        period=period,
        clinician=clinician,
        actor=clinician.user,
        answers={first: Answer.PREFERRED, second: Answer.UNAVAILABLE, third: ""},
        notes={first: " Back by 5 pm "},
        note="Mornings are best",
        max_days_per_week=3,
        max_days_per_period=10,
    )

    assert answers_of(clinician) == {first: Answer.PREFERRED, second: Answer.UNAVAILABLE}
    assert Availability.objects.get(date=first).note == "Back by 5 pm"
    assert (submission.note, submission.max_days_per_week, submission.max_days_per_period) == (
        "Mornings are best",
        3,
        10,
    )
    assert kinds() == [events.AvailabilitySubmitted.kind]


def test_submit_again_leaves_dates_not_sent_alone(clinician: Clinician, period: Period) -> None:
    first, second = dates_of(period.starts_on, period.ends_on)[:2]
    willing(clinician, first)

    submit_availability(period=period, clinician=clinician, actor=clinician.user, answers={second: Answer.IF_NEEDED})

    assert answers_of(clinician) == {first: Answer.AVAILABLE, second: Answer.IF_NEEDED}


def test_submit_of_the_same_tells_nobody(clinician: Clinician, period: Period) -> None:
    answers = {period.starts_on: str(Answer.AVAILABLE)}
    for _ in range(2):
        submit_availability(period=period, clinician=clinician, actor=clinician.user, answers=answers)

    assert kinds() == [events.AvailabilitySubmitted.kind]


def test_submit_tells_withdrawn_dates(clinician: Clinician, period: Period) -> None:
    first, second, third, fourth = dates_of(period.starts_on, period.ends_on)[:4]
    willing(clinician, first, second, third, fourth)

    submit_availability(
        period=period,
        clinician=clinician,
        actor=clinician.user,
        answers={first: Answer.UNAVAILABLE, second: "", third: Answer.IF_NEEDED},
    )

    entry = TimelineEntry.objects.get(kind=events.AvailabilityWithdrawn.kind)
    assert entry.details["dates"] == [first.isoformat(), second.isoformat()]
    assert entry.details["clinician_id"] == clinician.pk
    assert entry.topic_id == period.pk


def test_submit_shows_old_and_new_in_the_timeline(clinician: Clinician, period: Period) -> None:
    willing(clinician, period.starts_on)

    submit_availability(
        period=period, clinician=clinician, actor=clinician.user, answers={period.starts_on: Answer.PREFERRED}
    )

    entry = TimelineEntry.objects.get(kind=events.AvailabilitySubmitted.kind)
    assert entry.changes == {period.starts_on.isoformat(): ["Available", "Preferred"]}


def test_submit_outside_the_period_saves_nothing(clinician: Clinician, period: Period) -> None:
    outside = period.ends_on + dt.timedelta(days=1)

    with pytest.raises(InvalidFields, match="not in this period"):
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers={period.starts_on: Answer.AVAILABLE, outside: Answer.AVAILABLE},
        )

    assert answers_of(clinician) == {}


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("max_days_per_week", {"max_days_per_week": 8}),
        ("max_days_per_week", {"max_days_per_week": 0}),
        ("max_days_per_period", {"max_days_per_period": 367}),
        ("note", {"note": "x" * 501}),
    ],
)
def test_submit_names_the_field_of_a_fault(
    clinician: Clinician, period: Period, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(InvalidFields) as refused:
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers={period.starts_on: Answer.AVAILABLE},
            **given,
        )

    assert list(refused.value.errors) == [field]


def test_submit_of_an_unknown_answer_is_refused(clinician: Clinician, period: Period) -> None:
    with pytest.raises(InvalidFields, match="there is no answer"):
        submit_availability(
            period=period, clinician=clinician, actor=clinician.user, answers={period.starts_on: "maybe"}
        )


def test_submit_keeps_no_note_without_an_answer(clinician: Clinician, period: Period) -> None:
    first, second = dates_of(period.starts_on, period.ends_on)[:2]

    with pytest.raises(InvalidFields, match="has a note but no answer"):
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers={first: Answer.AVAILABLE, second: ""},
            notes={second: "Perhaps"},
        )


def test_submit_needs_one_answer(clinician: Clinician, period: Period) -> None:
    with pytest.raises(InvalidFields, match="at least one date"):
        submit_availability(period=period, clinician=clinician, actor=clinician.user, answers={period.starts_on: ""})

    assert not Submission.objects.exists()


@pytest.mark.parametrize("trait", ["coming", "locked"])
def test_submit_outside_the_open_time_is_refused(clinician: Clinician, trait: str) -> None:
    period = PeriodFactory.create(**{trait: True})

    with pytest.raises(NotAllowed):
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers={period.starts_on: Answer.AVAILABLE},
        )


def test_submit_past_due_is_taken(clinician: Clinician) -> None:
    period = PeriodFactory.create(late=True)

    submit_availability(
        period=period, clinician=clinician, actor=clinician.user, answers={period.starts_on: Answer.AVAILABLE}
    )

    assert answers_of(clinician) == {period.starts_on: Answer.AVAILABLE}


def test_submit_of_a_returned_one_is_taken_after_the_lock(clinician: Clinician) -> None:
    period = PeriodFactory.create(locked=True)
    SubmissionFactory.create(period=period, clinician=clinician, status=SubmissionStatus.RETURNED)

    submission = submit_availability(
        period=period, clinician=clinician, actor=clinician.user, answers={period.starts_on: Answer.AVAILABLE}
    )

    assert submission.status == SubmissionStatus.SUBMITTED


def test_submit_for_another_is_refused(clinician: Clinician, period: Period, other_clinician: User) -> None:
    with pytest.raises(NotAllowed):
        submit_availability(
            period=period,
            clinician=clinician,
            actor=other_clinician,
            answers={period.starts_on: Answer.AVAILABLE},
        )


def test_submit_by_a_manager_names_the_manager(clinician: Clinician, period: Period, manager: User) -> None:
    submit_availability(period=period, clinician=clinician, actor=manager, answers={period.starts_on: Answer.AVAILABLE})

    assert TimelineEntry.objects.get().actor == manager


@pytest.mark.parametrize("many", [3, 28])
def test_submit_asks_the_same_whatever_the_dates(clinician: Clinician, period: Period, many: int) -> None:
    dates = dates_of(period.starts_on, period.ends_on)[:many]
    willing(clinician, *dates[: many // 2])

    with CaptureQueriesContext(connection) as asked:
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers=dict.fromkeys(dates, Answer.PREFERRED),
        )

    writes = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
    assert len(writes) == 4  # new answers, edited ones, the submission, the timeline


@pytest.mark.django_db(transaction=True)
def test_submit_twice_at_once_leaves_one_row_per_date() -> None:
    clinician = ClinicianFactory.create()
    period = PeriodFactory.create()
    dates = dates_of(period.starts_on, period.ends_on)
    barrier = threading.Barrier(4)
    failures: list[BaseException] = []

    def send(answer: str) -> None:
        try:
            barrier.wait()
            submit_availability(
                period=period,
                clinician=clinician,
                actor=clinician.user,
                answers=dict.fromkeys(dates, answer),
            )
        except BaseException as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(str(answer),)) for answer in Answer]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(set(answers_of(clinician).values())) == 1
    assert len(answers_of(clinician)) == len(dates)


def test_answer_twice_for_a_date_is_refused_by_the_database(clinician: Clinician, period: Period) -> None:
    AvailabilityFactory.create(clinician=clinician, date=period.starts_on)

    with pytest.raises(IntegrityError, match="availability_one_answer_per_date"), transaction.atomic():
        AvailabilityFactory.create(clinician=clinician, date=period.starts_on)


def test_submit_at_the_last_moment_is_judged_by_the_clock(clinician: Clinician, period: Period) -> None:
    with time_machine.travel(period.locks_at, tick=False), pytest.raises(NotAllowed):
        submit_availability(
            period=period,
            clinician=clinician,
            actor=clinician.user,
            answers={period.starts_on: Answer.AVAILABLE},
        )
