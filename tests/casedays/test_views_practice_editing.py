"""A practice edits a request and a day, and takes a change back."""

import pytest
from django.test import Client

from accounts.models import User
from casedays.states import Status
from practices.models import Practice
from tests.factories.casedays import day_ahead, fresh, planned_day, requested_day
from tests.factories.practices import MembershipFactory
from tests.personas import client_of
from tests.support.practice import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


def test_a_request_is_edited_at_once(client: Client, practice: Practice) -> None:
    day = requested_day(practice)

    client.post(
        f"/practice/case-days/{day.pk}/edit/",
        typed(practice, date_1=day_ahead(33).isoformat(), expected_patients=7, version=day.version),
    )

    edited = fresh(day)
    assert (edited.date, edited.expected_patients, edited.status) == (day_ahead(33), 7, Status.REQUESTED)


def test_the_second_editor_sees_what_the_first_changed_and_keeps_their_own(client: Client, practice: Practice) -> None:
    day = requested_day(practice)
    colleague = client_of(MembershipFactory.create(practice=practice).user)
    mine = typed(practice, date_1=day.date.isoformat(), notes="Mine", version=day.version)
    colleague.post(f"/practice/case-days/{day.pk}/edit/", {**mine, "notes": "Theirs"})

    page = client.post(f"/practice/case-days/{day.pk}/edit/", mine).content.decode()

    assert "Somebody else changed this day while you were editing" in page
    assert "<td>Theirs</td><td><b>Mine</b></td>" in page
    assert fresh(day).notes == "Theirs"
    client.post(f"/practice/case-days/{day.pk}/edit/", {**mine, "version": fresh(day).version})
    assert fresh(day).notes == "Mine"


def test_an_edit_of_a_planned_day_says_what_follows_before_it_is_saved(client: Client, practice: Practice) -> None:
    day = planned_day(practice)
    edit = typed(practice, date=day_ahead(40).isoformat(), version=day.version)

    page = client.post(f"/practice/case-days/{day.pk}/edit/", edit).content.decode()

    assert "This will ask a manager." in page
    assert "Ask a manager" in page
    assert not day.changes.exists()
    back = client.post(f"/practice/case-days/{day.pk}/edit/", {**edit, "change": "1"}).content.decode()
    assert f'value="{day_ahead(40).isoformat()}"' in back
    client.post(f"/practice/case-days/{day.pk}/edit/", {**edit, "confirmed": "1"})
    assert day.changes.get().status == "waiting"
    assert fresh(day).date == day.date
    detail = client.get(f"/practice/case-days/{day.pk}/").content.decode()
    assert "Your change waits for a manager" in detail
    assert "Withdraw this change" in detail


def test_a_stale_edit_of_a_planned_day_is_shown_and_nothing_is_saved(client: Client, practice: Practice) -> None:
    day = planned_day(practice)
    edit = typed(practice, date=day.date.isoformat(), notes="Mine", version=day.version)
    client.post(f"/practice/case-days/{day.pk}/edit/", {**edit, "notes": "Theirs", "confirmed": "1"})

    page = client.post(f"/practice/case-days/{day.pk}/edit/", {**edit, "confirmed": "1"}).content.decode()

    assert "<td>Theirs</td><td><b>Mine</b></td>" in page
    assert fresh(day).notes == "Theirs"


def test_an_edit_without_a_difference_says_so(client: Client, practice: Practice) -> None:
    day = planned_day(practice)
    same = typed(
        practice,
        date=day.date.isoformat(),
        version=day.version,
        contact_name=day.contact_name,
        contact_phone=day.contact_phone,
        parking=day.parking,
    )

    response = client.post(f"/practice/case-days/{day.pk}/edit/", same, follow=True)

    assert "Nothing was different, so nobody was told." in response.content.decode()
    assert not day.changes.exists()


def test_a_waiting_change_is_withdrawn(client: Client, practice: Practice) -> None:
    day = planned_day(practice)
    edit = typed(practice, date=day_ahead(40).isoformat(), version=day.version, confirmed="1")
    client.post(f"/practice/case-days/{day.pk}/edit/", edit)
    change = day.changes.get()

    assert "Withdraw this change?" in client.get(f"/practice/changes/{change.pk}/withdraw/").content.decode()
    client.post(f"/practice/changes/{change.pk}/withdraw/")

    change.refresh_from_db()
    assert change.status == "withdrawn"
