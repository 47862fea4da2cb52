"""The board's dates, counts, sums and rows."""

import datetime as dt
from collections import Counter

import pytest

from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.selectors import board as boards
from casedays.selectors.board import Filters, Span
from casedays.selectors.board.days import Day, by_week, days_of, tally_of
from casedays.selectors.board.filters import week_words
from casedays.selectors.board.rows import place_words
from casedays.selectors.slots import cells, offer_note
from casedays.states import Status
from scheduling_portal.core import clock, wording
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import active, confirmed_day, planned_day, requested_day, staffed_day

LONG_AGO = dt.date(2000, 1, 1)
ALL = Span("all", LONG_AGO, None, "All", LONG_AGO)


@pytest.mark.parametrize(
    ("sums", "words"),
    [
        ({"confirmed": 7, "risk": 1}, "7 days, all confirmed, 1 at risk"),
        ({"planned": 5, "requested": 1, "full": 4}, "6 days, 5 planned, 1 requested. 4 of 5 have a full team"),
        (
            {"confirmed": 2, "planned": 6, "requested": 2, "full": 8},
            "10 days, 2 confirmed, 6 planned, 2 requested. 8 have a full team",
        ),
        ({"completed": 1, "planned": 1, "full": 1}, "2 days, 1 planned, 1 completed. 1 of 2 has a full team"),
        ({"planned": 1, "full": 1}, "1 day, planned. 1 has a full team"),
        ({"planned": 2}, "2 days, all planned. None have a full team"),
    ],
)
def test_week_words(sums: dict[str, int], words: str) -> None:
    assert week_words(Counter(sums)) == words


def test_a_full_team_counts_whatever_the_day_stands_at() -> None:
    def day(status: Status, filled: int) -> Day:
        needs = {"at_risk": False, "conflict": False, "needs": False, "change_waiting": False, "change_unseen": False}
        return Day(1, LONG_AGO, status, filled, **needs)

    days = [day(Status.CONFIRMED, 3), day(Status.PLANNED, 3), day(Status.PLANNED, 2), day(Status.CANCELLED, 3)]
    (sums,) = by_week([*days, day(Status.REQUESTED, 0)]).values()
    assert week_words(sums) == "4 days, 1 confirmed, 2 planned, 1 requested. 2 of 3 have a full team"


@pytest.mark.parametrize(
    ("site", "city", "words"),
    [("Beaverton", "Beaverton", "Beaverton OR"), ("Pier 9", "Portland", "Pier 9, Portland OR")],
)
def test_place_is_named_once(site: str, city: str, words: str) -> None:
    assert place_words(site, city, "OR") == words


@pytest.mark.django_db
def test_without_periods_the_board_shows_the_coming_weeks() -> None:
    today = clock.now().date()
    span = boards.chosen_span(boards.spans(today), "", today)
    assert span.first <= clock.now().date() <= (span.last or span.first)


@pytest.mark.django_db
def test_chosen_span_is_the_one_asked_for_else_the_one_that_holds_today() -> None:
    today = clock.now().date()
    monday = clock.monday_of(today)
    past = PeriodFactory.create(starts_on=monday - dt.timedelta(days=28), ends_on=monday - dt.timedelta(days=1))
    now = PeriodFactory.create(starts_on=monday, ends_on=monday + dt.timedelta(days=27))
    known = boards.spans(today)
    assert boards.chosen_span(known, "", today).key == str(now.pk)
    assert boards.chosen_span(known, str(past.pk), today).key == str(past.pk)
    assert boards.chosen_span(known, "nonsense", today).key == str(now.pk)


@pytest.mark.django_db
def test_tally_counts_each_day_once(manager: User) -> None:
    requested_day()
    planned_day()
    staffed_day()
    at_risk = confirmed_day()
    Assignment.objects.filter(pk=active(at_risk)[0].pk).update(
        status="declined", ended_at=clock.now(), ended_reason="Ill"
    )
    tally = tally_of(days_of(manager, ALL, Filters()), LONG_AGO)
    assert tally.all == 4
    assert tally.of("risk") == 1
    assert tally.of("team") == 1
    assert tally.of("needs") == 3
    assert tally.of("over") == 0


@pytest.mark.django_db
def test_nobody_but_a_manager_sees_a_day(nurse: User) -> None:
    planned_day()
    assert boards.board(nurse, ALL, Filters()).total == 0


@pytest.mark.django_db
def test_rows_hold_the_three_slots_in_their_order(manager: User) -> None:
    day = confirmed_day()
    board = boards.board(manager, ALL, Filters())
    (row,) = board.weeks[0].rows
    assert [slot.name for slot in row.slots] == [one.clinician.user.get_full_name() for one in active(day)]
    assert {slot.state for slot in row.slots} == {"asked"}
    assert row.blocked is None
    assert board.sentence == f"1 case day: 1 confirmed. Published up to {wording.day(day.date)}."


@pytest.mark.django_db
def test_only_planned_days_can_be_chosen_and_a_conflict_blocks(manager: User) -> None:
    day = staffed_day()
    (row,) = boards.board(manager, ALL, Filters()).weeks[0].rows
    assert row.blocked == ""
    Assignment.objects.filter(pk=active(day)[0].pk).update(conflict="No BLS")
    (row,) = boards.board(manager, ALL, Filters()).weeks[0].rows
    assert row.blocked is not None
    assert "No BLS" in row.blocked


@pytest.mark.django_db
def test_pages_beyond_the_last_show_the_last(manager: User) -> None:
    planned_day()
    board = boards.board(manager, ALL, Filters(), page=9)
    assert (board.page, board.pages) == (1, 1)
    assert CaseDay.objects.count() == 1


def test_a_requested_day_has_no_team_yet() -> None:
    assert {cell.state for cell in cells(Status.REQUESTED, [], [], zone="America/Boise")} == {"none"}


def test_offers_are_told_with_the_last_closing_time() -> None:
    closing = [{"closes": "2027-03-03T21:00:00+00:00"}, {"closes": "2027-03-03T22:00:00+00:00"}]
    assert offer_note(closing, "America/Los_Angeles") == "2 offers, till Wed 3 Mar 2027, 2:00 pm"
