"""Two people of a practice edit the same day: only what was typed wins, elsewhere the other's stands."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays import lifecycle
from casedays.models import CaseDay
from practices.models import Practice
from scheduling_portal.core.wording import day as say_day
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.casedays import day_ahead, fresh, planned_day, requested_day
from tests.factories.practices import MembershipFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(practice_user: User) -> Client:
    return client_of(practice_user)


@pytest.fixture
def colleague(practice: Practice) -> User:
    user: User = UserFactory.create(first_name="Tessa", last_name="Nguyen")
    MembershipFactory.create(user=user, practice=practice)
    return user


def form_of(day: CaseDay, **fields: object) -> dict[str, object]:
    """What the edit page sends when nothing was touched but `fields`."""
    wanted = {f"date_{row.rank + 1}": row.date.isoformat() for row in day.wanted_dates.all()}
    return {
        "site": day.site_id, "date": day.date.isoformat(), **wanted, "first_case_time": "07:30",
        "expected_end": "14:00", "expected_patients": 5, "children": "no", "contact_name": day.contact_name,
        "contact_phone": str(day.contact_phone or ""), "parking": day.parking, "notes": day.notes,
        "version": day.version, **fields,
    }  # fmt: skip


def save(user: User, day: CaseDay, **fields: object) -> Any:
    """Send it with the yes that a planned day wants."""
    url = reverse("practice:casedays-edit", args=[day.pk])
    return client_of(user).post(url, form_of(day, confirmed="1", **fields))


def test_what_only_the_colleague_changed_stands(client: Client, practice: Practice, colleague: User) -> None:
    day = planned_day(practice, parking="Door code 99#")
    save(colleague, day, parking="Door code 12#", contact_name="Ivy")

    response = client.post(reverse("practice:casedays-edit", args=[day.pk]), form_of(day, notes="Mine"))

    page = response.content.decode()
    stale, form = response.context["stale"], response.context["form"]
    assert [label for label, _, _ in stale.rows] == ["Notes for the team"]
    assert "Change 1 applied by <b>Tessa Nguyen</b>, just now" in page
    assert "Keep theirs" in page
    assert {name: form[name].value() for name in ("parking", "contact_name", "notes")} == {
        "parking": "Door code 12#", "contact_name": "Ivy", "notes": "Mine",
    }  # fmt: skip
    save(colleague, fresh(day), **{name: form[name].value() for name in ("parking", "contact_name", "notes")})
    assert (fresh(day).parking, fresh(day).notes) == ("Door code 12#", "Mine")


def test_what_both_typed_is_shown_side_by_side_and_nothing_is_saved(
    client: Client, practice: Practice, colleague: User
) -> None:
    day = planned_day(practice)
    save(colleague, day, notes="Theirs")

    page = client.post(
        reverse("practice:casedays-edit", args=[day.pk]), form_of(day, notes="Mine", confirmed="1")
    ).content.decode()

    assert "<td>Theirs</td><td><b>Mine</b></td>" in page
    assert fresh(day).notes == "Theirs"
    assert f'name="version" value="{fresh(day).version}"' in page


def test_a_date_that_only_the_colleague_moved_is_not_moved_back(
    client: Client, practice: Practice, colleague: User
) -> None:
    day = requested_day(practice)
    mine = form_of(day, notes="Mine")
    save(colleague, day, date_1=day_ahead(20).isoformat())

    response = client.post(reverse("practice:casedays-edit", args=[day.pk]), mine)

    form = response.context["form"]
    assert [label for label, _, _ in response.context["stale"].rows] == ["Notes for the team"]
    assert form["date_1"].value() == day_ahead(20).isoformat()
    assert "Put mine over it" in response.content.decode()


def test_further_dates_of_a_request_are_kept_too(client: Client, practice: Practice, colleague: User) -> None:
    day = requested_day(practice, alternatives=[day_ahead(16)])
    mine = form_of(day, notes="Mine")
    save(colleague, day, date_2=day_ahead(20).isoformat(), date_3=day_ahead(22).isoformat())

    response = client.post(reverse("practice:casedays-edit", args=[day.pk]), mine)

    form = response.context["form"]
    assert response.context["stale"].untouched == {"wanted_dates"}
    assert [form[f"date_{number}"].value() for number in (1, 2, 3, 4)] == [
        day.date.isoformat(), day_ahead(20).isoformat(), day_ahead(22).isoformat(), "",
    ]  # fmt: skip


def test_dates_that_both_changed_are_shown_side_by_side(client: Client, practice: Practice, colleague: User) -> None:
    day = requested_day(practice)
    save(colleague, day, date_1=day_ahead(20).isoformat())

    response = client.post(
        reverse("practice:casedays-edit", args=[day.pk]), form_of(day, date_1=day_ahead(25).isoformat())
    )

    assert [label for label, _, _ in response.context["stale"].rows] == ["Wanted dates"]
    assert response.context["form"]["date_1"].value() == day_ahead(25).isoformat()
    assert fresh(day).date == day_ahead(20)


def test_typing_what_the_colleague_saved_is_said_to_differ_in_nothing(
    client: Client, practice: Practice, colleague: User
) -> None:
    day = planned_day(practice)
    save(colleague, day, notes="The same")

    page = client.post(
        reverse("practice:casedays-edit", args=[day.pk]), form_of(day, notes="The same")
    ).content.decode()

    assert "Nothing that you typed differs from it." in page


class TestARequestAcceptedWhileItIsEdited:
    """The form of the request is sent to a day that is planned by now."""

    def sent(self, day: CaseDay, **fields: object) -> dict[str, object]:
        form = form_of(day, **fields)
        del form["date"]
        return form

    def test_is_said_with_the_date_planned_and_what_was_typed_stays(
        self, client: Client, practice: Practice, manager: User
    ) -> None:
        day = requested_day(practice, alternatives=[day_ahead(16)])
        mine = self.sent(day, notes="Mine")
        lifecycle.accept_request(case_day=day, actor=manager, date=day_ahead(16))

        response = client.post(reverse("practice:casedays-edit", args=[day.pk]), mine)

        page, form = response.content.decode(), response.context["form"]
        assert f"was accepted meanwhile and is planned on {say_day(day_ahead(16))}." in page
        assert "thing to save" not in page
        assert (form["date"].value(), form["notes"].value()) == (day_ahead(16).isoformat(), "Mine")
        assert [label for label, _, _ in response.context["stale"].rows] == ["Notes for the team"]
        assert fresh(day).notes == day.notes
        again = {**form_of(fresh(day), notes="Mine"), "version": form["version"].value(), "confirmed": "1"}
        client.post(reverse("practice:casedays-edit", args=[day.pk]), again)
        assert fresh(day).notes == "Mine"

    def test_is_said_beside_what_has_to_be_fixed(self, client: Client, practice: Practice, manager: User) -> None:
        day = requested_day(practice)
        mine = self.sent(day, expected_patients="")
        lifecycle.accept_request(case_day=day, actor=manager, date=day.date)

        page = client.post(reverse("practice:casedays-edit", args=[day.pk]), mine).content.decode()

        assert "was accepted meanwhile and is planned on" in page
        assert "Choose a date." not in page
        assert "Fix 1 thing to save this day" in page

    def test_is_said_to_another_manager_too(self, practice: Practice, manager: User) -> None:
        day = requested_day(practice)
        mine = self.sent(day, notes="Mine")
        lifecycle.accept_request(case_day=day, actor=ManagerFactory.create(), date=day.date)

        page = client_of(manager).post(reverse("manager:casedays-edit", args=[day.pk]), mine).content.decode()

        assert f"was accepted meanwhile and is planned on {say_day(day.date)}." in page
        assert "thing to save" not in page


def test_a_save_in_another_tab_of_the_same_person_is_said_as_theirs(
    client: Client, practice: Practice, practice_user: User
) -> None:
    day = planned_day(practice)
    save(practice_user, day, notes="First tab")

    page = client.post(
        reverse("practice:casedays-edit", args=[day.pk]), form_of(day, notes="Second tab")
    ).content.decode()

    assert "You changed this day in another tab" in page
    assert "Somebody else" not in page
    assert "Keep what is saved" in page
    assert "Change 1 applied by you, just now" in page


def test_a_save_of_somebody_else_leaves_nothing_to_fix(client: Client, practice: Practice, colleague: User) -> None:
    day = planned_day(practice)
    save(colleague, day, notes="Theirs")

    page = client.post(reverse("practice:casedays-edit", args=[day.pk]), form_of(day, notes="Mine")).content.decode()

    assert page.count("Somebody else changed this day while you were editing") == 1
    box = page.split("data-error-summary>")[1].split("Keep theirs")[0]
    assert '<div class="stack">' in box  # what gives text, table and button their distance
    assert "thing to save" not in page
