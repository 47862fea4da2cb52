"""Finding things by a line of text: how dates are read, what is found, by whom, and what it costs."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from casedays import staffing
from casedays.forms.find import FindForm, date_in
from casedays.selectors.find import MOST, Wanted, find
from scheduling_portal.core import wording
from tests.factories.accounts import ClinicianFactory, UserFactory
from tests.factories.casedays import accepted_day, active, planned_day, requested_day, staff_of, trio
from tests.factories.practices import PracticeFactory, SiteFactory
from tests.personas import client_of

TODAY = dt.date(2027, 3, 3)
THURSDAY = dt.date(2027, 3, 11)


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


def page(client: Client, typed: str) -> str:
    response = client.get(reverse("manager:find"), {"q": typed})
    assert response.status_code == 200
    return response.content.decode()


# What was typed.


@pytest.mark.parametrize(
    "typed",
    [
        "2027-03-11", "3/11/2027", "3/11/27", "3/11", "11 Mar", "Mar 11", "11 March", "March 11", "March 11, 2027",
        "11 Mar 2027", "Thu 11 Mar", "Thursday 11 March 2027", "thu. 11 mar", "  Thu,  Mar 11 ",
    ],
)  # fmt: skip
def test_dates_are_read_as_people_type_them(typed: str) -> None:
    assert date_in(typed, TODAY) == THURSDAY


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("today", TODAY),
        ("Tomorrow", dt.date(2027, 3, 4)),
        ("yesterday", dt.date(2027, 3, 2)),
        ("30 Dec", dt.date(2026, 12, 30)),
        ("29 Feb", dt.date(2028, 2, 29)),
        ("29 Feb 2027", None),
        ("31 Nov", None),
        ("11 Mar 0001", None),
        ("Monday Dental", None),
        ("March", None),
        ("11", None),
        ("", None),
    ],
)
def test_a_date_without_a_year_is_the_nearest_and_no_date_is_none(typed: str, found: dt.date | None) -> None:
    assert date_in(typed, TODAY) == found


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Bell & Sons", Wanted(words=("Bell", "&", "Sons"))),
        ("#12", Wanted(words=("#12",), number=12)),
        ("12", Wanted(words=("12",), number=12)),
        ("0", Wanted(words=("0",))),
        ("9" * 30, Wanted(words=("9" * 30,))),
        ("11 Mar", Wanted(date=THURSDAY)),
        (" \t ", Wanted()),
        ("x" * 101, Wanted()),
        ("\x00", Wanted()),
    ],
)
def test_what_was_typed_is_a_date_a_number_or_words(typed: str, wanted: Wanted) -> None:
    assert FindForm({"q": typed}).wanted(TODAY) == wanted


# What is found.


@pytest.mark.django_db
def test_practice_is_found_by_its_name_its_site_and_its_city(client: Client) -> None:
    practice = PracticeFactory.create(name="Harbor Family Dental")
    SiteFactory.create(practice=practice, name="Pier 9", city="Astoria", state="OR")
    SiteFactory.create(practice=practice, name="Closed", city="Astoria", state="OR", active=False)
    PracticeFactory.create(name="Bell & Sons")
    address = reverse("manager:practices-detail", args=[practice.pk])
    for typed in ("harbor", "pier", "ASTORIA", "harbor astoria"):
        html = page(client, typed)
        assert f'href="{address}"' in html
        assert "Bell &amp; Sons" not in html
    assert "Pier 9, Astoria OR" in page(client, "astoria")
    assert "Closed" not in page(client, "astoria")
    assert "Pier 9, Astoria OR" in page(client, "harbor")  # its name has every word: all its sites
    assert "Closed" not in page(client, "harbor")
    assert "Nothing found" in page(client, "harbor salem")


@pytest.mark.django_db
def test_clinician_is_found_by_name_also_who_left(client: Client) -> None:
    here = ClinicianFactory.create(user__first_name="Luis", user__last_name="Ortega")
    gone = ClinicianFactory.create(user__first_name="Ana", user__last_name="Ortega", active=False)
    html = page(client, "ortega")
    places = [html.index(reverse("manager:clinicians-detail", args=[one.pk])) for one in (here, gone)]
    assert places == sorted(places)
    assert html.count("no longer active") == 1
    assert "Ana Ortega" not in page(client, "luis ortega")


@pytest.mark.django_db
def test_case_day_is_found_by_its_date_and_its_number(client: Client) -> None:
    day, other = planned_day(), requested_day(date=dt.date(2027, 3, 11))
    for typed in (day.date.isoformat(), str(day.pk), f"#{day.pk}"):
        html = page(client, typed)
        assert f'href="{reverse("manager:casedays-detail", args=[day.pk])}"' in html
        assert f"/case-days/{other.pk}/" not in html
    assert f"Case days on {wording.day(day.date)}" in page(client, day.date.isoformat())
    assert "No case day on this date" in page(client, "2027-12-25")


@pytest.mark.django_db
def test_a_confirmed_day_with_an_open_slot_says_so(client: Client) -> None:
    day = accepted_day()
    assert "At risk" not in page(client, str(day.pk))
    nurse = active(day)[1]
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
    assert "At risk" in page(client, str(day.pk))


@pytest.mark.django_db
def test_what_was_typed_stays_and_is_escaped(client: Client) -> None:
    html = page(client, "<b>Bell</b>")
    assert 'value="&lt;b&gt;Bell&lt;/b&gt;"' in html
    assert "<b>Bell</b>" not in html
    assert "Nothing found" in html
    assert "Nothing found" not in page(client, "")


@pytest.mark.django_db
def test_too_much_is_said_at_the_field(client: Client) -> None:
    html = page(client, "x" * 101)
    assert "Look for at most 100 characters" in html
    assert "x" * 101 in html
    assert "Nothing found" not in html


@pytest.mark.django_db
def test_more_than_fits_leads_to_the_whole_list(client: Client) -> None:
    for _ in range(MOST + 1):
        ClinicianFactory.create(user__last_name="Ortega & Co")
    html = page(client, "ortega &")
    assert html.count("/manager/clinicians/") >= MOST
    assert f'href="{reverse("manager:clinicians-list")}?q=ortega%20%26"' in html


# By whom, and what it costs.


@pytest.mark.django_db
def test_nobody_but_managers_finds_anything_of_others() -> None:
    day = accepted_day()
    site = day.site.name
    stranger, staff = UserFactory.create(), staff_of(PracticeFactory.create())
    for user in (stranger, staff):
        assert find(user, Wanted(words=(site,))).nothing
        assert find(user, Wanted(number=day.pk)).nothing
        assert client_of(user).get(reverse("manager:find"), {"q": site}).status_code == 404


@pytest.mark.django_db
def test_three_queries_however_much_there_is(
    manager: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        trio()
        requested_day()
    for wanted in (Wanted(words=("e", "a"), number=1), Wanted(date=THURSDAY), Wanted()):
        with django_assert_max_num_queries(3):
            find(manager, wanted)


@pytest.mark.django_db
def test_every_page_of_the_portal_leads_there(client: Client) -> None:
    html = client.get(reverse("manager:casedays-board")).content.decode()
    assert f'action="{reverse("manager:find")}" role="search"' in html
    assert f'<a class="top-bar-link" href="{reverse("manager:find")}" aria-label="Find">' in html
