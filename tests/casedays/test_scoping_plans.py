"""A person's own rows are found from the person, in a database that has looked at its tables."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from casedays.models import Case, CaseDay, Change, ChangeAcknowledgement
from casedays.selectors.clinician_days import unseen_changes
from casedays.states import TOLD, OfferStatus
from tests.architecture.crowd import Crowd
from tests.architecture.world import NURSE, build

SIZE = 20
#: Rows handled for each row of all tables together: some passes over everything.
PASSES = 4

Rows = Callable[[User], "QuerySet[Any, Any]"]

QUERIES: dict[str, Rows] = {
    "unseen changes": unseen_changes,
    "days": lambda user: CaseDay.objects.visible_to(user),
    "days as a clinician": lambda user: CaseDay.objects.visible_to_clinician(user),
    "changes": lambda user: Change.objects.visible_to(user),
    "cases": lambda user: Case.objects.visible_to(user),
}


@pytest.fixture(scope="module")
def crowded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        world = build()
        crowd = Crowd(world)
        patch.setattr(crowd, "analyse", lambda: None)
        crowd.grow(SIZE)
        yield world.person(NURSE)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def nurse(crowded: User, django_db_blocker: DjangoDbBlocker) -> User:
    """A nurse with days of every kind in a crowd that the database has looked at."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crowded


def handled(rows: "QuerySet[Any, Any]") -> float:
    """How many rows all steps of the plan together took up, read or thrown away."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    return _steps((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _steps(step: dict[str, Any]) -> float:
    kinds = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")
    own = sum(step.get(kind, 0) for kind in kinds) * step.get("Actual Loops", 1)
    return float(own) + sum(_steps(part) for part in step.get("Plans", []))


def everything() -> int:
    """Rows of the tables that these queries read."""
    counted = [model.objects.count() for model in (CaseDay, Change, Case, ChangeAcknowledgement)]
    return sum(counted) + CaseDay.objects.filter(assignments__isnull=False).count()


@pytest.mark.parametrize("rows", QUERIES.values(), ids=QUERIES)
def test_plan_stays_in_proportion(db: None, nurse: User, rows: Rows) -> None:
    found = rows(nurse)
    assert found.exists()
    assert handled(found) <= PASSES * everything()


@pytest.mark.guard("a person's days are found from their own rows")
def test_control_an_or_over_two_joins_is_noticed(db: None, nurse: User) -> None:
    mine = Q(assignments__clinician__user=nurse, assignments__status__in=TOLD)
    offered = Q(offers__clinician__user=nurse, offers__status=OfferStatus.SENT)
    either = CaseDay.objects.filter(mine | offered).order_by().distinct()
    apart = CaseDay.objects.visible_to_clinician(nurse).order_by()
    assert set(either) == set(apart)
    assert handled(either) > 2 * handled(apart)
