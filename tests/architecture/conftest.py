"""One small world for all tests of a module, each of which sees it untouched."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.architecture.world import World, build


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built: World, db: None) -> World:
    """The world; what a test changes in it is forgotten afterwards."""
    return _built
