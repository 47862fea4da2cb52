"""Proposals of the same scope beside each other: what other weights change."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from casedays.models import MatchingRun, ScoringWeights

#: So many trials stand beside the run they belong to.
MOST = 4
#: What is compared: key of the measures, words, and whether less is better (None: neither).
MEASURES: tuple[tuple[str, str, bool | None], ...] = (
    ("days", "Days with a full team", False),
    ("miles", "Miles one way, all together", True),
    ("preferred", "On preferred dates", False),
    ("if_needed", "On dates given as if needed", True),
    ("wishes", "Practices' wishes met", False),
    ("deviation", "Spread of days per clinician", True),
    ("most", "Most days of one clinician", True),
)


@dataclass(frozen=True)
class Column:
    """One proposal: its id, what its weights are, and whether it is the one that is looked at."""

    pk: int
    words: str
    current: bool


@dataclass(frozen=True)
class Cell:
    """One measure of one proposal; `change` against the first: "+12", "" where it is the same."""

    value: object
    change: str
    better: bool | None


@dataclass(frozen=True)
class Comparison:
    """Columns, and a row of cells for each measure."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def comparison_of(run: MatchingRun) -> Comparison | None:
    """The run with its trials, or the trial with the run it belongs to; None when there is nothing to compare.

    One query.
    """
    base = run.compared_with_id or run.pk
    related = MatchingRun.objects.filter(Q(pk=base) | Q(compared_with=base), result__isnull=False).order_by("pk")
    found = list(related.values("pk", "scope__weights", "result__measures"))
    if len(found) < 2:
        return None
    first, trials = found[0], found[1:]
    shown = [first, *[one for one in trials if one["pk"] == run.pk or one in trials[-MOST:]]]
    columns = tuple(Column(one["pk"], weights_words(one["scope__weights"]), one["pk"] == run.pk) for one in shown)
    rows = tuple(
        (words, tuple(_cell(one["result__measures"], first["result__measures"], key, less=less) for one in shown))
        for key, words, less in MEASURES
    )
    return Comparison(columns, rows)


def weights_words(weights: dict[str, int]) -> str:
    """Weights that were changed: "Per mile 3"; for none "Weights in force"."""
    names = [f"{ScoringWeights._meta.get_field(name).verbose_name} {value}" for name, value in weights.items()]  # type: ignore[union-attr]  # noqa: SLF001
    said = ", ".join(names)
    return said[0].upper() + said[1:] if said else "Weights in force"


def _cell(mine: dict[str, Any], first: dict[str, Any], key: str, *, less: bool | None) -> Cell:
    value, before = mine.get(key, 0), first.get(key, 0)
    difference = round(value - before, 2)
    if not difference:
        return Cell(value, "", None)
    return Cell(value, f"{difference:+g}", None if less is None else (difference < 0) == less)
