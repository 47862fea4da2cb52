"""The manager's lists: first screen, board, requests, export, confirming many; who may see them, what they cost."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from casedays.states import Status
from casedays.urls.manager import urlpatterns
from tests.factories.accounts import ManagerFactory
from tests.factories.availability import PeriodFactory
from tests.factories.casedays import (
    active,
    confirmed_day,
    day_ahead,
    fresh,
    planned_day,
    requested_day,
    site_of,
    staffed_day,
    trio,
)  # fmt: skip
from tests.factories.practices import PracticeFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db

LISTS = ("home", "casedays-board", "casedays-requests")


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def get(client: Client, name: str, query: str = "", **args: object) -> str:
    response = client.get(reverse(f"manager:{name}", kwargs=args or None) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_board_lists_days_by_week_with_their_teams(client: Client) -> None:
    day = staffed_day()
    html = get(client, "casedays-board", "?period=all")
    assert "Week of" in html
    assert "1 planned" in html
    assert f'value="{day.pk}"' in html
    assert active(day)[0].clinician.user.get_full_name() in html


def test_board_says_why_a_day_cannot_be_confirmed(client: Client) -> None:
    planned_day()
    assert "has no anesthesiologist" in get(client, "casedays-board", "?period=all")


def test_board_escapes_what_people_typed(client: Client) -> None:
    requested_day(PracticeFactory.create(name="<script>alert(1)</script>"))
    html = get(client, "casedays-board", "?period=all")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 2),
        ("&status=planned", 1),
        ("&status=requested", 1),
        ("&status=needs", 2),
        ("&status=risk", 0),
        ("&status=over", 0),
    ],
)
def test_board_narrows_by_status(client: Client, query: str, shown: int) -> None:
    requested_day()
    planned_day()
    html = get(client, "casedays-board", f"?period=all{query}")
    assert html.count('class="board-row') == shown
    assert ("No days match these filters" in html) is (shown == 0)


def test_board_narrows_by_site_state_and_clinician(client: Client) -> None:
    mine, other = staffed_day(), planned_day()
    nurse = active(mine)[1].clinician
    for query in (f"&site={mine.site_id}", f"&clinician={nurse.pk}"):
        html = get(client, "casedays-board", f"?period=all{query}")
        assert mine.practice.name in html
        assert f"/case-days/{other.pk}/" not in html
    assert get(client, "casedays-board", "?period=all&state=OR").count('class="board-row') == 2
    assert get(client, "casedays-board", "?period=all&state=ID").count('class="board-row') == 0


@pytest.mark.parametrize(
    "query",
    [
        "?page=0", "?page=99999999999999999999", "?page=x", "?status=nonsense", "?site=abc", "?site=-1",
        "?site=99999999999999999999", "?clinician=1e9", "?state=ZZ", "?period=99999999999999999999", "?period=%27",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["casedays-board", "casedays-board-csv", "casedays-requests", "home"])
def test_lists_take_any_query_string(client: Client, name: str, query: str) -> None:
    requested_day()
    assert client.get(reverse(f"manager:{name}") + query).status_code == 200


def test_board_shows_the_period_that_holds_today(client: Client) -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    monday = today - dt.timedelta(days=today.weekday())
    PeriodFactory.create(starts_on=monday, ends_on=monday + dt.timedelta(days=27))
    inside = requested_day(date=today + dt.timedelta(days=1) if today.weekday() < 6 else today)
    outside = requested_day(date=monday + dt.timedelta(days=30))
    html = get(client, "casedays-board")
    assert f"/case-days/{inside.pk}/" in html
    assert f"/case-days/{outside.pk}/" not in html


def test_export_is_safe_for_spreadsheets(client: Client) -> None:
    requested_day(PracticeFactory.create(name="=HYPERLINK(1)"))
    response = client.get(reverse("manager:casedays-board-csv") + "?period=all")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Case day"
    assert rows[1][4] == "'=HYPERLINK(1)"


def test_confirm_many_names_who_hears_and_what_is_refused(client: Client) -> None:
    ready, open_one = staffed_day(), planned_day()
    html = get(client, "casedays-confirm-many", f"?day={ready.pk}&day={open_one.pk}&day=x&day=99999999999999999999")
    assert "Confirm 1 day?" in html
    assert "3 clinicians</b> are asked, in the portal too" in html
    assert "Sends the team <b>3 texts</b>" in html
    assert ">Confirm 1 day and text 3</button>" in html
    assert "No anesthesiologist, nurse or medic yet" in html
    response = client.post(reverse("manager:casedays-confirm-many"), {"day": [ready.pk, open_one.pk]}, follow=True)
    assert "1 day confirmed" in response.content.decode()
    assert fresh(ready).status == Status.CONFIRMED
    assert fresh(open_one).status == Status.PLANNED


def test_confirm_many_refuses_a_team_that_lost_a_credential(client: Client) -> None:
    day = staffed_day()
    active(day)[1].clinician.credentials.filter(kind__name="BLS").delete()
    html = get(client, "casedays-confirm-many", f"?day={day.pk}")
    assert "Nothing to confirm" in html
    assert "No BLS" in html


def test_confirm_many_without_days_says_so(client: Client) -> None:
    assert "Nothing to confirm" in get(client, "casedays-confirm-many")
    response = client.post(reverse("manager:casedays-confirm-many"), {}, follow=True)
    assert "No days were chosen." in response.content.decode()


def test_requests_tell_on_which_dates_a_team_is_possible(client: Client) -> None:
    day = requested_day(alternatives=[day_ahead(15)])
    trio(day_ahead(15))
    html = get(client, "casedays-requests")
    assert "Team possible: 1 anesthesiologist, 1 nurse, 1 medic" in html
    assert "No eligible anesthesiologist, nurse or medic" in html
    assert day.practice.name in html


def test_requests_with_the_practice_stand_apart(client: Client) -> None:
    day = requested_day()
    lifecycle.propose_date(case_day=day, actor=ManagerFactory.create(), date=day_ahead(20))
    html = get(client, "casedays-requests")
    assert "Another date proposed, the practice answers" in html
    assert "No request waits for you" in html


def many_days(count: int) -> None:
    """So many requests, planned days with a team, and confirmed days nobody has answered."""
    practice = PracticeFactory.create()
    site_of(practice)
    dates = [day_ahead(10 + place) for place in range(count)]
    planned_team, confirmed_team = trio(*dates), trio(*dates)
    manager = ManagerFactory.create()
    for team in (planned_team, confirmed_team):
        for clinician in team:
            clinician.max_days_per_week = 7
            clinician.save()
    for date in dates:
        requested_day(practice, date=date)
        staffed_day(practice, manager=manager, team=planned_team, date=date)
        confirmed_day(practice, manager=manager, team=confirmed_team, date=date)


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_many_queries_for_3_rows_as_for_30(client: Client, name: str) -> None:
    period = PeriodFactory.create()
    requested_day(date=period.starts_on)
    address = reverse(f"manager:{name}") + "?period=all"
    many_days(1)
    few = queries(client, address)
    many_days(10)
    assert queries(client, address) == few
    assert few <= 12


def test_day_page_asks_at_most_ten_queries(client: Client) -> None:
    day = planned_day()
    trio(day.date)
    address = reverse("manager:casedays-detail", args=[day.pk]) + "?slot=nurse"
    few = queries(client, address)
    for _ in range(3):
        trio(day.date)
    assert queries(client, address) == few
    assert few <= 10


def test_board_of_a_hundred_days_stays_light(client: Client) -> None:
    many_days(1)
    team = active(CaseDay.objects.get(status=Status.CONFIRMED))
    day = CaseDay.objects.get(status=Status.CONFIRMED)
    for place in range(97):
        day.pk = None
        day.date = day_ahead(40 + place)
        day.save()
        for one in team:
            one.pk, one.case_day, one.date, one.answer_code = None, day, day.date, None
            one.save()
    response = client.get(reverse("manager:casedays-board") + "?period=all")
    html = response.content.decode()
    assert html.count('class="board-row') == 100
    assert len(response.content) <= 120_000


#: Name and what stands in the address, of every page of the manager's days.
NAMES = [(pattern.name, tuple(pattern.pattern.converters)) for pattern in urlpatterns]  # type: ignore[union-attr]


def address_of(name: str, parts: tuple[str, ...], pk: int = 1) -> str:
    """The page about this id, or about changes."""
    return reverse(f"manager:{name}", kwargs={part: pk if part == "pk" else "changes" for part in parts})


@pytest.mark.parametrize(("name", "parts"), NAMES)
@pytest.mark.parametrize("persona", ["practice_user", "nurse", "administrator"])
def test_others_are_answered_as_if_nothing_were_there(
    request: pytest.FixtureRequest, persona: str, name: str, parts: tuple[str, ...]
) -> None:
    user: User = request.getfixturevalue(persona)
    assert client_of(user).get(address_of(name, parts)).status_code == 404


@pytest.mark.parametrize("pk", [999_999, 99_999_999_999_999_999_999])
@pytest.mark.parametrize(("name", "parts"), [(name, parts) for name, parts in NAMES if "pk" in parts])
def test_days_that_do_not_exist_are_404(client: Client, name: str, parts: tuple[str, ...], pk: int) -> None:
    address = address_of(name, parts, pk)
    looked = client.get(address)
    answer = client.post(address) if looked.status_code == 405 else looked  # some pages only take a post
    assert answer.status_code == 404


def test_patients_of_a_day_are_shown_and_the_view_is_logged(client: Client, manager: User) -> None:
    from casedays.cases import book_patient
    from practices.models import PatientView
    from tests.factories.casedays import staff_of
    from tests.factories.practices import PatientFactory

    day = confirmed_day()
    patient = PatientFactory.create(practice=day.practice, first_name="Noah", last_name="Petrov")
    book_patient(
        case_day=day, patient=patient, actor=staff_of(day.practice), start_time=day.first_case_time, minutes=60
    )
    assert "Noah Petrov" not in get(client, "casedays-detail", pk=day.pk)
    assert "Noah Petrov" in get(client, "cases-list", pk=day.pk)
    assert PatientView.objects.get().viewer == manager
