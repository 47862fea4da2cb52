"""A query spelt out once answers as one that is spelt out each time."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinician, User
from casedays.models import CaseDay, WantedDate
from casedays.selectors.attention.counts import _COUNTS, _build
from scheduling_portal.core import clock, prepared
from scheduling_portal.core.prepared import Prepared, PreparedRow
from scheduling_portal.core.querysets import counted
from tests.factories.accounts import ClinicianFactory, UserFactory
from tests.factories.casedays import day_ahead, planned_day, requested_day

pytestmark = pytest.mark.django_db


def joined_today(pk: int) -> "QuerySet[User, tuple[object, ...]]":
    recent = User.objects.filter(date_joined__gt=clock.now() - dt.timedelta(days=1), pk__lte=pk)
    return User.objects.filter(pk=pk).values_list(counted(recent), Exists(Clinician.objects.filter(user=pk)))


def test_it_answers_for_the_person_who_asks() -> None:
    row = PreparedRow(joined_today)
    one, two = UserFactory.create(), ClinicianFactory.create().user
    for user in (one, two, one):
        assert row.fetch(user.pk) == joined_today(user.pk).get()
    assert row.fetch(one.pk)[1] is False
    assert row.fetch(two.pk)[1] is True


def test_it_answers_for_the_present_instant() -> None:
    row = PreparedRow(joined_today)
    user = UserFactory.create()
    assert row.fetch(user.pk)[0] == 1
    with time_machine.travel(clock.now() + dt.timedelta(days=2)):
        assert row.fetch(user.pk)[0] == 0


def test_nobody_gets_an_empty_row() -> None:
    assert PreparedRow(joined_today).fetch(987_654) == ()


def test_it_is_built_once() -> None:
    built: list[int] = []

    def build(pk: int) -> "QuerySet[User, tuple[object, ...]]":
        built.append(pk)
        return joined_today(pk)

    row = PreparedRow(build)
    user = UserFactory.create()
    row.fetch(user.pk)
    row.fetch(user.pk)
    assert len(built) == 1


@pytest.mark.parametrize("days", [0, 3, 20])
def test_the_managers_counts_are_the_same_either_way(manager: User, days: int) -> None:
    requested_day()
    planned_day()
    with time_machine.travel(clock.now() + dt.timedelta(days=days)):
        assert _COUNTS.fetch(manager.pk) == _build(manager.pk).get()


def test_a_standing_clock_moves_again_afterwards() -> None:
    noon = dt.datetime(2027, 3, 3, 12, tzinfo=dt.UTC)
    with clock.standing_at(noon):
        assert clock.now() == noon
    assert clock.now() != noon


def days_near(practice: int, date: dt.date, status: str) -> "QuerySet[CaseDay]":
    """Models with what they are joined to, and annotations of every kind."""
    week = dt.timedelta(days=7)
    best = WantedDate.objects.filter(case_day=OuterRef("pk"), rank=0).values(row=JSONObject(date="date"))[:1]
    return (
        CaseDay.objects.filter(
            practice=practice, date__range=(date - week, date + week), status=status, requested_at__lte=clock.now()
        )
        .select_related("site__practice")
        .annotate(best=best, city=F("site__city"))
        .order_by("date")
    )


def test_models_come_as_from_the_query_set() -> None:
    near = Prepared(days_near)
    one, two = requested_day(), requested_day(date=day_ahead(30))
    for day in (one, two, one):
        given: dict[str, Any] = {"practice": day.practice_id, "date": day.date, "status": "requested"}
        (found,), (expected,) = near.rows(**given), days_near(**given)
        assert found == expected
        assert (found.best, found.city) == (expected.best, expected.city)  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as asked:
            assert found.site.practice.name == day.practice.name
        assert not asked
    assert near.rows(practice=one.practice_id, date=two.date, status="requested") == []
    assert near.first(practice=one.practice_id, date=one.date, status="planned") is None


def test_values_come_as_from_the_query_set() -> None:
    def names(pk: int) -> "QuerySet[User, Any]":
        return User.objects.filter(pk=pk).values("first_name", upper=F("last_name"))

    user = UserFactory.create()
    assert Prepared(names).rows(pk=user.pk) == list(names(user.pk))


def test_what_does_not_reach_the_query_as_it_is_is_refused() -> None:
    with pytest.raises(ValueError, match="word"):
        Prepared(lambda word: User.objects.filter(last_name__icontains=word)).rows(word="Vale")
    with pytest.raises(ValueError, match="pk"):
        Prepared(lambda **_: User.objects.all()).rows(pk=1)
    with pytest.raises(TypeError, match="None"):
        Prepared(lambda pk: User.objects.filter(pk=pk)).rows(pk=None)


@pytest.mark.django_db(transaction=True)
class TestRemembering:
    def queries(self, row: PreparedRow, pk: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            row.fetch(pk)
        return len(asked)

    def test_a_row_is_remembered_until_something_is_written(self) -> None:
        row, user = PreparedRow(joined_today), UserFactory.create()
        assert row.fetch(user.pk) == (1, False)
        assert [self.queries(row, user.pk), self.queries(row, user.pk)] == [1, 1]
        ClinicianFactory.create(user=user)
        assert row.fetch(user.pk) == (1, True)
        User.objects.filter(pk=user.pk).update(date_joined=clock.now() - dt.timedelta(days=9))
        assert row.fetch(user.pk) == (0, True)

    def test_a_row_is_not_remembered_for_long(self) -> None:
        row, user = PreparedRow(joined_today), UserFactory.create()
        assert row.fetch(user.pk)[0] == 1
        with time_machine.travel(clock.now() + dt.timedelta(days=2)):
            assert row.fetch(user.pk)[0] == 0

    def test_only_so_many_rows_are_remembered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prepared, "MOST_REMEMBERED", 1)
        row, (one, two) = PreparedRow(joined_today), UserFactory.create_batch(2)
        row.fetch(one.pk)
        row.fetch(two.pk)
        assert list(row._kept) == [two.pk]

    def test_without_the_snapshot_a_change_is_missed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row, user = PreparedRow(joined_today), UserFactory.create()
        snapshot = row.fetch(user.pk) and row._kept[user.pk].snapshot
        monkeypatch.setattr(prepared, "_snapshot", lambda: snapshot)
        ClinicianFactory.create(user=user)
        assert row.fetch(user.pk) == (1, False)
