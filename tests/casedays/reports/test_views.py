"""Managers read reports: what the address asks for, bad input, sorting, files, and what it costs."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock
from tests.casedays.reports.pages import AHEAD, KEYS, csv_rows, text, url
from tests.factories import bulk
from tests.factories.casedays import confirmed_day, day_ahead, planned_day
from tests.personas import client_of
from tests.support.queries import queries_of

BUDGET = 10


@pytest.fixture
def boss(manager: User) -> Client:
    return client_of(manager)


def test_index_leads_to_each_report(boss: Client) -> None:
    page = text(boss, reverse("manager:reports"))
    for key in KEYS:
        assert f'href="{url(key, "")}"' in page
    assert 'href="/manager/reports/" aria-current="page"' in text(boss, url(KEYS[0]))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_yet_is_said(boss: Client, key: str) -> None:
    assert "Nothing to report yet" in text(boss, url(key))
    assert "No case days match" in text(boss, url(key, f"{AHEAD}&practice=nobody"))


@pytest.mark.parametrize("key", KEYS)
def test_costs_the_same_for_few_days_and_for_many(boss: Client, key: str) -> None:
    pools = bulk.clinicians(4)
    where = bulk.sites(3)

    def grow(first: int, count: int) -> None:
        dates = [day_ahead(first + n) for n in range(count)]
        bulk.teams(bulk.days(where, dates, Status.CONFIRMED), pools, AssignmentStatus.ACCEPTED)

    grow(1, 3)
    few = queries_of(boss, url(key))
    grow(10, 90)
    assert queries_of(boss, url(key)) == few <= BUDGET


def test_dates_hold_instead_of_a_period(boss: Client) -> None:
    inside, outside = planned_day(date=day_ahead(20)), planned_day(date=day_ahead(22))
    query = f"?period=dates&first={inside.date}&last={inside.date + dt.timedelta(days=1)}"
    rows = csv_rows(boss, "lead-times", "practices", query)
    assert [row[0] for row in rows[1:]] == [inside.practice.name, "All practices"]
    assert outside.practice.name not in text(boss, url("lead-times", query))
    assert f'value="{inside.date}"' in text(boss, url("lead-times", query))


def test_chosen_period_lets_go_of_dates_that_still_stand_in_the_address(boss: Client) -> None:
    day = planned_day(date=day_ahead(20))
    assert day.practice.name in text(boss, url("lead-times", "?period=ahead&first=2001-01-01&last=2001-01-02"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=dates&first=2027-02-30&last=2027-03-01", "Enter a date, such as 2027-04-07."),
        ("period=dates&first=2027-03-09&last=2027-03-01", "Until must not be before From"),
        ("period=dates&first=2020-03-09&last=2027-03-01", "Choose two years at most."),
        ("first=2027-03-09", "Enter the last date of the report."),
        ("period=dates", "Enter the first date of the report."),
        ("period=dates&first=0001-01-01&last=9999-12-31", "Enter a date from 2000 to 2100."),
        (f"practice={'x' * 200}", "at most 80 letters"),
    ],
)
def test_what_cannot_be_reported_on_is_said_and_kept(boss: Client, query: str, said: str) -> None:
    page = text(boss, url("fill-rate", f"?{query}"))
    assert said in page
    assert "No figures for these dates" in page
    for pair in query.split("&"):
        assert f'value="{pair.split("=")[1][:80]}' in page
    answer = boss.get(reverse("manager:reports-csv", args=["fill-rate", "weeks"]) + f"?{query}")
    assert answer.status_code == 302  # to the page that says so


@pytest.mark.parametrize("key", ["nothing", "fill"])
def test_unknown_report_or_table_is_not_found(boss: Client, key: str) -> None:
    assert boss.get(url(key, "")).status_code == 404
    assert boss.get(reverse("manager:reports-csv", args=["fill-rate", key])).status_code == 404


@pytest.mark.parametrize("key", KEYS)
def test_only_managers(practice_user: User, nurse: User, administrator: User, key: str) -> None:
    for person in (practice_user, nurse, administrator):
        assert client_of(person).get(url(key)).status_code == 404


def test_files_are_safe_against_formulas(boss: Client) -> None:
    day = planned_day(date=day_ahead(5))
    day.practice.name = "=HYPERLINK(1)"
    day.practice.save()
    assert csv_rows(boss, "lead-times", "practices")[1][0] == "'=HYPERLINK(1)"
    assert "<script>" not in text(boss, url("changes"))


def test_long_tables_have_pages(boss: Client) -> None:
    bulk.days(bulk.sites(120), [day_ahead(3)] * 120, Status.PLANNED)
    first, second = text(boss, url("lead-times")), text(boss, url("lead-times", f"{AHEAD}&page=2"))
    assert "1 to 100 of 120" in first
    assert "101 to 120 of 120" in second
    assert len(csv_rows(boss, "lead-times", "practices")) == 1 + 120 + 1
    assert "101 to 120 of 120" in text(boss, url("lead-times", f"{AHEAD}&page=99"))


def test_dates_are_those_of_the_site(boss: Client) -> None:
    """A day counts on its own local date, whatever the date is elsewhere at that hour."""
    day = planned_day(date=day_ahead(9), first_case_time=dt.time(23, 0), expected_end=dt.time(23, 59))
    query = f"?period=dates&first={day.date}&last={day.date}"
    assert csv_rows(boss, "fill-rate", "weeks", query)[-1][1] == "1"
    later = day.date + dt.timedelta(days=1)
    assert "Nothing to report yet" in text(boss, url("fill-rate", f"?period=dates&first={later}&last={later}"))


def test_day_is_at_risk_until_its_date_has_passed_everywhere(boss: Client) -> None:
    day = confirmed_day(date=day_ahead(2))
    day.assignments.filter(provider_type="nurse").update(
        status=AssignmentStatus.DECLINED, ended_at=clock.now(), ended_reason="ill", ended_from_date=day.date
    )
    page = text(boss, url("fill-rate"))
    assert "1 slot is open: 1 nurse." in page
    assert "1 day is at risk." in page
