"""Transactions that survive a deadlock, and constraints found by name."""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

RETRYABLE = {"40001", "40P01"}
LOCK_TIMEOUT_STATE = "55P03"
TRIES = 3


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's five-character code of a database error, empty when there is none."""
    return getattr(error.__cause__, "pgcode", None) or ""


def violated_constraint(error: IntegrityError) -> str:
    """Name of the constraint that an IntegrityError broke, empty when unknown."""
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) or ""


def in_transaction(func: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction with LOCK_TIMEOUT; run it again when PostgreSQL broke a deadlock.

    Inside an outer transaction it only joins: retrying there could not undo what the outer one did.
    """

    @functools.wraps(func)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return func(*args, **kwargs)
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = {settings.LOCK_TIMEOUT:d}")
                    return func(*args, **kwargs)
            except OperationalError as error:
                if sqlstate(error) not in RETRYABLE or attempt == TRIES:
                    raise
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311  (jitter, not a secret)
        raise AssertionError("unreachable")

    return wrapper
