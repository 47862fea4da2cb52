"""Soft reasons: what ranks one eligible clinician before another, and that each is said."""

import datetime as dt
from dataclasses import replace

from casedays.matching.problem import Held, Person
from casedays.matching.scoring import Company, Weights, average_days, score
from tests.casedays.test_eligibility import BLS, BOOK, DATE, DAY, NURSE, busy_on

WEIGHTS = Weights()


def texts(person: Person, company: Company | None = None) -> list[tuple[bool, str]]:
    result = score(person, DAY, "nurse", BOOK, WEIGHTS, company or Company())
    return [(reason.good, reason.text) for reason in result.reasons]


def cost(person: Person, company: Company | None = None) -> int:
    return score(person, DAY, "nurse", BOOK, WEIGHTS, company or Company()).cost


def test_preferred_goes_before_available_before_if_needed() -> None:
    costs = [cost(replace(NURSE, answers={DATE: answer})) for answer in ("preferred", "available", "if_needed")]
    assert costs == sorted(costs)
    assert len(set(costs)) == 3


def test_the_wish_and_the_distance_are_said() -> None:
    assert texts(NURSE)[:2] == [(True, "Available"), (True, "6 miles away")]
    assert texts(replace(NURSE, answers={DATE: "if_needed"}))[0] == (False, "If needed")


def test_somebody_far_away_costs_more_and_it_speaks_against_them() -> None:
    far = replace(NURSE, home=(44.05, -123.09))
    assert cost(far) > cost(NURSE)
    assert texts(far)[1] == (False, "96 miles away")


def test_fair_share_counts_days_in_the_period_against_the_average() -> None:
    loaded = replace(NURSE, busy=busy_on(dt.date(2027, 3, 1), dt.date(2027, 3, 2)))
    assert cost(loaded) == cost(NURSE) + 2 * WEIGHTS.per_day_in_period
    assert (False, "2 days this period, average 1.0") in texts(loaded, Company(average_days=1))
    offered = replace(NURSE, offered=frozenset({BOOK.periods[0].first}))
    assert average_days([offered, loaded], DATE, BOOK) == 1


def test_who_offered_no_date_of_the_period_does_not_lower_the_average() -> None:
    loaded = replace(NURSE, busy=busy_on(dt.date(2027, 3, 1), dt.date(2027, 3, 2)))
    later = replace(NURSE, offered=frozenset({BOOK.periods[0].last + dt.timedelta(days=1)}))
    assert average_days([loaded, NURSE, later], DATE, BOOK) == 2
    assert average_days([NURSE], DATE, BOOK) == 0


def test_the_practices_wish_counts_for_somebody() -> None:
    wanted = replace(NURSE, preferred_practices=frozenset({DAY.practice_id}))
    assert cost(wanted) == cost(NURSE) - WEIGHTS.practice_preferred
    assert (True, "Preferred by the practice") in texts(wanted)


def test_having_worked_there_and_with_the_team_counts() -> None:
    known = replace(NURSE, sites_worked=frozenset({DAY.site_id}), worked_with={3: 6})
    company = Company(team={3: "Anika Shah"})
    assert cost(known, company) == cost(NURSE) - WEIGHTS.been_at_site - WEIGHTS.same_team
    assert (True, "6 days with Anika Shah") in texts(known, company)


def test_a_credential_about_to_lapse_speaks_against_somebody() -> None:
    ends = DATE + dt.timedelta(days=10)
    lapsing = replace(
        NURSE,
        credentials=(
            *tuple(c for c in NURSE.credentials if c.kind_id != BLS),
            Held(BLS, "", dt.date(2026, 1, 1), ends),
        ),
    )
    assert cost(lapsing) == cost(NURSE) + WEIGHTS.credential_lapsing
    assert (False, "BLS ends 21 Mar") in texts(lapsing)
