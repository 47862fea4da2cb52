"""Far-reaching actions of the administration: each asks once, says what follows, and says what it did."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from practices.models import Practice
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import PASSWORD, UserFactory, credentialed_clinician
from tests.personas import client_of, make_practice, make_staff
from tests.support.asking import asked, sure
from tests.support.teams import on_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(administrator: User) -> Client:
    return client_of(administrator)


@pytest.fixture
def practice() -> Practice:
    practice = make_practice("Lakeview Dental Group")
    make_staff(practice, "tessa@people.test", "Tessa", "Nguyen")
    return practice


def test_turning_a_person_off_asks_and_says_what_it_did(browser: Client, nurse: User) -> None:
    on_a_day(nurse.clinician)
    client_of(nurse).get(reverse("clinician:home"))
    page = asked(browser, "accounts_user", "turn_off", nurse)
    assert "Turn off Nora Quinn?" in page
    assert "On 1 case day to come: nobody is taken off a team" in page
    assert _is_on(nurse)
    assert "Turned off: Nora Quinn." in sure(browser, "accounts_user", "turn_off", nurse)
    assert not _is_on(nurse)
    assert "Turned on again: Nora Quinn." in asked(browser, "accounts_user", "turn_on", nurse)
    assert _is_on(nurse)


def _is_on(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_active


def test_yes_to_other_rows_is_no_yes(browser: Client, nurse: User, medic: User) -> None:
    page = asked(browser, "accounts_user", "turn_off", nurse)
    stamp = page.split('name="sure" value="')[1].split('"')[0]
    again = asked(browser, "accounts_user", "turn_off", nurse, medic, sure=stamp)
    assert "Turn off 2 people?" in again
    assert User.objects.filter(pk__in=[nurse.pk, medic.pk], is_active=True).count() == 2


def test_nothing_to_turn_is_said(browser: Client, nurse: User) -> None:
    assert "Nothing to turn on: it is on already." in asked(browser, "accounts_user", "turn_on", nurse)


def test_action_with_nothing_selected_says_so(browser: Client) -> None:
    answer = browser.post(reverse("admin:accounts_user_changelist"), {"action": "turn_off", "index": "0"}, follow=True)
    assert "Items must be selected" in answer.content.decode()


def test_practice_is_turned_off_with_its_consequences_and_written_down(browser: Client, practice: Practice) -> None:
    on_a_day(credentialed_clinician())
    page = asked(browser, "practices_practice", "turn_off", practice)
    assert "1 person of it no longer can open it" in page
    assert "1 case day to come stands as it is and is not cancelled" in page
    assert "Turned off: Lakeview Dental Group." in sure(browser, "practices_practice", "turn_off", practice)
    practice.refresh_from_db()
    assert not practice.active
    assert TimelineEntry.objects.filter(topic="practice", topic_id=practice.pk, kind="turned").count() == 1
    asked(browser, "practices_practice", "turn_on", practice)
    practice.refresh_from_db()
    assert practice.active


def test_site_is_turned_off_and_on(browser: Client, practice: Practice) -> None:
    site = practice.sites.get()
    assert "No new case day can be asked for" in asked(browser, "practices_site", "turn_off", site)
    sure(browser, "practices_site", "turn_off", site)
    site.refresh_from_db()
    assert not site.active
    page = browser.get(reverse("admin:core_timelineentry_changelist")).content.decode()
    assert "Site Main turned off" in page


def test_clinician_is_turned_off_through_the_service(browser: Client, nurse: User) -> None:
    assignment = on_a_day(nurse.clinician)
    sure(browser, "accounts_clinician", "turn_off", nurse.clinician)
    nurse.clinician.refresh_from_db()
    assignment.refresh_from_db()
    assert not nurse.clinician.active
    assert assignment.conflict


@pytest.mark.parametrize("name", ["accounts_user", "accounts_clinician", "practices_practice", "practices_site"])
def test_switch_has_one_door(browser: Client, practice: Practice, nurse: User, name: str) -> None:
    """The form shows whether it is on; its button asks. New records have no switch at all."""
    rows = {
        "accounts_user": nurse,
        "accounts_clinician": nurse.clinician,
        "practices_practice": practice,
        "practices_site": practice.sites.get(),
    }
    page = browser.get(reverse(f"admin:{name}_change", args=[rows[name].pk])).content.decode()
    assert 'value="turn_off"' in page
    assert 'name="active"' not in page and 'name="is_active"' not in page
    new = browser.get(reverse(f"admin:{name}_add")).content.decode()
    assert 'value="turn_off"' not in new
    assert 'name="active"' not in new and 'name="is_active"' not in new


def test_sessions_end_after_a_question(browser: Client, nurse: User) -> None:
    phone = Client()
    phone.post(reverse("account_login"), {"login": nurse.email, "password": PASSWORD})
    phone.get(reverse("clinician:home"))
    assert "End 1 session" in asked(browser, "accounts_user", "sign_out_everywhere", nurse)
    assert phone.get(reverse("clinician:home")).status_code == 200
    assert "1 session ended." in sure(browser, "accounts_user", "sign_out_everywhere", nurse)
    assert phone.get(reverse("clinician:home")).status_code == 302


def test_second_factor_of_who_has_none(browser: Client, nurse: User) -> None:
    assert "none of them has a second factor" in asked(browser, "accounts_user", "forget_second_factor", nurse)


def test_invitation_says_whom_it_leaves_out(browser: Client) -> None:
    person = UserFactory.create(first_name="Nia", last_name="Cole", password="!")
    sure(browser, "accounts_user", "invite_to_sign_in", person)
    assert "Left out: 1" in sure(browser, "accounts_user", "invite_to_sign_in", person)
    person.is_active = False
    person.save()
    assert "Nobody to invite" in asked(browser, "accounts_user", "invite_to_sign_in", person)


def test_all_of_a_list_are_asked_about(browser: Client) -> None:
    people = UserFactory.create_batch(3, last_name="Zorn")
    address = reverse("admin:accounts_user_changelist") + "?q=Zorn"
    data = {"action": "turn_off", "_selected_action": [people[0].pk], "select_across": "1"}
    page = browser.post(address, data).content.decode()
    assert "Turn off 3 people?" in page
    stamp = page.split('name="sure" value="')[1].split('"')[0]
    browser.post(address, {**data, "sure": stamp})
    assert User.objects.filter(last_name="Zorn", is_active=False).count() == 3
