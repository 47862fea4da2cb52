"""What a run is about and how good its proposal is, in words."""

import datetime as dt
from typing import Any

import pytest

from casedays.matching.scope import Moves, Scope
from casedays.models import MatchingRun
from casedays.selectors.proposal.words import (
    filled_words,
    full_team_words,
    per_cent,
    proof_words,
    scope_words,
    title_of,
)
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
    assert proof_words(MatchingRun(scope=Scope(FIRST, FIRST).stored(), **given)) == line


@pytest.mark.parametrize(
    ("types", "filled", "proof"),
    [
        ((), "2 of 3 open days filled", "2 of at most 2 days, best possible"),
        (("nurse",), "2 of 3 open nurse slots filled", "2 of at most 2 nurse slots, best possible"),
        (
            ("nurse", "medic"),
            "2 of 3 open days with nurse and medic filled",
            "2 of at most 2 days with nurse and medic, best possible",
        ),
    ],
)
def test_a_day_is_not_called_filled_when_only_some_types_were_asked_for(
    types: tuple[str, ...], filled: str, proof: str
) -> None:
    run = MatchingRun(
        scope=Scope(FIRST, FIRST, types=types).stored(), days_open=3, days_filled=2, bound_days=2, proven=True
    )
    assert (filled_words(run), proof_words(run)) == (filled, proof)


@pytest.mark.parametrize(
    ("types", "full", "days", "said"),
    [
        ((), 2, 3, ""),
        (("nurse",), 0, 2, "None of 2 days has a full team"),
        (("nurse",), 0, 1, "The day has no full team"),
        (("nurse",), 1, 2, "1 of 2 days has a full team"),
        (("nurse",), 2, 2, "2 of 2 days have a full team"),
    ],
)
def test_how_many_days_have_a_full_team_is_said(types: tuple[str, ...], full: int, days: int, said: str) -> None:
    scope = Scope(FIRST, FIRST, types=types).stored()
    assert full_team_words(MatchingRun(scope=scope, days_open=days, result={"measures": {"days": full}})) == said


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
