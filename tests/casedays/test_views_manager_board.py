"""The board as a manager uses it: where it opens, its filters in the address, its file, what cannot be confirmed."""

import csv
import datetime as dt
import io
import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from availability.models import Period
from casedays.models import Assignment, CaseDay
from casedays.selectors.attention.items import risk_items
from casedays.selectors.slots import cells
from casedays.states import Status
from scheduling_portal.core import clock, wording
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import (
    active,
    confirmed_day,
    day_ahead,
    planned_day,
    requested_day,
    site_of,
    staffed_day,
)
from tests.factories.practices import PracticeFactory, SiteFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db
BOARD, FILE = "manager:casedays-board", "manager:casedays-board-csv"
NOON = dt.datetime.combine(dt.datetime.now(tz=dt.UTC).date(), dt.time(20), dt.UTC)


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def page(client: Client, query: str = "") -> str:
    response = client.get(reverse(BOARD) + query)
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, query: str = "") -> set[int]:
    """The days that the board lists."""
    return {int(pk) for pk in re.findall(r'class="board-site" href="/manager/case-days/(\d+)/', page(client, query))}


def filed(client: Client, query: str = "") -> set[int]:
    """The days that its file lists."""
    response = client.get(reverse(FILE) + query)
    rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    return {int(row[0]) for row in list(rows)[1:]}


def moved(day: CaseDay, days: int) -> CaseDay:
    """The same day, so many days from today."""
    CaseDay.objects.filter(pk=day.pk).update(date=clock.now().date() + dt.timedelta(days=days))
    return day


@pytest.fixture
def running(db: None) -> Period:
    """A period that began two weeks ago."""
    today = clock.now().date()
    return PeriodFactory.create(starts_on=today - dt.timedelta(days=14), ends_on=today + dt.timedelta(days=14))


# Where it opens.


def test_a_running_period_opens_at_today(client: Client, running: Period) -> None:
    with time_machine.travel(NOON):
        behind, today, ahead = moved(requested_day(), -3), moved(requested_day(), 0), moved(requested_day(), 5)

        assert shown(client) == {today.pk, ahead.pk}
        assert filed(client) == {today.pk, ahead.pk}
        html = page(client)
        assert "2 case days: 2 requested." in html
        assert f'href="?period={running.pk}&amp;past=on">1 earlier day<' in html
        everything = {behind.pk, today.pk, ahead.pk}
        assert shown(client, "?past=on") == filed(client, "?past=on") == everything
        assert "Hide earlier days" in page(client, "?past=on")
        assert "3 case days: 3 requested." in page(client, "?past=on")


def test_a_chip_shows_what_lies_behind_as_well(client: Client, running: Period) -> None:
    """A request that nobody answered in time still waits."""
    behind = moved(requested_day(), -3)

    assert shown(client) == set()
    assert "No more days to come" in page(client)
    for status in ("requested", "needs"):
        assert shown(client, f"?status={status}") == {behind.pk}


def test_a_period_that_is_over_shows_its_days(client: Client) -> None:
    today = clock.now().date()
    over = PeriodFactory.create(starts_on=today - dt.timedelta(days=40), ends_on=today - dt.timedelta(days=13))
    day = moved(requested_day(), -20)

    assert shown(client, f"?period={over.pk}") == {day.pk}


@pytest.mark.parametrize(
    ("hours", "has_yesterday"),
    [(0, False), (9, False), (-16, True)],  # noon, 9 pm and 8 pm of the day before in Los Angeles, where it is winter
)
def test_all_to_come_begins_today_at_the_managers_place(manager: User, hours: int, *, has_yesterday: bool) -> None:
    yesterday, today = moved(requested_day(), -1), moved(requested_day(), 0)
    User.objects.filter(pk=manager.pk).update(time_zone="America/Los_Angeles")

    with time_machine.travel(NOON + dt.timedelta(hours=hours)):
        manager.refresh_from_db()
        found = shown(client_of(manager), "?period=all")

    assert found == ({yesterday.pk, today.pk} if has_yesterday else {today.pk})


# Filters.


@pytest.fixture
def two(client: Client) -> tuple[CaseDay, CaseDay]:
    """A staffed day in Oregon, and a request in Washington."""
    away = SiteFactory.create(practice=PracticeFactory.create(), state="WA", city="Vancouver", zip_code="98660")
    return staffed_day(), requested_day(site=away)


def test_board_and_file_follow_every_filter(client: Client, two: tuple[CaseDay, CaseDay]) -> None:
    mine, other = two
    nurse = active(mine)[1].clinician_id
    for query, days in {
        "": {mine, other},
        "&status=planned": {mine},
        "&status=requested": {other},
        f"&site={other.site_id}": {other},
        "&state=WA": {other},
        f"&clinician={nurse}": {mine},
        f"&clinician={nurse}&state=WA": set(),
        f"&site={mine.site_id}&state=OR&clinician={nurse}&status=planned": {mine},
    }.items():
        wanted = {day.pk for day in days}
        assert shown(client, f"?period=all{query}") == wanted, query
        assert filed(client, f"?period=all{query}") == wanted, query


def test_every_link_keeps_the_filters(client: Client, two: tuple[CaseDay, CaseDay]) -> None:
    mine, _ = two
    query = f"period=all&status=planned&site={mine.site_id}&state=OR&clinician={active(mine)[1].clinician_id}"
    html = unescape(page(client, f"?{query}"))

    assert f'href="{reverse(FILE)}?{query}"' in html
    assert f'href="?{query}"' in html  # its own chip
    assert f'href="?{query.replace("status=planned&", "")}"' in html  # all
    assert '<input type="hidden" name="status" value="planned">' in html
    for chosen in ("all", mine.site_id, "OR", active(mine)[1].clinician_id):
        assert f'<option value="{chosen}" selected>' in html


def test_a_filter_that_finds_nothing_is_still_shown_as_chosen(client: Client, two: tuple[CaseDay, CaseDay]) -> None:
    """A site without a day in the chosen period does not read as "any"."""
    elsewhere = site_of(PracticeFactory.create())
    html = page(client, f"?period=all&site={elsewhere.pk}&state=ID")

    assert f'<option value="{elsewhere.pk}" selected>' in html
    assert '<option value="ID" selected>' in html
    assert "No days match these filters" in html


def test_pages_keep_the_filters(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casedays.selectors.board.PAGE", 1)
    first, second = (moved(planned_day(), place) for place in (5, 6))

    assert shown(client, "?period=all&status=planned&page=2") == {second.pk}
    assert "status=planned&amp;page=2" in page(client, "?period=all&status=planned")
    assert filed(client, "?period=all&status=planned&page=2") == {first.pk, second.pk}


# What cannot be confirmed.


def test_a_blocked_day_is_named_with_its_practice(client: Client) -> None:
    """Two days of one date are told apart."""
    day = planned_day(PracticeFactory.create(name="Bell & Sons"))
    html = unescape(page(client, "?period=all"))

    assert f"{day.date.day} {day.date:%b}" in html
    assert re.search(r'data-blocked="[^"]+, Bell & Sons has no anesthesiologist, nurse or medic"', html)


def test_a_conflict_is_named_with_its_practice(client: Client) -> None:
    day = staffed_day(PracticeFactory.create(name="Bell Dental"))
    Assignment.objects.filter(pk=active(day)[0].pk).update(conflict="No BLS")

    assert re.search(r'data-blocked="[^"]+, Bell Dental: No BLS"', page(client, "?period=all"))


def test_only_planned_days_have_a_box(client: Client) -> None:
    requested_day()
    html = page(client, "?period=all")

    assert 'type="checkbox"' not in html
    assert "board-no-select" in html
    assert CaseDay.objects.get().status == Status.REQUESTED


def test_a_request_names_its_start_and_how_many_other_dates_in_short(client: Client) -> None:
    with time_machine.travel("2026-11-24 20:00:00+00:00"):
        requested_day(date=dt.date(2027, 1, 4), alternatives=[dt.date(2027, 1, 5), dt.date(2027, 1, 6)])
        planned_day()
        html = page(client, "?period=all")
    assert re.search(r"<b>Mon 4 Jan 2027</b><small>\d+:\d\d am PT</small><small>or 2 other dates</small></div>", html)
    assert html.count("or 2 other dates") == 1
    assert "<h2>Week of 4 January 2027</h2>" in html
    assert "5 Jan" not in html


def test_a_conflict_stands_beside_the_answer_and_shows_under_the_chip_of_what_is_at_risk(client: Client) -> None:
    day = staffed_day()
    planned_day()
    Assignment.objects.filter(pk=active(day)[0].pk).update(conflict="No PALS")
    html = page(client, "?period=all")
    cell = re.search(r'class="slot-cell is-held"[^>]*>(?:(?!</a>).)*Conflict(?:(?!</a>).)*</a>', html)
    assert cell and "Held" in cell.group()
    assert shown(client, "?period=all&status=risk") == {day.pk}
    assert 'At risk or conflict <span class="chip-count">1</span>' in html
    assert [item.case_day_id for item in risk_items(slice(0, 9))] == [day.pk]


def test_the_selection_knows_of_overrides(client: Client) -> None:
    day = staffed_day()
    assert "data-overrides" not in page(client, "?period=all")
    Assignment.objects.filter(pk=active(day)[0].pk).update(overridden=["distance:1"], override_reason="Agreed")
    assert 'data-select data-overrides="1"' in page(client, "?period=all")
    asked = client.get(reverse("manager:casedays-confirm-many"), {"day": day.pk}).content.decode()
    assert "The team is complete; 1 by override." in asked
    assert "complete and eligible" not in asked


def test_offers_of_an_open_slot_close_in_few_words() -> None:
    now = dt.datetime(2027, 3, 3, 18, tzinfo=dt.UTC)
    zone = "America/Los_Angeles"

    def note(closes: dt.datetime) -> str:
        return cells(Status.CONFIRMED, [], [{"type": "nurse", "closes": closes}], zone=zone)[1].note

    with time_machine.travel(now, tick=False):
        assert note(now + dt.timedelta(hours=4)) == "1 offer, till 2:00 pm"
        assert note(now + dt.timedelta(days=1)) == "1 offer, till 4 Mar"


def test_file_names_the_answers_by_role(client: Client) -> None:
    staffed_day()
    head = client.get(reverse(FILE)).content.decode("utf-8-sig").splitlines()[0]
    assert "Nurse,Nurse's answer,Medic,Medic's answer" in head


def test_all_days_with_a_full_team_are_reviewed_and_confirmed_from_the_board(client: Client) -> None:
    assert "Review and confirm" not in page(client, "?period=all")
    first, second = staffed_day(date=day_ahead(10)), staffed_day(date=day_ahead(11))
    open_day, done = planned_day(date=day_ahead(12)), confirmed_day(date=day_ahead(9))
    html = page(client, "?period=all")
    assert "Review and confirm 2…" in html
    assert f"Published up to {wording.day(done.date)}." in html
    asked = client.get(f"{reverse('manager:casedays-confirm-many')}?period=all").content.decode()
    assert "Confirm 2 days and text 6" in asked
    assert {int(pk) for pk in re.findall(r'name="day" value="(\d+)"', asked)} == {first.pk, second.pk}
    narrowed = client.get(f"{reverse('manager:casedays-confirm-many')}?period=all&site={first.site_id}")
    assert re.findall(r'name="day" value="(\d+)"', narrowed.content.decode()) == [str(first.pk)]
    client.post(reverse("manager:casedays-confirm-many"), {"day": [first.pk, second.pk]})
    html = page(client, "?period=all")
    assert f"Published up to {wording.day(second.date)}." in html
    assert CaseDay.objects.get(pk=open_day.pk).status == Status.PLANNED
