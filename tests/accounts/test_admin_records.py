"""The administration of records and rules: read through, in words, and nothing deleted that tells of the past."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, Credential, User
from casedays.models import CaseDay
from casedays.states import Status
from scheduling_portal.core.models import Rules, TimelineEntry
from tests.factories.accounts import credentialed_clinician
from tests.personas import client_of
from tests.support.asking import asked, sure
from tests.support.teams import on_a_day


@pytest.fixture
def browser(administrator: User) -> Client:
    return client_of(administrator)


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model.__module__.split(".")[0] != "roster"]
)
def test_every_list_and_form_opens(browser: Client, model: Any, nurse: User) -> None:
    on_a_day(nurse.clinician)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    answer = browser.get(reverse(f"{name}_changelist"), {"q": "a"}, follow=True)
    assert answer.status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert browser.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    if admin.site._registry[model].has_add_permission(answer.wsgi_request):
        assert browser.get(reverse(f"{name}_add")).status_code == 200


@pytest.mark.parametrize("model", [User, Clinician, Credential, CaseDay, TimelineEntry])
def test_nothing_is_deleted(browser: Client, model: Any, nurse: User) -> None:
    on_a_day(nurse.clinician)
    TimelineEntry.objects.create(topic="x", topic_id=1, kind="y")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert browser.post(reverse(f"{name}_delete", args=[model.objects.first().pk]), {"post": "yes"}).status_code == 403


def test_patients_and_secrets_are_not_in_the_administration() -> None:
    names = {model.__name__ for model in admin.site._registry}
    assert not names & {"Patient", "Case", "Authenticator", "UserSession", "EmailAddress", "Group", "Permission"}


def test_rules_are_one_row(browser: Client) -> None:
    answer = browser.get(reverse("admin:core_rules_changelist"))
    assert answer["Location"] == reverse("admin:core_rules_change", args=[1])
    page = browser.post(answer["Location"], {"max_miles": "0"})
    assert "Enter 1 or more" in page.content.decode()
    assert Rules.current().max_miles == 120


def test_days_are_only_read_by_who_is_no_manager(browser: Client, nurse: User) -> None:
    day = on_a_day(nurse.clinician).case_day
    address = reverse("admin:casedays_caseday_changelist")
    browser.post(address, {"action": "confirm", "_selected_action": [day.pk]})
    browser.post(address, {"action": "cancel", "_selected_action": [day.pk], "apply": "1", "reason": "x"})
    browser.post(reverse("admin:casedays_caseday_change", args=[day.pk]), {"status": "confirmed"})
    day.refresh_from_db()
    assert day.status == Status.PLANNED


def test_manager_who_administrates_cancels_through_the_service(manager: User, nurse: User) -> None:
    manager.is_staff = True
    manager.save()
    browser = client_of(manager)
    day = on_a_day(nurse.clinician).case_day
    page = asked(browser, "casedays_caseday", "confirm", day)
    assert "Confirm 1 case day?" in page
    refused = sure(browser, "casedays_caseday", "confirm", day)
    assert "not complete" in refused
    assert f"{day}: {day}" not in refused
    page = asked(browser, "casedays_caseday", "cancel", day)
    assert "Cancel 1 day" in page
    assert str(day) in page
    assert "Say why, in a few words." in sure(browser, "casedays_caseday", "cancel", day, reason=" ")
    assert f"{day}: cancelled." in sure(browser, "casedays_caseday", "cancel", day, reason="Practice closes")
    day.refresh_from_db()
    assert (day.status, day.status_reason) == (Status.CANCELLED, "Practice closes")
    assert TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk, kind="cancelled").exists()


@pytest.mark.parametrize("form", ["0", "1"])
def test_export_cannot_carry_a_formula(browser: Client, nurse: User, form: str) -> None:
    nurse.first_name = '=HYPERLINK("http://evil")'
    nurse.save()
    answer = browser.post(reverse("admin:accounts_user_export"), {"format": form, "resource": "", "export_items": []})
    assert answer.status_code == 200
    if form == "0":
        text = answer.content.decode()
        assert "'=HYPERLINK" in text
        assert nurse.password not in text
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        ("2027-05-10", "2027-05-01", "A period cannot end before it starts."),
        ("0001-01-01", "2027-05-01", "Choose a date between 2000 and 2100."),
        ("2027-01-01", "2029-01-01", "A period has at most 366 days."),
        ("2027-03-20", "2027-04-20", "Another period holds some of these dates."),
    ],
)
def test_wrong_period_is_refused_at_the_field(browser: Client, starts_on: str, ends_on: str, words: str) -> None:
    moments = {f"{name}_at_{part}": value for name, day in (("opens", 1), ("due", 2), ("locks", 3)) for part, value in
               ((0, f"2027-02-0{day}"), (1, "08:00"))}  # fmt: skip
    address = reverse("admin:availability_period_add")
    browser.post(address, {"starts_on": "2027-03-01", "ends_on": "2027-03-28", **moments})
    page = browser.post(address, {"starts_on": starts_on, "ends_on": ends_on, **moments}).content.decode()
    assert words in page


@pytest.mark.parametrize("name", ["accounts_user", "accounts_clinician", "accounts_credential"])
def test_lists_cost_the_same_for_many(browser: Client, name: str, django_assert_max_num_queries: Any) -> None:
    address = reverse(f"admin:{name}_changelist")
    for _ in range(2):
        credentialed_clinician()
    browser.get(address)
    with django_assert_max_num_queries(15) as few:
        browser.get(address)
    for _ in range(20):
        credentialed_clinician()
    with django_assert_max_num_queries(15) as many:
        browser.get(address)
    assert len(few) == len(many)
