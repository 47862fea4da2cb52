"""What a run is about and how good its proposal is, in words."""

import datetime as dt
from typing import Any

import pytest

from casedays.matching.scope import Moves, Scope
from casedays.models import MatchingRun
from casedays.selectors.proposal.words import per_cent, proof_words, scope_words, title_of
from scheduling_portal.core import wording

FIRST = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"proven": True}, "9 of at most 10 days, best possible"),
        ({"proven": False}, "9 of at most 10 days; it was stopped before more could be ruled out"),
        ({"proven": False, "days_filled": 10}, "10 of at most 10 days, cost within 0.5 % of the best"),
        (
            {"proven": False, "days_filled": 10, "bound_cost": 9_998},
            "10 of at most 10 days, cost within 0.02 % of the best",
        ),
        ({"bound_days": None}, "9 of 12 days"),
    ],
)
def test_the_line_of_proof(facts: dict[str, Any], line: str) -> None:
    given = {"days_open": 12, "days_filled": 9, "bound_days": 10, "cost": 10_000, "bound_cost": 9_950, **facts}
    assert proof_words(MatchingRun(**given)) == line


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ({}, "Nobody is moved"),
        ({"moves": Moves.HELD}, "Held people may be moved, as few as possible"),
        ({"moves": Moves.ASKED, "stable": False}, "Held and asked people may be moved, freely, for the best"),
        (
            {"states": ("OR", "WA"), "types": ("nurse", "medic"), "days": (1, 2), "requests": (3,)},
            "OR, WA, only nurses and medics, 2 days, 1 request tried, nobody is moved",
        ),
        (
            {"days": (1,), "requests": (3, 4), "weights": {"per_mile": 2}},
            "1 day, 2 requests tried, nobody is moved, other weights",
        ),
    ],
)
def test_the_scope_in_words(scope: dict[str, Any], said: str) -> None:
    assert scope_words(Scope(FIRST, FIRST, **scope)) == said


@pytest.mark.parametrize(
    ("share", "said"), [(12.4, "12 %"), (1, "1 %"), (0.31, "0.3 %"), (0.02, "0.02 %"), (0.0001, "0.01 %")]
)
def test_shares_have_the_decimals_they_need(share: float, said: str) -> None:
    assert per_cent(share) == said


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"state": "running"}, "Matching {}"),
        ({"state": "done", "result": {}}, "Proposal for {}"),
        ({"state": "stopped"}, "Matching {} stopped"),
        ({"state": "failed"}, "Matching {} failed"),
    ],
)
def test_the_title_of_each_state(facts: dict[str, Any], title: str) -> None:
    last = FIRST + dt.timedelta(days=27)
    run = MatchingRun(scope=Scope(FIRST, last).stored(), **facts)
    assert title_of(run) == title.format(wording.day_span(FIRST, last))
