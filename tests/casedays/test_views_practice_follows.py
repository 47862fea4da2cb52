"""What a practice is told before and after it acts on a day: who gets what and when, what else waits, what is over."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from casedays import changes, lifecycle
from casedays.cases import book_patient
from casedays.models import Case, CaseDay
from notifications.enums import Fate
from notifications.models import Delivery
from notifications.rendering import change_words
from practices.models import PatientView, Practice
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.casedays import accepted_day, confirmed_day, day_ahead, fresh, planned_day, requested_day, staff_of
from tests.factories.practices import MembershipFactory, PatientFactory
from tests.personas import client_of
from tests.support.clinician import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_user: User) -> Practice:
    return Practice.objects.get(memberships__user=practice_user)


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def url_of(day: CaseDay, tail: str) -> str:
    return f"/practice/case-days/{day.pk}/{tail}/"


def edit(client: Client, day: CaseDay, **fields: object) -> str:
    """Send the form of the edit with these other values; where it leads, in one line."""
    values = {
        "site": day.site_id, "date": day.date.isoformat(), "first_case_time": f"{day.first_case_time:%H:%M}",
        "expected_end": f"{day.expected_end:%H:%M}", "expected_patients": day.expected_patients, "children": "no",
        "contact_name": day.contact_name, "contact_phone": str(day.contact_phone or ""), "parking": day.parking,
        "version": fresh(day).version, **fields,
    }  # fmt: skip
    return " ".join(client.post(url_of(day, "edit"), values, follow=True).content.decode().split())


def booked(day: CaseDay, start: dt.time, **fields: object) -> Case:
    patient = PatientFactory.create(practice=day.practice, **fields)
    return book_patient(case_day=day, actor=staff_of(day.practice), patient=patient, start_time=start, minutes=45)


class TestCancelling:
    def test_says_when_a_text_waits_for_the_morning(self, practice: Practice, practice_user: User) -> None:
        with time_machine.travel(dt.datetime(2027, 3, 3, 18, 0, tzinfo=dt.UTC), tick=False):
            day = accepted_day(practice)
            Delivery.objects.update(fate=Fate.SENT)
        with time_machine.travel(dt.datetime(2027, 3, 4, 8, 0, tzinfo=dt.UTC), tick=False):  # midnight at the site
            page = html_of(practice_user, url_of(day, "cancel"))

        assert "Sends the team <b>3 texts</b>, after 8:00 am their time." in page
        assert "now" not in page.split("Sends the team")[1].split("</li>")[0]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_a_day_that_is_off_leads_to_the_day(self, client: Client, practice: Practice, method: str) -> None:
        day = planned_day(practice)
        lifecycle.cancel_case_day(case_day=day, actor=ManagerFactory.create(), reason="Water damage")

        response = getattr(client, method)(url_of(day, "cancel"), {"reason": "Again"}, follow=True)

        assert response.redirect_chain[-1][0] == url_of(day, "").replace("//", "/")
        assert "This day is cancelled already." in response.content.decode()
        assert fresh(day).status_reason == "Water damage"


class TestAcceptingTwice:
    @pytest.fixture
    def day(self, practice: Practice) -> CaseDay:
        day = requested_day(practice)
        lifecycle.propose_date(case_day=day, actor=ManagerFactory.create(), date=day_ahead(30))
        return day

    def test_says_that_one_has_accepted_already(self, client: Client, day: CaseDay) -> None:
        client.post(url_of(day, "proposal"), {"answer": "accept"})

        page = client.post(url_of(day, "proposal"), {"answer": "accept"}, follow=True).content.decode()

        assert "You accepted this date already: it is planned." in page
        assert "cannot be answered" not in page

    def test_names_the_colleague_who_did(self, client: Client, practice: Practice, day: CaseDay) -> None:
        colleague: User = UserFactory.create(first_name="Tessa", last_name="Nguyen")
        MembershipFactory.create(user=colleague, practice=practice)
        lifecycle.answer_proposal(case_day=day, actor=colleague, accept=True)

        page = client.post(url_of(day, "proposal"), {"answer": "accept"}, follow=True).content.decode()

        assert "Tessa Nguyen accepted this date already: it is planned." in page

    def test_says_nothing_of_the_sort_when_a_manager_planned_it(self, client: Client, day: CaseDay) -> None:
        lifecycle.accept_request(case_day=day, actor=ManagerFactory.create(), date=day.date)

        page = client.post(url_of(day, "proposal"), {"answer": "accept"}, follow=True).content.decode()

        assert "accepted this date already" not in page


class TestEditWhileAChangeWaits:
    @pytest.fixture
    def day(self, client: Client, practice: Practice) -> CaseDay:
        day = planned_day(practice)
        assert "Your change waits" in edit(client, day, date=day_ahead(40).isoformat(), confirmed="1")
        return day

    def test_the_form_says_what_waits(self, practice_user: User, day: CaseDay) -> None:
        page = html_of(practice_user, url_of(day, "edit"))

        assert "Your change waits for a manager" in page
        assert "The form shows the day as it stands, without it." in page
        assert "<del>" in page

    def test_what_applies_at_once_leaves_it_waiting(self, client: Client, day: CaseDay) -> None:
        page = edit(client, day, notes="Side door")

        assert "Save this change?" in page
        assert "<b>Your change that waits</b> for a manager goes on waiting: Date" in page

    def test_what_a_manager_decides_takes_its_place(self, client: Client, day: CaseDay) -> None:
        page = edit(client, day, date=day_ahead(50).isoformat())

        assert "It takes the place of <b>your change that waits now</b>: Date" in page

    def test_what_touches_the_same_field_makes_it_void(self, client: Client, practice: Practice) -> None:
        day = planned_day(practice)
        edit(client, day, date=day_ahead(40).isoformat(), notes="Front door", confirmed="1")

        page = edit(client, day, notes="Side door")

        assert "can no longer be applied after this" in page
        edit(client, day, notes="Side door", confirmed="1")
        waiting = day.changes.get(status="waiting")
        with pytest.raises(Exception, match="The day was changed since this was asked for"):
            changes.apply_change(change=waiting, actor=ManagerFactory.create())

    def test_nothing_is_said_where_nothing_waits(self, client: Client, practice: Practice) -> None:
        assert "goes on waiting" not in edit(client, planned_day(practice), notes="Side door")


class TestWhomNewTimesLeaveOut:
    def test_is_named_also_when_no_manager_is_asked(self, client: Client, practice: Practice) -> None:
        day = confirmed_day(practice)
        case = booked(day, dt.time(7, 30), last_name="Petrov")
        booked(day, dt.time(9), last_name="Lindqvist")
        PatientView.objects.all().delete()

        page = edit(client, day, first_case_time="07:45")

        assert "Booked patients would no longer fit" in page
        assert "1 booked patient does not fit these times" in page
        assert f'href="/practice/cases/{case.pk}/"' in page
        assert "7:30 am to 8:15 am" in page
        assert "Petrov" in page
        assert "Lindqvist" not in page
        assert PatientView.objects.get().patient_id == case.patient_id
        assert fresh(day).first_case_time == dt.time(7, 30)


def test_saving_at_once_counts_the_texts_and_says_when(client: Client, practice: Practice) -> None:
    day = accepted_day(practice)
    Delivery.objects.update(fate=Fate.SENT)

    page = edit(client, day, first_case_time="07:45")

    assert "Sends the team <b>3 texts</b>" in page
    assert "Save and text 3" in page


def test_changes_read_as_one_sentence() -> None:
    told = [("Children on the day", "no", "yes"), ("First case", "7:30 am", "7:00 am")]
    untold = [("Parking and door code", "", ""), ("Number of patients", "", "")]
    assert change_words([*told, *untold]) == (
        "Children on the day no, now yes; first case 7:30 am, now 7:00 am; "
        "parking and door code changed; number of patients changed"
    )
