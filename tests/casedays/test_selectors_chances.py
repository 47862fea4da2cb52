"""How many could take an open slot, and on which dates a request could have a team, as lists show it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import User
from availability.demand import place
from availability.models import Period
from availability.selectors.kept import STALE
from availability.services import count_behind
from availability.services.counting import AGAIN
from casedays import lifecycle, staffing
from casedays.models import CaseDay
from casedays.selectors import attention
from casedays.selectors import board as boards
from casedays.selectors.attention import Group
from casedays.selectors.board import Filters, Span
from casedays.selectors.chances import chances_of, request_words
from casedays.selectors.requests import hints_of
from casedays.selectors.slots import SlotCell
from scheduling_portal.core import clock
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import accepted_day, day_ahead, in_slot, planned_day, requested_day, site_of, trio
from tests.personas import client_of

pytestmark = pytest.mark.django_db
SLOTS = ("anesthesiologist", "nurse", "medic")


@pytest.fixture
def period() -> Period:
    start = day_ahead(7)
    return PeriodFactory.create(starts_on=start, ends_on=start + dt.timedelta(days=27))


@pytest.fixture
def later(period: Period) -> Period:
    return PeriodFactory.create(
        starts_on=period.ends_on + dt.timedelta(days=1), ends_on=period.ends_on + dt.timedelta(days=28)
    )


def count() -> int:
    """What a worker does every few seconds."""
    return count_behind(clock.now().date())


def cells(manager: User, day: CaseDay) -> tuple[SlotCell, ...]:
    count()
    span = Span("all", clock.now().date(), None, "All to come", clock.now().date())
    rows = [row for week in boards.board(manager, span, Filters()).weeks for row in week.rows]
    return next(row.slots for row in rows if row.pk == day.pk)


def eligible(manager: User, day: CaseDay) -> list[int | None]:
    return [cell.eligible for cell in cells(manager, day)]


def why(manager: User, day: CaseDay) -> str:
    count()
    return next(one.why for one in attention.section(manager, Group.REQUESTS).items if one.case_day_id == day.pk)


class TestBoard:
    def test_open_slots_say_how_many_could_take_them(self, manager: User, period: Period) -> None:
        day = planned_day()
        trio(day.date)
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        assert eligible(manager, day) == [1, 2, 1]

    def test_filled_slots_say_nothing_of_it(self, manager: User, period: Period) -> None:
        day = planned_day()
        nurse = trio(day.date)[1]
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
        assert eligible(manager, day) == [1, None, 1]

    def test_requests_are_not_planned_yet(self, manager: User, period: Period) -> None:
        day = requested_day()
        trio(day.date)
        assert {cell.state for cell in cells(manager, day)} == {"none"}
        assert eligible(manager, day) == [None] * 3

    def test_days_outside_of_any_period_say_nothing(self, manager: User) -> None:
        assert eligible(manager, planned_day()) == [None] * 3

    def test_words_stand_in_the_slots(self, manager: User, period: Period) -> None:
        day = planned_day()
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        count()
        html = client_of(manager).get(reverse("manager:casedays-board"), {"period": "all"}).content.decode()
        assert html.count("None eligible") == 2
        assert "<span>1 eligible</span>" in html

    def test_a_slot_that_fell_open_says_it_beside_the_missing_offer(self, manager: User, period: Period) -> None:
        day = accepted_day()
        left = in_slot(day, ProviderType.NURSE)
        staffing.release_clinician(assignment=left, actor=manager, reason="Needed elsewhere", offers=False)
        count()
        html = client_of(manager).get(reverse("manager:casedays-board"), {"period": "all"}).content.decode()
        assert "<span>No offer open, 1 eligible</span>" in html

    def test_an_open_offer_comes_first_with_its_day(self, manager: User, period: Period) -> None:
        day = accepted_day()
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        left = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=left, actor=left.clinician.user, reason="Ill")
        count()
        html = client_of(manager).get(reverse("manager:casedays-board"), {"period": "all"}).content.decode()
        assert "1 offer, till " in html
        assert "eligible" not in html


class TestKept:
    """A worker counts; lists read what it found."""

    def test_a_list_asks_one_query(self, period: Period, django_assert_num_queries: Any) -> None:
        day = planned_day()
        trio(day.date)
        count()
        with django_assert_num_queries(1):
            told = chances_of([(day.pk, day.date, SLOTS)])
        assert told == {place(day.pk, day.date): dict.fromkeys(SLOTS, 1)}

    def test_nothing_is_told_before_anybody_counted(self, period: Period) -> None:
        day = planned_day()
        assert chances_of([(day.pk, day.date, SLOTS)]) == {}

    def test_nothing_is_asked_without_open_slots_ahead(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert chances_of([]) == {}
            assert chances_of([(1, day_ahead(-9), SLOTS)]) == {}

    def test_a_step_counts_with_the_next_round(self, manager: User, period: Period) -> None:
        day = planned_day()
        team = trio(day.date)
        other = planned_day(date=day.date)
        asked = [(other.pk, other.date, SLOTS)]
        where = place(other.pk, other.date)
        count()
        staffing.hold_clinician(case_day=day, clinician=team[1], actor=manager)
        assert chances_of(asked)[where]["nurse"] == 1
        count()
        assert chances_of(asked)[where]["nurse"] == 0

    def test_a_round_counts_only_what_is_behind(self, manager: User, period: Period, later: Period) -> None:
        assert [count(), count()] == [2, 0]
        planned_day()
        assert [count(), count()] == [2, 0]
        with time_machine.travel(clock.now() + AGAIN + dt.timedelta(seconds=1)):
            assert count() == 2

    def test_periods_behind_us_are_counted_once(self, period: Period) -> None:
        after = period.ends_on + dt.timedelta(days=1)
        assert [count_behind(after), count_behind(after)] == [1, 0]

    def test_what_no_worker_has_looked_at_for_long_is_not_told(self, period: Period) -> None:
        day = planned_day()
        count()
        with time_machine.travel(clock.now() + STALE + dt.timedelta(seconds=1)):
            assert chances_of([(day.pk, day.date, SLOTS)]) == {}


class TestRequests:
    def test_one_date(self, manager: User, period: Period) -> None:
        day = requested_day()
        trio(day.date)
        assert why(manager, day).endswith("adults. Team possible.")

    def test_one_date_that_lacks_somebody(self, manager: User, period: Period) -> None:
        day = requested_day()
        willing(credentialed_clinician(ProviderType.NURSE), day.date)
        assert why(manager, day).endswith("No eligible anesthesiologist or medic that day.")

    @pytest.mark.parametrize(
        ("free", "said"),
        [
            ((0, 1, 2), "Team possible on all 3."),
            ((1, 2), "Team possible on 2 of 3."),
            ((2,), "Team possible on 1 of 3."),
            ((), "Team possible on none of 3."),
        ],
    )
    def test_several_dates(self, manager: User, period: Period, free: tuple[int, ...], said: str) -> None:
        dates = [day_ahead(8), day_ahead(9), period.ends_on + dt.timedelta(days=3)]
        day = requested_day(date=dates[0], alternatives=dates[1:])
        trio(*[dates[n] for n in free])
        assert why(manager, day).endswith(said)

    def test_both_dates(self, manager: User, period: Period) -> None:
        day = requested_day(date=day_ahead(8), alternatives=[day_ahead(9)])
        trio(day_ahead(8), day_ahead(9))
        assert why(manager, day).endswith("Team possible on both.")

    def test_they_are_the_chances_that_the_page_of_the_request_shows(self, manager: User, period: Period) -> None:
        dates = [day_ahead(8), day_ahead(9)]
        day = requested_day(date=dates[0], alternatives=dates[1:], children=True)
        trio(*dates)
        willing(credentialed_clinician(ProviderType.NURSE), dates[1])
        count()
        known = chances_of([(day.pk, day.date, SLOTS)])
        for hint in hints_of(day):
            assert known[place(day.pk, hint.date)] == {kind: hint.eligible[kind] for kind in SLOTS}

    def test_outside_of_any_period_nothing_is_said(self, manager: User) -> None:
        day = requested_day()
        trio(day.date)
        assert "possible" not in why(manager, day)
        assert request_words(day.pk, [day.date], {}) == ""

    def test_first_screen_says_it(self, manager: User, period: Period) -> None:
        day = requested_day(site=site_of())
        trio(day.date)
        client = client_of(manager)
        count()
        client.get("/manager/")  # counts the badges
        with CaptureQueriesContext(connection) as asked:
            html = client.get("/manager/").content.decode()
        assert "Team possible." in html
        assert len(asked) <= 10

    def test_a_proposed_date_is_on_the_board_without_chances(self, manager: User, period: Period) -> None:
        day = requested_day()
        lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(10))
        assert eligible(manager, day) == [None] * 3
