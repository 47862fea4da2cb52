"""A query spelt out once answers as one that is spelt out each time."""

import datetime as dt

import pytest
import time_machine
from django.db.models import Exists, QuerySet

from accounts.models import Clinician, User
from casedays.selectors.attention.counts import _COUNTS, _build
from scheduling_portal.core import clock
from scheduling_portal.core.prepared import PreparedRow
from scheduling_portal.core.querysets import counted
from tests.factories.accounts import ClinicianFactory, UserFactory
from tests.factories.casedays import planned_day, requested_day

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
