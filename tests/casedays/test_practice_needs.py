"""What needs a practice: the same on its first screen, on the badge of that screen, and in the patients' readiness."""

import datetime as dt
from typing import Any

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.cases import missing, readiness
from casedays.cases.unready import not_ready
from casedays.models import Case, CaseDay
from casedays.selectors.practice_days import sites_of
from casedays.selectors.practice_home import home_of
from practices.models import Practice
from scheduling_portal.core.models import Rules
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    planned_day,
    requested_day,
)
from tests.factories.practices import PatientFactory
from tests.personas import client_of
from tests.support.clinician import html_of

pytestmark = pytest.mark.django_db

HOME, LIST = "/practice/", "/practice/case-days/"


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


def booked(day: CaseDay, at: int, patient: dict[str, Any], **case: Any) -> Case:
    """A booking in which nothing is missing but what is given as missing."""
    record = {
        "date_of_birth": dt.date(1980, 5, 17), "asa_class": 1, "weight_kg": 70, "weight_measured_on": day.date,
        **patient,
    }  # fmt: skip
    booking = {"consent": "signed", "fasting_given_on": day.date, "escort_name": "Ann", **case}
    return Case.objects.create(
        case_day=day,
        practice=day.practice,
        patient=PatientFactory.create(practice=day.practice, **record),
        start_time=dt.time(7 + at // 2, 30 * (at % 2)),
        minutes=10,
        **booking,
    )


def shifted(date: dt.date, years: int, days: int = 0) -> dt.date:
    return date.replace(year=date.year - years) + dt.timedelta(days=days)


@pytest.mark.parametrize(
    "make",
    [
        lambda day: booked(day, 1, {}),
        lambda day: booked(day, 1, {}, consent="sent"),
        lambda day: booked(day, 1, {}, fasting_given_on=None),
        lambda day: booked(day, 1, {}, escort_name=""),
        lambda day: booked(day, 1, {"asa_class": None}),
        lambda day: booked(day, 1, {"weight_kg": None}),
        lambda day: booked(day, 1, {"weight_measured_on": None}),
        *(lambda day, n=n: booked(day, 1, {"weight_measured_on": day.date - dt.timedelta(n)}) for n in range(86, 96)),
        *(lambda day, n=n: booked(day, 1, {"date_of_birth": shifted(day.date, 18, n)}) for n in (-1, 0, 1)),
        lambda day: booked(day, 1, {"date_of_birth": shifted(day.date, 8), "guardian_name": "Eva"}),
        lambda day: booked(
            day, 1, {"date_of_birth": shifted(day.date, 8), "guardian_name": "Eva", "guardian_phone": "+15035550188"}
        ),
    ],
)
def test_database_and_pages_agree_on_who_is_ready(practice: Practice, make: Any) -> None:
    day = confirmed_day(practice, date=day_ahead(20))
    case = make(day)

    lacking = missing(readiness(case, case.patient, Rules.current(), day.date))

    assert list(not_ready()) == ([case] if lacking else [])


def test_the_badge_of_the_first_screen_says_what_the_screen_says(practice: Practice, practice_user: User) -> None:
    soon = confirmed_day(practice, date=day_ahead(9))
    confirmed_day(practice, date=day_ahead(40))
    lifecycle.confirm_details(case_day=soon, actor=practice_user, version=soon.version)
    ready = confirmed_day(practice, date=day_ahead(10))
    booked(ready, 1, {})
    booked(confirmed_day(practice, date=day_ahead(11)), 1, {"asa_class": None})
    asked = requested_day(practice, date=day_ahead(20))
    lifecycle.propose_date(case_day=asked, actor=ManagerFactory.create(), date=day_ahead(21))
    planned_day(practice, date=day_ahead(12))
    confirmed_day(date=day_ahead(9))  # another practice's

    todos = home_of(practice_user, sites_of(practice_user), show_past=False).todos

    assert len(todos) == 1 + 3 + 2  # the proposal; details of three; nobody booked, and somebody not ready
    response = client_of(practice_user).get(HOME)
    nav = {item.label: item.badge for item in response.context["shell"].nav}
    assert nav["Home"] == len(response.context["page"].todos) == len(todos)
    assert not nav["Case days"]


def test_proposal_outlives_the_date_that_was_asked_for(practice: Practice, practice_user: User) -> None:
    day = requested_day(practice, date=day_ahead(20))
    lifecycle.propose_date(case_day=day, actor=ManagerFactory.create(), date=day_ahead(25))
    CaseDay.objects.filter(pk=day.pk).update(date=day_ahead(-2))

    html = html_of(practice_user, HOME)

    assert "Another date is proposed for" in html
    assert "The date has passed." not in html


@pytest.mark.parametrize("besides", [False, True])
def test_a_day_without_somebody_is_at_risk_whatever_else_is_there(
    practice: Practice, practice_user: User, besides: bool
) -> None:
    day = accepted_day(practice, date=day_ahead(20))
    medic = in_slot(day, ProviderType.MEDIC)
    staffing.decline_assignment(assignment=medic, actor=medic.clinician.user, reason="Ill")
    if besides:
        ask_for_another_date(practice_user, fresh(day))

    for url in (HOME, LIST, f"{LIST}{day.pk}/"):
        html = html_of(practice_user, url)
        assert "At risk" in html
        assert "The medic is being replaced." in html
        assert ("Change asked" in html) is besides
        assert "Ill" not in html


def ask_for_another_date(user: User, day: CaseDay) -> None:
    data = {
        "site": day.site_id, "date": day_ahead(40).isoformat(), "first_case_time": "07:30", "expected_end": "14:00",
        "expected_patients": 5, "children": "no", "contact_name": day.contact_name, "parking": day.parking,
        "contact_phone": str(day.contact_phone or ""), "version": day.version, "confirmed": "1",
    }  # fmt: skip
    client_of(user).post(f"{LIST}{day.pk}/edit/", data)
    assert day.changes.get().status == "waiting"


def test_a_full_team_is_not_at_risk(practice: Practice, practice_user: User) -> None:
    accepted_day(practice)

    assert "At risk" not in html_of(practice_user, HOME)


def test_what_is_off_stands_under_its_date_and_not_under_past(practice: Practice, practice_user: User) -> None:
    off, refused = planned_day(practice, date=day_ahead(20)), requested_day(practice, date=day_ahead(30))
    boss = ManagerFactory.create()
    lifecycle.cancel_case_day(case_day=off, actor=boss, reason="Chair broken")
    lifecycle.reject_request(case_day=refused, actor=boss, reason="No team")

    html = html_of(practice_user, LIST)
    assert "1 cancelled, 1 rejected" in html
    assert "coming day" not in html
    assert "Nothing more. Reason: Chair broken" in html
    assert "No team" in html_of(practice_user, f"{LIST}?when=coming&status=rejected")
    assert "Chair broken" not in html_of(practice_user, f"{LIST}?when=past")
    assert "Chair broken" in html_of(practice_user, HOME)


def test_coming_days_are_counted_without_those_that_are_off(practice: Practice, practice_user: User) -> None:
    off = planned_day(practice, date=day_ahead(20))
    requested_day(practice, date=day_ahead(30))
    lifecycle.cancel_case_day(case_day=off, actor=ManagerFactory.create(), reason="Chair broken")

    assert "1 coming day, 1 cancelled" in html_of(practice_user, LIST)
    assert "1 coming day<" in html_of(practice_user, f"{LIST}?status=requested").replace("\n", "")


def test_past_holds_what_is_over_by_date(practice: Practice, practice_user: User) -> None:
    day = planned_day(practice, date=day_ahead(20))
    CaseDay.objects.filter(pk=day.pk).update(date=day_ahead(-3), status="cancelled", status_reason="Chair broken")

    assert "Chair broken" not in html_of(practice_user, LIST)
    html = html_of(practice_user, f"{LIST}?when=past")
    assert "Chair broken" in html
    assert "How it ended" in html
    assert "What happens next" not in html


def test_day_page_says_beside_its_status_whether_the_details_are_confirmed(
    practice: Practice, practice_user: User
) -> None:
    day = confirmed_day(practice)
    url = f"{LIST}{day.pk}/"
    assert "Details to confirm" in html_of(practice_user, url)

    lifecycle.confirm_details(case_day=day, actor=practice_user, version=day.version)

    heading = html_of(practice_user, url).split("</h1>")[0]
    assert "Details confirmed" in heading
