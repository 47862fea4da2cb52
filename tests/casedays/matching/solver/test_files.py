"""A file is read the same by the quick way and the careful one; whatever is odd about it takes the careful one."""

import json
from typing import Any

import pytest

from casedays.matching.solver import ProblemError, exchange, files
from tests.casedays.matching.solver.worlds import world

Json = dict[str, Any]
GOOD = world(4, days=6, people=9, dates=5, eligible=0.6)


def with_pairs(text: str) -> bytes:
    """A good file but for its list of pairs."""
    return json.dumps(GOOD | {"pairs": "HERE"}).replace('"HERE"', text).encode()


@pytest.mark.parametrize("indent", [None, 0, 2])
def test_the_quick_way_reads_what_the_careful_way_reads(indent: int | None) -> None:
    raw = json.dumps(GOOD, indent=indent).encode()
    assert files._plain_pairs(raw) is not None
    quick, careful = files.load(raw), exchange.read(GOOD)
    assert (quick.days, quick.clinicians) == (careful.days, careful.clinicians)
    for name in ("day", "clinician", "cost"):
        assert getattr(quick.pairs, name).tolist() == getattr(careful.pairs, name).tolist()
        assert getattr(quick.pairs, name).dtype == getattr(careful.pairs, name).dtype


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[500, 900, 1], [500, 900, 2]]", "pairs[1]: this day and clinician are there twice"),
        ("[[500, 900, 1], [1, 900, 2]]", "pairs[1][0]: 1 is no id in days"),
        ("[[500, 900, 1], [501, 1, 2]]", "pairs[1][1]: 1 is no id in clinicians"),
        ("[[500, 900, 1], [501, 900, 2000000000]]", "pairs[1][2]: is 2000000000, not from"),
        ("[[500, 900, 1], [501, 900]]", "pairs[1]: has 2 members, not 3"),
        ("[[500, 900, 1], [501, 900, 1, 2]]", "pairs[1]: has 4 members, not 3"),
        ("[[500, 900, 1], [501, 900, 1.0]]", "pairs[1][2]: is 1.0, not a whole number"),
        ("[[500, 900, 1], [501, 900, 1e2]]", "pairs[1][2]: is 100.0, not a whole number"),
        ("[[500, 900, 1], [501, 900, true]]", "pairs[1][2]: is True, not a whole number"),
        ("[[500, 900, 99999999999999999999]]", "pairs[0][2]: is 99999999999999999999, not from"),
        ("[[500, 900, [1]], 3]", "pairs[0][2]: is [1], not a whole number"),
        ("[[500, 900, 01]]", "is not JSON"),
        ("[[500, 900, 0 1]]", "is not JSON"),
        ("[[500, 900, - 1]]", "is not JSON"),
        ("[[500, 900, 1-1]]", "is not JSON"),
        ("[[500, 900, --1]]", "is not JSON"),
        ("[[500, 900, ]]", "is not JSON"),
        ("[[500,, 900]]", "is not JSON"),
        ("[[500, 900, 1],]", "is not JSON"),
        ("[[500, 900, 1] [501, 900, 1]]", "is not JSON"),
        ("[[500, 900, 1], [501, 900, 1]]]", "is not JSON"),
        ("{}", "pairs: is {}, not a list"),
    ],
)
def test_odd_pairs_are_refused_as_the_careful_way_does(text: str, words: str) -> None:
    with pytest.raises(ProblemError) as quick:
        files.load(with_pairs(text))
    assert words in str(quick.value)


@pytest.mark.parametrize("text", ["[]", "[ ]", "[[500, 900, -0]]", "[[500,900,0]]", "[\n[500,\t900,\r\n-7]\n]"])
def test_other_ways_to_write_pairs_are_fine(text: str) -> None:
    assert files.load(with_pairs(text)).pairs.cost.tolist() == [row[2] for row in json.loads(text)]


def test_pairs_elsewhere_are_no_pairs() -> None:
    raw = json.dumps({key: value for key, value in GOOD.items() if key != "pairs"} | {"other": {"pairs": [[1, 2, 3]]}})
    with pytest.raises(ProblemError, match="other: is not part of the format"):
        files.load(raw.encode())
