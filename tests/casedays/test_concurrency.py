"""Many managers at once over the same few clinicians, on real PostgreSQL, with and without the guards."""

import datetime as dt
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import Count

from accounts.enums import SLOT_ORDER
from accounts.models import Clinician, User
from casedays import lifecycle, locking, staffing
from casedays.models import Assignment, CaseDay
from casedays.states import ACTIVE, Status
from notifications.models import Notification
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import DomainError
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import day_ahead, planned_day, site_of, staffed_day

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
DAYS = 200
PER_TYPE = 6


def world(days: int) -> tuple[list[int], dict[str, list[int]], User]:
    """Days spread over a few dates, and six clinicians of each type to share among them."""
    manager: User = ManagerFactory.create()
    dates = [day_ahead(14 + 7 * n) for n in range(10)]
    site = site_of()
    ids = [planned_day(site.practice, manager=manager, date=dates[n % len(dates)]).pk for n in range(days)]
    people: dict[str, list[int]] = {}
    for slot in SLOT_ORDER:
        people[slot] = []
        for _ in range(PER_TYPE):
            clinician = credentialed_clinician(slot, max_days_per_week=7)
            willing(clinician, *dates)
            people[slot].append(clinician.pk)
    return ids, people, manager


def race(work: Callable[[int], str], items: list[int]) -> Counter[str]:
    """Run `work` over the items in 16 threads that start together; counts the outcomes."""
    barrier = threading.Barrier(THREADS)

    def run(share: list[int]) -> Counter[str]:
        barrier.wait()
        try:
            return Counter(work(item) for item in share)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(run, [items[n::THREADS] for n in range(THREADS)]), Counter())


def staff_and_confirm(people: dict[str, list[int]], manager: User) -> Callable[[int], str]:
    """Pick a team at random, in random order, hold it and confirm the day in one step."""

    def work(day_id: int) -> str:
        rng = random.Random(day_id)
        ids = [rng.choice(people[slot]) for slot in SLOT_ORDER]
        rng.shuffle(ids)
        day = CaseDay.objects.select_related("site", "practice").get(pk=day_id)
        team = [Clinician.objects.get(pk=pk) for pk in ids]
        try:
            with_both = in_transaction(_hold_and_confirm)
            with_both(day, team, manager)
        except DomainError:
            return "refused"
        return "confirmed"

    return work


def _hold_and_confirm(day: CaseDay, team: list[Clinician], manager: User) -> None:
    staffing.hold_team(case_day=day, clinicians=team, actor=manager)
    lifecycle.confirm_case_day(case_day=day, actor=manager)


def double_bookings() -> int:
    """How many clinicians stand on two days of one date."""
    rows = Assignment.objects.filter(status__in=ACTIVE).values("clinician", "date").annotate(n=Count("pk"))
    return rows.filter(n__gt=1).count()


def deadlocks() -> int:
    """PostgreSQL's own count for this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")  # PostgreSQL 15 and later
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    return int(count)


@pytest.fixture
def without_guards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same product with the lock switched off and the index dropped."""

    def no_lock(ids: object) -> dict[int, Clinician]:
        return {row.pk: row for row in Clinician.objects.filter(pk__in=set(ids))}  # type: ignore[call-overload]

    monkeypatch.setattr(locking, "lock_clinicians", no_lock)
    monkeypatch.setattr("casedays.staffing.slots.lock_clinicians", no_lock)
    monkeypatch.setattr("casedays.lifecycle.confirming.lock_clinicians", no_lock)
    name = "casedays_assignment_clinician_date_once"
    constraint = next(c for c in Assignment._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Assignment, constraint)
    yield
    Assignment.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Assignment, constraint)


def test_200_confirms_over_shared_clinicians_double_book_nobody() -> None:
    days, people, manager = world(DAYS)
    before = deadlocks()
    outcomes = race(staff_and_confirm(people, manager), days)
    assert sum(outcomes.values()) == DAYS
    assert outcomes["confirmed"] >= 10
    assert outcomes["refused"] > 0
    assert double_bookings() == 0
    assert deadlocks() == before
    confirmed = CaseDay.objects.filter(status=Status.CONFIRMED)
    assert confirmed.count() == outcomes["confirmed"]
    assert Assignment.objects.filter(status__in=ACTIVE).count() == 3 * outcomes["confirmed"]


@pytest.mark.guard("clinicians are locked, and unique by date")
def test_with_lock_and_index_off_the_same_race_double_books(without_guards: None) -> None:
    days, people, manager = world(DAYS // 2)
    race(staff_and_confirm(people, manager), days)
    assert double_bookings() > 0


def test_two_confirms_of_one_day_are_one_confirmation() -> None:
    manager: User = ManagerFactory.create()
    day = staffed_day(manager=manager)
    notices = Notification.objects.count()

    def confirm(_: int) -> str:
        try:
            lifecycle.confirm_case_day(case_day=CaseDay.objects.get(pk=day.pk), actor=manager)
        except DomainError:
            return "refused"
        return "confirmed"

    assert race(confirm, list(range(THREADS))) == Counter(confirmed=1, refused=THREADS - 1)
    told = Notification.objects.filter(kind__contains="confirmed").values("recipient").annotate(n=Count("pk"))
    assert Notification.objects.count() > notices
    assert all(row["n"] == 1 for row in told)


def test_a_cancel_and_a_confirm_at_once_leave_one_truth() -> None:
    manager: User = ManagerFactory.create()
    days = [staffed_day(manager=manager, date=day_ahead(14 + n)).pk for n in range(8)]

    def either(item: int) -> str:
        day = CaseDay.objects.get(pk=days[item // 2])
        try:
            if item % 2:
                lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Dentist is ill")
            else:
                lifecycle.confirm_case_day(case_day=day, actor=manager)
        except DomainError:
            return "refused"
        return "done"

    race(either, list(range(16)))
    for day in CaseDay.objects.filter(pk__in=days):
        standing = day.assignments.filter(status__in=ACTIVE).count()
        assert (day.status, standing) in {(Status.CANCELLED, 0), (Status.CONFIRMED, 3)}


def test_a_broken_deadlock_is_tried_again() -> None:
    """PostgreSQL ends one of two transactions that wait for each other; the service runs it again."""
    first, second = credentialed_clinician(), credentialed_clinician()
    both_hold_one = threading.Barrier(2, timeout=10)
    tries: Counter[str] = Counter()

    def crossing(order: list[Clinician], name: str) -> None:
        tries[name] += 1
        for number, clinician in enumerate(order):
            Clinician.objects.select_for_update().get(pk=clinician.pk)
            if number == 0 and tries[name] == 1:
                both_hold_one.wait()

    def run(order: list[Clinician], name: str) -> None:
        try:
            in_transaction(crossing)(order, name)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, [first, second], "a"), pool.submit(run, [second, first], "b")]
        for done in runs:
            done.result(timeout=20)
    assert sum(tries.values()) == 3


def test_inside_an_outer_transaction_nothing_is_tried_again() -> None:
    calls = []
    with transaction.atomic():
        in_transaction(lambda: calls.append(dt.datetime.now(tz=dt.UTC)))()
    assert len(calls) == 1
