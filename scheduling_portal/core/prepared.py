"""Queries that are asked on every page, compiled once.

The ORM takes ten times as long to spell out a dozen counting subqueries as PostgreSQL to answer them. Between two pages
only the person's id and the present instant differ; so the query is built once for a stand-in person at a stand-in
instant, and what came from either is put in anew each time.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from scheduling_portal.core import clock

#: Nobody has this id and no row this date, so that what stems from them is known wherever it appears.
NOBODY = -918_273_645
NEVER = dt.datetime(1913, 2, 17, 13, 47, 11, tzinfo=dt.UTC)
NEAR = dt.timedelta(days=3650)


@dataclass(frozen=True)
class _Compiled:
    sql: str
    params: tuple[Any, ...]

    def values(self, pk: int, now: dt.datetime) -> list[Any]:
        return [_put_in(value, pk, now) for value in self.params]


class PreparedRow:
    """The one row of a query about one person. `build` is given the person's id and may ask `clock.now()`.

    It must depend on nothing else: it is called once per process.
    """

    def __init__(self, build: Callable[[int], "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._compiled: _Compiled | None = None

    def fetch(self, pk: int) -> tuple[Any, ...]:
        """The row for this person now, its columns as the query names them; empty when there is none. One query."""
        compiled = self._compiled or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, compiled.values(pk, clock.now()))
            row: Sequence[Any] | None = cursor.fetchone()
        return tuple(row or ())

    def _compile(self) -> _Compiled:
        with clock.standing_at(NEVER):
            sql, params = self._build(NOBODY).query.sql_with_params()
        self._compiled = _Compiled(sql, tuple(params))
        return self._compiled


def _put_in(value: Any, pk: int, now: dt.datetime) -> Any:
    """What stands for the stand-ins: the person's id, or as long before or after the present instant."""
    if isinstance(value, dt.datetime):
        return now + (value - NEVER) if abs(value - NEVER) < NEAR else value
    if isinstance(value, dt.date):
        return now.date() + (value - NEVER.date()) if abs(value - NEVER.date()) < NEAR else value
    return pk if value == NOBODY and not isinstance(value, str) else value
