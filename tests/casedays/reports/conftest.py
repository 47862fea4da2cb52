"""The random world is built once for each file of tests that only read it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.casedays.reports.worlds import RandomWorld


@pytest.fixture(scope="module", params=[3, 11])
def shared(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[RandomWorld]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield RandomWorld(request.param)
        transaction.set_rollback(True)


@pytest.fixture
def made(shared: RandomWorld, db: None) -> RandomWorld:
    """The random world; what a test writes is taken back."""
    return shared
