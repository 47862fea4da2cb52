"""Proposals of the same scope beside each other: what other weights change."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from casedays.matching.scoring import Weights
from casedays.models import MatchingRun, ScoringWeights

#: So many trials stand beside the run they belong to.
MOST = 4
#: What is compared: key of the measures, words, and whether less is better (None: neither).
MEASURES: tuple[tuple[str, str, bool | None], ...] = (
    ("days", "Days with a full team", False),
    ("slots", "Slots filled", False),
    ("miles", "Miles one way, all together", True),
    ("preferred", "On preferred dates", False),
    ("if_needed", "On dates given as if needed", True),
    ("wishes", "Practices' wishes met", False),
    ("deviation", "Spread of days per clinician", True),
    ("most", "Most days of one clinician", True),
)


@dataclass(frozen=True)
class Column:
    """One proposal: its id if it is a run, its weights in words, whether it is looked at, whether they are in force."""

    pk: int | None
    words: str
    current: bool
    in_force: bool = False


@dataclass(frozen=True)
class Cell:
    """One measure of one proposal; `change` against the first: "+12", "" where it is the same."""

    value: object
    change: str
    better: bool | None
    #: Whose it is, for where the columns have no heads.
    column: str = ""


@dataclass(frozen=True)
class Comparison:
    """Columns, and a row of cells for each measure."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def comparison_of(run: MatchingRun) -> Comparison | None:
    """The run beside others that solved the very same problem with other weights; None when there are none.

    A trial whose first run had another problem (days were applied since) stands beside what the weights in force come
    to on its own. Two queries.
    """
    mine = run.result or {}
    if not mine.get("problem"):
        return None
    base = run.compared_with_id or run.pk
    related = MatchingRun.objects.filter(Q(pk=base) | Q(compared_with=base), result__problem=mine["problem"])
    found = [
        _Tried(one["pk"], one["result__weights"], one["result__measures"])
        for one in related.order_by("pk").values("pk", "result__weights", "result__measures")
    ]
    if mine.get("in_force"):
        found.insert(0, _Tried(None, mine["in_force"]["weights"], mine["in_force"]["measures"]))
    if len(found) < 2:
        return None
    first, trials = found[0], found[1:]
    shown = [first, *[one for one in trials if one.pk == run.pk or one in trials[-MOST:]]]
    now = weights_in_force()
    columns = tuple(
        Column(one.pk, weights_words(_other(one.weights, now)), one.pk == run.pk, one.weights == now) for one in shown
    )
    rows = tuple(
        (
            words,
            tuple(
                replace(_cell(one.measures, first.measures, key, less=less), column=column.words)
                for one, column in zip(shown, columns, strict=True)
            ),
        )
        for key, words, less in MEASURES
    )
    return Comparison(columns, rows)


@dataclass(frozen=True)
class _Tried:
    """Weights, and what the proposal is like that they came to. Without `pk` it is no run of its own."""

    pk: int | None
    weights: dict[str, int]
    measures: dict[str, Any]


def weights_in_force() -> dict[str, int]:
    """Each weight by its name. One query."""
    current = ScoringWeights.current()
    return {name: getattr(current, name) for name in Weights.__dataclass_fields__}


def _other(weights: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    """Those that differ from what is in force now."""
    return {name: value for name, value in weights.items() if value != now.get(name)}


def weights_words(weights: dict[str, int]) -> str:
    """Weights that differ from those in force: "Per mile 3"; for none "Weights in force"."""
    names = [f"{ScoringWeights._meta.get_field(name).verbose_name} {value}" for name, value in weights.items()]  # type: ignore[union-attr]  # noqa: SLF001
    said = ", ".join(names)
    return said[0].upper() + said[1:] if said else "Weights in force"


def _cell(mine: dict[str, Any], first: dict[str, Any], key: str, *, less: bool | None) -> Cell:
    value, before = mine.get(key, 0), first.get(key, 0)
    difference = round(value - before, 2)
    if not difference:
        return Cell(value, "", None)
    return Cell(value, f"{difference:+g}", None if less is None else (difference < 0) == less)
