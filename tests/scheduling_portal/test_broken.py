"""What somebody sees when something broke, and what a proxy is told."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client

from scheduling_portal import health

pytestmark = pytest.mark.logs_errors


def raising(error: Exception) -> Callable[[object], NoReturn]:
    def view(*_: object) -> NoReturn:
        raise error

    return view


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), DatabaseError("cut")])
def test_database_that_is_away_is_a_503_that_passes(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database_answers", raising(error))
    answer = Client(raise_request_exception=False).get("/readyz")  # a test that may not touch the database
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Back in a few minutes" in answer.content.decode()


@pytest.mark.parametrize("error", [ValueError("no such luck"), ProgrammingError("no such column")])
def test_fault_of_ours_is_a_500(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database_answers", raising(error))
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
