"""What a practice is told before it acts: whose slot an edit touches, what declining a date does, who checks a team."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from casedays import lifecycle
from casedays.cases import book_patient
from casedays.changes.policy import decide
from casedays.models import Case, CaseDay
from practices.models import PatientView, Practice
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory
from tests.factories.casedays import confirmed_day, day_ahead, fresh, planned_day, requested_day, staff_of
from tests.factories.practices import PatientFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def booked(day: CaseDay, start: dt.time = dt.time(8), **fields: object) -> Case:
    patient = PatientFactory.create(practice=day.practice, **fields)
    return book_patient(
        case_day=day, actor=staff_of(day.practice), patient=patient, start_time=start, minutes=45, procedure=""
    )


def edit(client: Client, day: CaseDay, **fields: object) -> str:
    """Send the form of the edit with these other values."""
    values = {
        "site": day.site_id,
        "date": day.date.isoformat(),
        "first_case_time": f"{day.first_case_time:%H:%M}",
        "expected_end": f"{day.expected_end:%H:%M}",
        "expected_patients": day.expected_patients,
        "children": "yes" if day.children else "no",
        "contact_name": day.contact_name,
        "contact_phone": str(day.contact_phone or ""),
        "parking": day.parking,
        "version": fresh(day).version,
        **fields,
    }
    return client.post(f"/practice/case-days/{day.pk}/edit/", values).content.decode()


class TestEditAsksAManager:
    def test_whom_the_new_times_leave_out_is_named(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        early = booked(day, dt.time(8), last_name="Petrov")
        booked(day, dt.time(11), last_name="Lindqvist")

        page = edit(client, day, first_case_time="10:00")

        assert "Ask for this change?" in page
        assert "1 booked patient does not fit the new times" in page
        assert f'href="/practice/cases/{early.pk}/"' in page
        assert "Petrov" in page
        assert "8:00 am to 8:45 am" in page
        assert "Lindqvist" not in page
        assert PatientView.objects.get().patient_id == early.patient_id
        assert "Breadcrumb" in page

    def test_who_moves_with_the_day_is_named(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        booked(day, last_name="Petrov")

        page = edit(client, day, date=day_ahead(30).isoformat())

        assert "1 booked patient moves with the day" in page
        assert "Petrov" in page
        assert "not fit" not in page

    def test_an_edit_of_words_names_nobody(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        booked(day, last_name="Petrov")
        assert "Petrov" not in edit(client, day, notes="Side door")
        assert not PatientView.objects.exists()


class TestDecliningAProposedDate:
    @pytest.fixture
    def day(self, practice: Practice) -> CaseDay:
        day = requested_day(practice)
        lifecycle.propose_date(case_day=day, actor=ManagerFactory.create(), date=day_ahead(30))
        return day

    def test_asks_once_and_says_what_follows(self, client: Client, day: CaseDay) -> None:
        client.post(f"/practice/case-days/{day.pk}/proposal/", {"answer": "decline"})
        assert fresh(day).proposed_date is not None
        page = client.get(f"/practice/case-days/{day.pk}/proposal/decline/").content.decode()
        assert "not suit?" in page
        assert "Your request stands as it was" in page
        assert "Clinical managers are told" in page

    @pytest.mark.parametrize("reason", ["", "Our hygienist is away"])
    def test_the_reason_is_optional_and_kept(self, client: Client, day: CaseDay, reason: str) -> None:
        client.post(f"/practice/case-days/{day.pk}/proposal/decline/", {"reason": reason})
        assert fresh(day).proposed_date is None
        assert TimelineEntry.objects.get(kind="proposal_declined").reason == reason

    def test_too_long_a_reason_is_kept_and_nothing_is_declined(self, client: Client, day: CaseDay) -> None:
        page = client.post(f"/practice/case-days/{day.pk}/proposal/decline/", {"reason": "x" * 501}).content.decode()
        assert "Keep the reason under 500 characters." in page
        assert "x" * 501 in page
        assert fresh(day).proposed_date is not None

    def test_without_a_proposal_there_is_nothing_to_decline(self, client: Client, practice: Practice) -> None:
        day = requested_day(practice)
        page = client.get(f"/practice/case-days/{day.pk}/proposal/decline/", follow=True).content.decode()
        assert "No other date is proposed any more." in page


class TestChildOnADayForAdults:
    def test_day_and_first_screen_say_that_the_team_is_checked(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        booked(day, date_of_birth=day.date - dt.timedelta(days=5 * 365))

        assert "A manager is checking the team" in client.get(f"/practice/case-days/{day.pk}/").content.decode()
        assert "a manager is checking the team" in client.get("/practice/").content.decode()

    def test_adults_need_no_check(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        booked(day, date_of_birth=dt.date(1980, 1, 1))

        assert "checking the team" not in client.get(f"/practice/case-days/{day.pk}/").content.decode()
        assert "checking the team" not in client.get("/practice/").content.decode()


class TestReasonForAManager:
    def test_names_all_that_decided(self) -> None:
        day, later = planned_day(), day_ahead(40).isoformat()
        fields: dict[str, list[Any]] = {
            "date": [day.date.isoformat(), later],
            "children": [False, True],
            "notes": ["", "x"],
        }
        why = decide(day, fields, hours_to_day=500).why
        assert why == "Needs a manager because the date changes, and because it is the first child on the day."

    def test_names_what_is_too_near(self) -> None:
        day = planned_day()
        fields: dict[str, list[Any]] = {
            "date": [day.date.isoformat(), day_ahead(40).isoformat()],
            "first_case_time": ["07:30", "07:45"],
        }
        why = decide(day, fields, hours_to_day=24).why
        assert why == (
            "Needs a manager because the date changes, "
            "and because the day is less than 72 hours away and the first case changes."
        )


class TestDayThatWasCalledOff:
    def test_still_tells_the_dates_that_were_wanted(self, client: Client, practice: Practice) -> None:
        day = requested_day(practice, alternatives=[day_ahead(31)])
        lifecycle.cancel_case_day(case_day=day, actor=staff_of(practice), reason="Water damage")
        html = client.get(f"/practice/case-days/{day.pk}/").content.decode()
        assert "<dt>Wanted</dt>" in html

    def test_its_patients_page_says_so(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        lifecycle.cancel_case_day(case_day=day, actor=ManagerFactory.create(), reason="Water damage")
        html = client.get(f"/practice/case-days/{day.pk}/patients/").content.decode()
        assert "This day is cancelled" in html
        assert "Patients are booked on confirmed days" not in html


def test_repeat_rule_has_a_line_for_its_dates(client: Client) -> None:
    html = client.get("/practice/case-days/request/").content.decode()
    assert 'data-repeat="26"' in html
    assert "data-repeat-said" in html
