"""The practice's pages of its case days, as a person at the browser uses them."""

import datetime as dt
import itertools

import pytest
from django.test import Client

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from casedays.states import Status
from notifications.enums import Fate
from notifications.models import Delivery
from practices.models import Practice
from tests.factories.casedays import confirmed_day, day_ahead, fresh, planned_day, requested_day, staff_of
from tests.factories.practices import SiteFactory
from tests.personas import client_of
from tests.support.practice import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


@pytest.mark.parametrize("path", ["", "?when=past", "case-days/", "case-days/?when=past", "case-days/request/"])
def test_pages_open_on_an_empty_practice(client: Client, path: str) -> None:
    assert client.get(f"/practice/{path}").status_code == 200


def test_one_day_is_requested_with_its_alternatives_in_order(client: Client, practice: Practice) -> None:
    later, sooner = day_ahead(25), day_ahead(18)

    response = client.post(
        "/practice/case-days/request/", typed(practice, date_2=later.isoformat(), date_3=sooner.isoformat())
    )

    day = CaseDay.objects.get()
    assert response.headers["Location"] == f"/practice/case-days/{day.pk}/"
    assert [wanted.date for wanted in day.wanted_dates.all()] == [day_ahead(20), later, sooner]
    assert day.status == Status.REQUESTED
    assert "Wanted" in client.get(f"/practice/case-days/{day.pk}/").content.decode()


def test_several_dates_become_a_request_each(client: Client, practice: Practice) -> None:
    dates = [day_ahead(days) for days in (30, 20, 40, 50)]

    client.post(
        "/practice/case-days/request/",
        typed(practice, mode="several", **{f"several_{n}": date.isoformat() for n, date in enumerate(dates, 1)}),
    )

    assert [day.date for day in CaseDay.objects.order_by("date")] == sorted(dates)


def test_a_repeat_rule_asks_for_every_second_tuesday(client: Client, practice: Practice) -> None:
    start = day_ahead(10)

    client.post(
        "/practice/case-days/request/",
        typed(
            practice,
            mode="repeat",
            repeat_weeks=2,
            repeat_weekday=1,
            repeat_from=start.isoformat(),
            repeat_until=(start + dt.timedelta(days=45)).isoformat(),
        ),
    )

    days = list(CaseDay.objects.order_by("date"))
    assert {day.date.weekday() for day in days} == {1}
    assert {(b.date - a.date).days for a, b in itertools.pairwise(days)} == {14}
    assert len({day.series for day in days}) == 1
    assert f"Repeats: 1 of {len(days)}." in client.get("/practice/").content.decode()


def test_an_end_before_the_first_case_is_refused_in_words_and_what_was_typed_stays(
    client: Client, practice: Practice
) -> None:
    response = client.post(
        "/practice/case-days/request/", typed(practice, expected_end="07:00", notes="Elevator is out")
    )

    page = response.content.decode()
    assert page.count("Expected end must be after the first case, 7:30 am. Did you mean 7:00 pm?") == 2
    assert "Fix 1 thing to send this request" in page
    assert "Elevator is out" in page
    assert not CaseDay.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"date_1": ""}, "Choose a date."),
        ({"date_1": "2001-02-03"}, "has passed"),
        ({"date_1": "0001-01-01"}, "Enter a date from 2000 to 2100."),
        ({"date_1": "tomorrow"}, "Enter a date, such as 2027-04-07."),
        ({"date_1": "2099-12-31"}, "more than two years away"),
        ({"date_2": day_ahead(20).isoformat()}, "is there twice"),
        ({"site": "999999999999999999999"}, "Choose one of the sites."),
        ({"site": "x"}, "Choose one of the sites."),
        ({"expected_patients": "9" * 40}, "One day holds at most 60 patients."),
        ({"expected_patients": "-1"}, "Expect at least 1 patient."),
        ({"children": "maybe"}, "Select a valid choice"),
        ({"skills": ["abc"]}, "is not a valid value"),
        ({"contact_phone": "12"}, "Enter a phone number with area code"),
        ({"mode": "often"}, "Choose how many days."),
        ({"mode": "repeat"}, "Choose a date."),
        ({"mode": "several"}, "Choose a date."),
        ({"first_case_time": "25:00"}, "Enter a time, such as 7:30 am."),
        ({"notes": "x" * 2001}, "At most 2,000 characters; this has 2,001."),
    ],
)
def test_bad_input_is_answered_at_the_field(
    client: Client, practice: Practice, fields: dict[str, object], sentence: str
) -> None:
    response = client.post("/practice/case-days/request/", typed(practice, **fields))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not CaseDay.objects.exists()


def test_another_practices_site_cannot_be_asked_for(
    client: Client, practice: Practice, other_practice_user: User
) -> None:
    theirs = Practice.objects.get(memberships__user=other_practice_user).sites.get()

    response = client.post("/practice/case-days/request/", typed(practice, site=theirs.pk))

    assert "Choose one of the sites." in response.content.decode()
    assert not CaseDay.objects.exists()


def test_cancelling_asks_once_with_a_reason(client: Client, practice: Practice) -> None:
    day = confirmed_day(practice)
    Delivery.objects.update(fate=Fate.SENT)
    url = f"/practice/case-days/{day.pk}/cancel/"

    question = client.get(url).content.decode()
    assert "<b>3 clinicians</b> are told that the day is off." in question
    assert "Sends the team <b>3 texts</b>" in question
    assert ">Cancel case day and text 3</button>" in question
    assert "novalidate" in question
    assert "Say why, in a few words." in client.post(url, {"reason": " "}).content.decode()
    assert fresh(day).status == Status.CONFIRMED
    client.post(url, {"reason": "The compressor broke"})

    assert (fresh(day).status, fresh(day).status_reason) == (Status.CANCELLED, "The compressor broke")


def test_a_proposed_date_is_answered(client: Client, practice: Practice, manager: User) -> None:
    day = requested_day(practice)
    lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(21))

    assert "Another date is proposed for Main" in client.get("/practice/").content.decode()
    assert "is proposed instead" in client.get(f"/practice/case-days/{day.pk}/").content.decode()
    client.post(f"/practice/case-days/{day.pk}/proposal/decline/", {"reason": ""})
    assert (fresh(day).status, fresh(day).proposed_date) == (Status.REQUESTED, None)
    lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(22))
    client.post(f"/practice/case-days/{day.pk}/proposal/", {"answer": "perhaps"})
    assert fresh(day).status == Status.REQUESTED
    client.post(f"/practice/case-days/{day.pk}/proposal/", {"answer": "accept"})
    assert (fresh(day).status, fresh(day).date) == (Status.PLANNED, day_ahead(22))


def test_details_are_confirmed_from_a_page_that_shows_them(client: Client, practice: Practice) -> None:
    day = confirmed_day(practice, contact_name="Kit Moss", parking="Code 4411")
    url = f"/practice/case-days/{day.pk}/confirm-details/"

    page = client.get(url).content.decode()
    assert "4 Lakeview Blvd" in page
    assert "Kit Moss" in page
    assert "Code 4411" in page
    client.post(url)

    assert fresh(day).details_confirmed_at is not None
    assert "Confirm the details" not in client.get("/practice/").content.decode()
    assert client.get(url).status_code == 302


def test_a_planned_day_is_never_called_confirmed_and_names_nobody(client: Client, practice: Practice) -> None:
    day = planned_day(practice)

    page = client.get(f"/practice/case-days/{day.pk}/").content.decode()

    assert "Not confirmed yet. We are building the team." in page
    assert "slot-name" not in page


def test_a_confirmed_day_names_the_team_without_phones(client: Client, practice: Practice) -> None:
    day = confirmed_day(practice)
    person = day.assignments.select_related("clinician__user").first()
    assert person is not None

    page = client.get(f"/practice/case-days/{day.pk}/").content.decode()

    assert person.clinician.user.get_full_name() in page


def test_the_list_filters_by_status_site_and_time(client: Client, practice: Practice) -> None:
    second = SiteFactory.create(practice=practice, name="Westside")
    here = requested_day(practice, date=day_ahead(10))
    there = requested_day(practice, date=day_ahead(11), site=second)
    gone = planned_day(practice, date=day_ahead(12))
    lifecycle.cancel_case_day(case_day=gone, actor=staff_of(practice), reason="No staff")

    def shown(query: str) -> set[int]:
        page = client.get(f"/practice/case-days/?{query}").content.decode()
        return {day.pk for day in (here, there, gone) if f"/practice/case-days/{day.pk}/" in page}

    assert shown("") == {here.pk, there.pk, gone.pk}
    assert shown(f"site={second.pk}") == {there.pk}
    assert shown("when=past") == set()
    assert shown("status=cancelled") == {gone.pk}
    assert shown("status=planned") == set()
    for nonsense in ("site=abc", "site=99999999999999999999", "page=-4", "page=x", "status=q", "when=later"):
        assert shown(nonsense) == {here.pk, there.pk, gone.pk}, nonsense


@pytest.mark.parametrize("tail", ["", "edit/", "cancel/", "confirm-details/", "patients/", "patients/book/"])
def test_strangers_get_404(
    other_practice_user: User, practice: Practice, manager: User, nurse: User, tail: str
) -> None:
    day = planned_day(practice)

    for person in (other_practice_user, manager, nurse):
        assert client_of(person).get(f"/practice/case-days/{day.pk}/{tail}").status_code == 404
    assert client_of(other_practice_user).get(f"/practice/case-days/99999999999999999999/{tail}").status_code == 404


def test_a_manager_who_is_also_staff_sees_only_their_practice_here(
    practice: Practice, practice_user: User, other_practice_user: User
) -> None:
    practice_user.is_manager = True
    practice_user.save()
    theirs = planned_day(Practice.objects.get(memberships__user=other_practice_user))

    assert client_of(practice_user).get(f"/practice/case-days/{theirs.pk}/").status_code == 404
    assert f"/practice/case-days/{theirs.pk}/" not in client_of(practice_user).get("/practice/").content.decode()
