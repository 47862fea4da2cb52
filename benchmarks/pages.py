"""What is measured, and what each page may cost."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from availability.calendar import dates_of
from benchmarks.load import Call
from benchmarks.world import GRID_NAME, World


class Reader(enum.StrEnum):
    """Who opens a page."""

    NOBODY = "nobody"
    MANAGER = "manager"
    STAFF = "staff"
    NURSE = "nurse"


@dataclass(frozen=True)
class Goal:
    """The most it may cost: in empty views, queries, bytes of HTML, and bytes of HTML compressed."""

    times: float | None = None
    queries: int | None = None
    html: int | None = None
    zipped: int | None = None
    #: All that a first visit loads, compressed.
    first_view: int | None = None


@dataclass(frozen=True)
class Page:
    """One row of the table. Its calls are made in turn, again and again.

    `connections` is how many callers there are at a time: one where all calls change the same row.
    """

    label: str
    reader: Reader
    calls: Callable[[World], list[Call]]
    goal: Goal = Goal()
    status: int = 200
    connections: int = 4


def _get(name: str, *args: object, query: str = "") -> list[Call]:
    return [Call(reverse(name, args=args) + (f"?{query}" if query else ""))]


def _grid(world: World) -> list[Call]:
    return _get("manager:availability-period", world.period.pk, query=urlencode({"name": GRID_NAME}))


def _patient_posts(world: World) -> list[Call]:
    """Each patient twice, every time with another procedure, so that every post changes a row."""
    fields = {"sex": "F", "date_of_birth": "1985-05-17", "minutes": "60", "asa_class": "1", "weight_kg": "70"}
    return [
        Call(
            reverse("practice:patients-edit", args=[one.pk]),
            urlencode(fields | {"first_name": one.first_name, "last_name": one.last_name, "procedure": procedure}),
        )
        for procedure in ("Crown", "Extraction of two")
        for one in world.patients
    ]


def _month_posts(world: World) -> list[Call]:
    """The whole month, one date changed every time."""
    dates = dates_of(world.period.starts_on, world.period.ends_on)
    posts = []
    for answer in ("available", "unavailable"):
        answers = {f"answer-{date}": "available" for date in dates} | {f"answer-{world.free}": answer}
        notes = {f"note-{date}": "" for date in dates}
        posts.append(Call(reverse("clinician:availability-period", args=[world.period.pk]), urlencode(answers | notes)))
    return posts


A_DAY = Goal(times=30, queries=10)
A_LIST = Goal(times=40, queries=10, html=120_000)
A_POST = Goal(times=20, queries=10)
A_GRID = Goal(times=40, queries=12, html=150_000, zipped=15_000)
ANY = Goal(queries=15, first_view=90_000)

PAGES = [
    Page("Frame alone, signed in", Reader.MANAGER, lambda _: [Call("/benchmark/frame/")]),
    Page("Sign-in", Reader.NOBODY, lambda _: _get("account_login"), Goal(times=8, queries=1, first_view=60_000)),
    Page("Case day with its team", Reader.MANAGER, lambda w: _get("manager:casedays-detail", w.confirmed.pk), A_DAY),
    Page(
        "The same, an open slot and its candidates",
        Reader.MANAGER,
        lambda w: _get("manager:casedays-detail", w.broken.pk),
        A_DAY,
    ),
    Page("The same, for the practice", Reader.STAFF, lambda w: _get("practice:casedays-detail", w.mine.pk), A_DAY),
    Page("The same, for a clinician", Reader.NURSE, lambda w: _get("clinician:casedays-detail", w.mine.pk), A_DAY),
    Page(
        "List of 100 case days",
        Reader.MANAGER,
        lambda w: _get("manager:casedays-board", query=f"period={w.period.pk}"),
        A_LIST,
    ),
    Page("List of 100 clinicians", Reader.MANAGER, lambda _: _get("manager:clinicians-list"), A_LIST),
    Page(
        "A clinician's month",
        Reader.NURSE,
        lambda w: _get("clinician:availability-period", w.period.pk),
        Goal(times=25, queries=8),
    ),
    Page("Board, 30 days x 50 people", Reader.MANAGER, _grid, A_GRID),
    Page("A form post: patient", Reader.STAFF, _patient_posts, A_POST, status=302),
    Page("A form post: a month of answers", Reader.NURSE, _month_posts, A_POST, status=302, connections=1),
    Page("First screen of a manager", Reader.MANAGER, lambda _: _get("manager:home"), ANY),
    Page("First screen of a practice", Reader.STAFF, lambda _: _get("practice:home"), ANY),
    Page("First screen of a clinician", Reader.NURSE, lambda _: _get("clinician:home"), ANY),
]
