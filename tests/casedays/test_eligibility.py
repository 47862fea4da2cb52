"""Every hard rule, with somebody it lets through and somebody it stops, in the words managers read."""

import datetime as dt
from dataclasses import replace

import pytest

from casedays.matching.eligibility import FINAL_RULES, blocks, ordinal
from casedays.matching.problem import Busy, DayNeeds, Held, Limits, Person, Requirement, RuleBook, SkillNeed, Span

DATE = dt.date(2027, 3, 11)  # a Thursday
BLS, LICENCE, PALS = 1, 2, 3
PEDIATRIC = SkillNeed(7, "pediatric", frozenset({"nurse", "medic", "anesthesiologist"}))

BOOK = RuleBook(
    requirements=(
        Requirement("nurse", BLS, "BLS", by_state=False, state="", children_only=False),
        Requirement("nurse", LICENCE, "state licence", by_state=True, state="", children_only=False),
        Requirement("nurse", PALS, "PALS", by_state=False, state="", children_only=True),
    ),
    max_miles=120,
    periods=(Span(dt.date(2027, 3, 1), dt.date(2027, 3, 28)),),
)
DAY = DayNeeds(
    day_id=1, date=DATE, practice_id=5, site_id=6, state="OR", place=(45.41, -122.67), children=False, skills=()
)
NURSE = Person(
    clinician_id=9,
    name="Nora Quinn",
    provider_type="nurse",
    active=True,
    home=(45.5, -122.69),
    max_miles=None,
    max_days_per_week=4,
    max_days_per_period=None,
    skill_ids=frozenset(),
    credentials=(
        Held(BLS, "", dt.date(2026, 1, 1), dt.date(2028, 1, 1)),
        Held(LICENCE, "OR", dt.date(2026, 1, 1), dt.date(2028, 1, 1)),
    ),
    answers={DATE: "available"},
    busy={},
)


def reasons(
    person: Person = NURSE, day: DayNeeds = DAY, slot: str = "nurse", book: RuleBook = BOOK
) -> list[tuple[str, str]]:
    return [(block.rule.value, block.why) for block in blocks(person, day, slot, book)]


def busy_on(*dates: dt.date) -> dict[dt.date, Busy]:
    return {date: Busy(100 + n, "Cedar Oral Surgery, Vancouver", 50) for n, date in enumerate(dates)}


def credentials(kind: int, issued: dt.date, expires: dt.date, state: str = "") -> tuple[Held, ...]:
    return (*tuple(c for c in NURSE.credentials if c.kind_id != kind), Held(kind, state, issued, expires))


def test_somebody_whom_no_rule_stops_is_eligible() -> None:
    assert reasons() == []


def test_wrong_provider_type_blocks() -> None:
    assert reasons(slot="medic") == [("provider_type", "Is a nurse, not a medic")]


def test_another_case_day_on_the_date_blocks_and_names_it() -> None:
    assert reasons(replace(NURSE, busy=busy_on(DATE))) == [
        ("other_day", "On another case day: Cedar Oral Surgery, Vancouver")
    ]


def test_the_same_case_day_does_not_block() -> None:
    assert reasons(replace(NURSE, busy={DATE: Busy(DAY.day_id, "here", 5)})) == []


def test_somebody_turned_off_blocks() -> None:
    assert reasons(replace(NURSE, active=False)) == [("inactive", "No longer active")]


def test_no_answer_is_missing_and_not_unavailable() -> None:
    assert reasons(replace(NURSE, answers={})) == [("availability", "No answer for 11 Mar")]


def test_unavailable_blocks() -> None:
    assert reasons(replace(NURSE, answers={DATE: "unavailable"})) == [("availability", "Unavailable on 11 Mar")]


@pytest.mark.parametrize("answer", ["preferred", "available", "if_needed"])
def test_every_willing_answer_lets_through(answer: str) -> None:
    assert reasons(replace(NURSE, answers={DATE: answer})) == []


def test_a_credential_that_ended_before_the_day_blocks_with_its_date() -> None:
    person = replace(NURSE, credentials=credentials(BLS, dt.date(2025, 3, 2), dt.date(2027, 3, 2)))
    assert reasons(person) == [("credential", "BLS ended 2 Mar, before this day")]


@pytest.mark.parametrize(("issued", "expires"), [(DATE, DATE + dt.timedelta(9)), (DATE - dt.timedelta(9), DATE)])
def test_a_credential_counts_on_its_first_and_on_its_last_day(issued: dt.date, expires: dt.date) -> None:
    assert reasons(replace(NURSE, credentials=credentials(BLS, issued, expires))) == []


def test_a_credential_that_begins_after_the_day_blocks() -> None:
    person = replace(NURSE, credentials=credentials(BLS, dt.date(2027, 4, 1), dt.date(2029, 4, 1)))
    assert reasons(person) == [("credential", "BLS begins 1 Apr, after this day")]


def test_a_licence_of_another_state_does_not_count() -> None:
    person = replace(NURSE, credentials=credentials(LICENCE, dt.date(2026, 1, 1), dt.date(2028, 1, 1), "WA"))
    assert reasons(person) == [("credential", "No state licence for OR")]


def test_pals_is_asked_only_with_children() -> None:
    assert reasons(day=DAY) == []
    assert reasons(day=replace(DAY, children=True)) == [("credential", "No PALS")]


def test_a_requirement_of_another_state_is_not_asked_here() -> None:
    row = Requirement("nurse", 8, "WA card", by_state=False, state="WA", children_only=False)
    book = replace(BOOK, requirements=(*BOOK.requirements, row))
    assert reasons(book=book) == []
    licensed = replace(NURSE, credentials=credentials(LICENCE, dt.date(2026, 1, 1), dt.date(2028, 1, 1), "WA"))
    assert reasons(licensed, replace(DAY, state="WA"), book=book) == [("credential", "No WA card")]


def test_a_missing_skill_blocks_whom_it_is_asked_of() -> None:
    day = replace(DAY, skills=(PEDIATRIC,))
    assert reasons(day=day) == [("skill", "Lacks the skill pediatric")]
    assert reasons(replace(NURSE, skill_ids=frozenset({7})), day) == []
    assert reasons(day=replace(DAY, skills=(SkillNeed(7, "nasal intubation", frozenset({"anesthesiologist"})),))) == []


def test_do_not_send_blocks_only_at_that_practice() -> None:
    assert reasons(replace(NURSE, blocked_practices=frozenset({5}))) == [
        ("do_not_send", "Practice asked not to be sent this person")
    ]
    assert reasons(replace(NURSE, blocked_practices=frozenset({6}))) == []


def test_the_week_limit_counts_monday_to_sunday() -> None:
    week = [DATE + dt.timedelta(days=n) for n in (-3, -2, -1, 3)]
    assert reasons(replace(NURSE, busy=busy_on(*week))) == [
        ("week_limit", "Would be a 5th day this week; the most is 4")
    ]
    assert reasons(replace(NURSE, busy=busy_on(*week[:3], DATE + dt.timedelta(days=4)))) == []


def test_the_period_limit_counts_the_period_of_the_date() -> None:
    person = replace(NURSE, max_days_per_period=2, busy=busy_on(dt.date(2027, 3, 1), dt.date(2027, 3, 28)))
    assert reasons(person) == [("period_limit", "Would be a 3rd day this period; the most is 2")]
    outside = replace(person, busy=busy_on(dt.date(2027, 3, 1), dt.date(2027, 3, 29)))
    assert reasons(outside) == []


def test_a_wish_for_the_period_goes_before_the_standing_limit() -> None:
    wish = Limits(dt.date(2027, 3, 1), dt.date(2027, 3, 28), 1, None)
    person = replace(NURSE, wishes=(wish,), busy=busy_on(DATE - dt.timedelta(days=1)))
    assert reasons(person) == [("week_limit", "Would be a 2nd day this week; the most is 1")]
    other = replace(wish, first=dt.date(2027, 4, 1), last=dt.date(2027, 4, 30))
    assert reasons(replace(person, wishes=(other,))) == []


def test_distance_uses_the_persons_own_limit_before_the_rule() -> None:
    boise = replace(NURSE, home=(43.61, -116.2))
    assert reasons(boise) == [("distance", "342 miles away; the most is 120")]
    assert reasons(replace(boise, max_miles=400)) == []
    assert reasons(replace(boise, home=None)) == []


def test_an_override_passes_over_what_it_names_but_never_the_two_final_rules() -> None:
    person = replace(NURSE, answers={}, busy=busy_on(DATE))
    allowed = [block.key for block in blocks(person, DAY, "medic", BOOK)]
    found = blocks(person, DAY, "medic", BOOK, allowed=allowed)
    assert {block.rule for block in found} == FINAL_RULES
    assert not any(block.overridable for block in found)


def test_an_override_of_one_credential_leaves_every_other_to_be_asked() -> None:
    (missing,) = blocks(replace(NURSE, credentials=NURSE.credentials[1:]), DAY, "nurse", BOOK)
    bare = blocks(replace(NURSE, credentials=()), DAY, "nurse", BOOK, allowed=[missing.key])
    assert [block.why for block in bare] == ["No state licence for OR"]


def test_an_override_of_a_date_does_not_hold_on_another() -> None:
    silent = replace(NURSE, answers={})
    (block,) = blocks(silent, DAY, "nurse", BOOK)
    later = replace(DAY, date=DATE + dt.timedelta(days=1))
    assert blocks(silent, DAY, "nurse", BOOK, allowed=[block.key]) == []
    assert [b.rule.value for b in blocks(silent, later, "nurse", BOOK, allowed=[block.key])] == ["availability"]


def test_a_day_beyond_the_limit_by_a_managers_word_takes_no_room_within_it() -> None:
    week = {DATE + dt.timedelta(days=n): Busy(100 + n, "elsewhere", 50) for n in (-3, -2, -1)}
    beyond = Busy(104, "elsewhere", 50, beyond=frozenset({"week_limit"}))
    assert reasons(replace(NURSE, busy={**week, DATE + dt.timedelta(days=1): beyond})) == []


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word
