"""The page about oneself, in each portal and outside."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from scheduling_portal.core.models import TimelineEntry
from tests.personas import client_of


def _person(user: User, **fields: Any) -> dict[str, Any]:
    return {
        "first_name": user.first_name, "last_name": user.last_name, "mobile": str(user.mobile),
        "time_zone": user.time_zone, "theme": "system", **fields,
    }  # fmt: skip


def _clinician(user: User, **fields: Any) -> dict[str, Any]:
    return _person(user) | {"home_zip": "97201", "max_days_per_week": "5", **fields}


def test_everybody_has_one_in_their_portal(
    manager: User, practice_user: User, nurse: User, administrator: User
) -> None:
    for user, address in (
        (manager, "/manager/me/"), (practice_user, "/practice/me/"), (nurse, "/clinician/me/"),
        (administrator, "/accounts/me/"),
    ):  # fmt: skip
        page = client_of(user).get(address).content.decode()
        assert "My account" in page
        assert "Passkeys and second factor" in page


def test_saves_what_one_says(practice_user: User) -> None:
    data = _person(practice_user, first_name="Tess", mobile="(503) 555-0177", time_zone="America/Denver", theme="dark")
    answer = client_of(practice_user).post("/practice/me/", data, follow=True)
    assert 'data-theme="dark"' in answer.content.decode()
    practice_user.refresh_from_db()
    assert practice_user.first_name == "Tess"
    assert practice_user.mobile.as_e164 == "+15035550177"
    assert practice_user.time_zone == "America/Denver"


def test_clinician_changes_home_and_limits(nurse: User) -> None:
    client_of(nurse).post("/clinician/me/", _clinician(nurse, home_zip="98101", max_days_per_week="3", max_miles="80"))
    clinician = nurse.clinician
    clinician.refresh_from_db()
    assert (clinician.home_zip, clinician.max_days_per_week, clinician.max_miles) == ("98101", 3, 80)
    assert clinician.latitude is not None
    assert clinician.latitude > 47
    entry = TimelineEntry.objects.get(topic="clinician", topic_id=clinician.pk)
    assert entry.changes["home_zip"] == ["97201", "98101"]


def test_unchanged_page_writes_no_step(nurse: User) -> None:
    client_of(nurse).post("/clinician/me/", _clinician(nurse))
    assert not TimelineEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"home_zip": "00000"}, "There is no ZIP code 00000."),
        ({"home_zip": "abc"}, "Five digits"),
        ({"max_days_per_week": "9"}, "Enter 7 or less; this is 9."),
        ({"mobile": "12"}, "Enter a phone number with area code, such as 503 555 0142."),
        ({"first_name": ""}, "First name: fill this in."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_wrong_input_is_told_at_the_field_and_kept(nurse: User, fields: dict[str, str], words: str) -> None:
    answer = client_of(nurse).post("/clinician/me/", _clinician(nurse, **fields))
    page = answer.content.decode()
    assert words in page
    assert nurse.get_full_name() in page
    value = next(iter(fields.values()))
    assert not value or value in page


def test_extra_fields_give_no_rights(nurse: User) -> None:
    client_of(nurse).post(
        "/clinician/me/", _clinician(nurse, is_manager="on", is_staff="on", email="x@evil.test", provider_type="medic")
    )
    nurse.refresh_from_db()
    nurse.clinician.refresh_from_db()
    assert (nurse.is_manager, nurse.is_staff, nurse.email) == (False, False, "nurse@people.test")
    assert nurse.clinician.provider_type == "nurse"


def test_person_with_two_roles_can_switch(both: User) -> None:
    page = client_of(both).get("/manager/me/").content.decode()
    assert reverse("clinician:home") in page


def test_own_credentials_are_shown(nurse: User, django_assert_max_num_queries: Any) -> None:
    browser = client_of(nurse)
    with django_assert_max_num_queries(15):
        page = browser.get("/clinician/me/").content.decode()
    assert "State licence OR" in page
