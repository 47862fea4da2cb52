"""Queries that are asked on every page, compiled once.

The ORM takes several times as long to spell out a query with subqueries as PostgreSQL to answer it. Between two pages
only a few values and the present instant differ; so the query is built once with stand-ins, at a stand-in instant, and
what came from either is put in anew each time.
"""

import copy
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

from scheduling_portal.core import clock

Row = TypeVar("Row")

#: Nobody has these ids and no row these dates and words, so that what stems from them is known wherever it appears.
NOBODY = -918_273_645
NEVER = dt.datetime(1913, 2, 17, 13, 47, 11, tzinfo=dt.UTC)
NO_DATE = dt.date(1500, 1, 1)
APART = dt.timedelta(days=40 * 365)
NEAR = dt.timedelta(days=3650)
NO_WORD = "\ue000"

#: So long at most a remembered row may lag behind the clock; behind the database it never does.
FRESH = dt.timedelta(seconds=15)
MOST_REMEMBERED = 1000


def _stand_in(place: int, value: object) -> Any:
    """What stands for a given value while the query is built."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return NO_DATE + place * APART
    if isinstance(value, str):
        return f"{NO_WORD}{place}"
    if isinstance(value, int) and not isinstance(value, bool):
        return NOBODY - place
    msg = f"A query cannot be prepared for {value!r}"
    raise TypeError(msg)


def _put_in(param: Any, given: Mapping[Any, Any], now: dt.datetime) -> Any:
    """One parameter with stand-ins replaced; dates and instants keep their distance from what they stem from."""
    if isinstance(param, dt.datetime):
        return now + (param - NEVER) if abs(param - NEVER) < NEAR else param
    if isinstance(param, dt.date):
        if abs(param - NEVER.date()) < NEAR:
            return now.date() + (param - NEVER.date())
        if param.year < NEVER.year - 20:
            origin = next(one for one in given if isinstance(one, dt.date) and abs(param - one) < NEAR)
            return given[origin] + (param - origin)
        return param
    return given.get(param, param) if isinstance(param, int | str) else param


class Prepared(Generic[Row]):
    """Rows of a query set that is built and compiled once per process.

    `build` takes what `rows` is given, by name: whole numbers, words or dates, never None. It may ask `clock.now()`
    and must depend on nothing else. A value that does not reach the query as it is, such as one that is searched for
    inside a text, is refused with ValueError when the query is built; a value of another type with TypeError.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Row]"]) -> None:
        self._build = build
        self._made: _Made[Row] | None = None

    def rows(self, **given: Any) -> list[Row]:
        """What the query set finds for these values now. One query."""
        made = self._made or self._make(given)
        return list(made.filled(given))

    def first(self, **given: Any) -> Row | None:
        """The first of the rows; for query sets that find one at most. One query."""
        return next(iter(self.rows(**given)), None)

    def _make(self, given: Mapping[str, Any]) -> "_Made[Row]":
        stand_ins = {name: _stand_in(place, value) for place, (name, value) in enumerate(given.items())}
        with clock.standing_at(NEVER):
            rows = self._build(**stand_ins)
            compiler = rows.query.get_compiler(rows.db)
            sql, params = compiler.as_sql()
        lost = [name for name, stand_in in stand_ins.items() if not _reaches(stand_in, params)]
        if lost:
            msg = f"These values do not reach the query as they are: {', '.join(lost)}"
            raise ValueError(msg)
        self._made = _Made(rows, compiler, sql, tuple(params), stand_ins)
        return self._made


def _reaches(stand_in: Any, params: Sequence[Any]) -> bool:
    if isinstance(stand_in, dt.date):
        return any(isinstance(one, dt.date) and abs(one - stand_in) < NEAR for one in params)
    return stand_in in params


@dataclass(frozen=True)
class _Made(Generic[Row]):
    """A query set with its compiled query."""

    rows: "QuerySet[Any, Row]"
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    stand_ins: Mapping[str, Any]

    def filled(self, given: Mapping[str, Any]) -> "QuerySet[Any, Row]":
        """A fresh query set that, when it is evaluated, runs the compiled query with these values."""
        values, now = {self.stand_ins[name]: value for name, value in given.items()}, clock.now()
        params = tuple(_put_in(param, values, now) for param in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        fresh = copy.copy(self.rows)
        fresh._result_cache = None  # noqa: SLF001  as QuerySet's own copies begin
        query = copy.copy(self.rows.query)
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        fresh.query = query
        return fresh


class PreparedRow:
    """The one row of a query about one person. `build` is given the person's id and may ask `clock.now()`.

    It must depend on nothing else: it is called once per process. A row is remembered while nothing at all is written
    to the database, which PostgreSQL tells by its snapshot, and for FRESH at most, since rows may depend on the clock.
    """

    def __init__(self, build: Callable[[int], "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._compiled: tuple[str, tuple[Any, ...]] | None = None
        self._kept: OrderedDict[int, _Kept] = OrderedDict()

    def fetch(self, pk: int) -> tuple[Any, ...]:
        """The row for this person now, its columns as the query names them; empty when there is none.

        One query; two when something was written since the last time.
        """
        if connection.in_atomic_block:  # what this transaction has written is in no snapshot yet
            return self._ask(pk)[1:]
        kept, now = self._kept.get(pk), clock.now()
        if kept is not None and abs(now - kept.at) < FRESH and kept.snapshot == _snapshot():
            return kept.row
        snapshot, *row = self._ask(pk) or ("",)
        self._kept[pk] = _Kept(snapshot, now, tuple(row))
        if len(self._kept) > MOST_REMEMBERED:
            self._kept.popitem(last=False)
        return tuple(row)

    def _ask(self, pk: int) -> tuple[Any, ...]:
        """The row behind the snapshot it was read in."""
        sql, params = self._compiled or self._compile()
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pg_current_snapshot()::text, _row.* FROM ({sql}) _row",  # noqa: S608  the ORM's own words
                [_put_in(param, {NOBODY: pk}, now) for param in params],
            )
            return tuple(cursor.fetchone() or ())

    def _compile(self) -> tuple[str, tuple[Any, ...]]:
        with clock.standing_at(NEVER):
            sql, params = self._build(NOBODY).query.sql_with_params()
        self._compiled = (sql, tuple(params))
        return self._compiled


@dataclass(frozen=True)
class _Kept:
    snapshot: str
    at: dt.datetime
    row: tuple[Any, ...]


def _snapshot() -> str:
    """What the database has committed so far, as PostgreSQL numbers it: the same text, the same content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        found: tuple[str] = cursor.fetchone()
    return found[0]
