"""The administration of people: through services, in words, and nothing ever deleted."""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, Credential, CredentialKind, Invitation, RequiredCredential, Skill, User
from casedays.models import Assignment, CaseDay
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules, TimelineEntry
from tests.factories.accounts import UserFactory, credentialed_clinician
from tests.personas import client_of, make_practice

FORMSET = {"credentials-TOTAL_FORMS": "0", "credentials-INITIAL_FORMS": "0"}


@pytest.fixture
def browser(administrator: User) -> Client:
    return client_of(administrator)


def _person(**fields: Any) -> dict[str, Any]:
    return {
        "first_name": "Nia", "last_name": "Cole", "email": "Nia@people.test", "mobile": "503 555 0188",
        "time_zone": "America/Denver", "is_active": "on", **fields,
    }  # fmt: skip


def _clinician(clinician: Clinician, **fields: Any) -> dict[str, Any]:
    return {
        "provider_type": clinician.provider_type, "home_zip": clinician.home_zip, "max_days_per_week": "5",
        "active": "on", **FORMSET, **fields,
    }  # fmt: skip


def _on_a_day(clinician: Clinician) -> Assignment:
    practice = make_practice("Lakeview Dental Group")
    day = CaseDay.objects.create(
        practice=practice, site=practice.sites.get(), date=clock.now().date() + dt.timedelta(days=20),
        status=Status.PLANNED, first_case_time="07:30", expected_end="15:00",
    )  # fmt: skip
    return Assignment.objects.create(
        case_day=day, clinician=clinician, provider_type=clinician.provider_type, date=day.date,
        status=AssignmentStatus.HELD,
    )  # fmt: skip


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model.__module__.split(".")[0] != "roster"]
)
def test_every_list_and_form_opens(browser: Client, model: Any, nurse: User) -> None:
    _on_a_day(nurse.clinician)
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
    _on_a_day(nurse.clinician)
    TimelineEntry.objects.create(topic="x", topic_id=1, kind="y")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert browser.post(reverse(f"{name}_delete", args=[model.objects.first().pk]), {"post": "yes"}).status_code == 403


def test_patients_and_secrets_are_not_in_the_administration() -> None:
    names = {model.__name__ for model in admin.site._registry}
    assert not names & {"Patient", "Case", "Authenticator", "UserSession", "EmailAddress", "Group", "Permission"}


def test_strangers_meet_the_product_door(db: None, manager: User) -> None:
    answer = Client().get(reverse("admin:index"))
    assert answer["Location"].startswith(reverse("account_login"))
    assert answer["Location"].endswith("?next=/admin/")
    assert client_of(manager).get(reverse("admin:index")).status_code == 403
    assert client_of(manager).get(reverse("admin:login")).status_code == 403


def test_door_never_leads_elsewhere(browser: Client) -> None:
    assert browser.get("/admin/login/?next=https://evil.test/")["Location"] == reverse("admin:index")
    assert browser.get("/admin/login/?next=/help/")["Location"] == "/help/"
    assert "evil" not in Client().get("/admin/login/?next=https://evil.test/")["Location"]


def test_signing_out_of_the_administration_signs_out(browser: Client) -> None:
    assert browser.get(reverse("admin:logout")).status_code == 405
    assert browser.post(reverse("admin:logout"))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in browser.session


def test_new_person_waits_for_an_invitation(browser: Client) -> None:
    browser.post(reverse("admin:accounts_user_add"), _person())
    person = User.objects.get(email="nia@people.test")
    assert not person.has_usable_password()
    assert person.mobile.as_e164 == "+15035550188"
    browser.post(
        reverse("admin:accounts_user_changelist"), {"action": "invite_to_sign_in", "_selected_action": [person.pk]}
    )
    assert Invitation.objects.filter(user=person).exists()


def test_everybody_is_invited_with_one_action(browser: Client) -> None:
    newcomers = UserFactory.create_batch(3, password="!")
    page = browser.get(reverse("admin:accounts_user_invite_all"))
    assert newcomers[0].email in page.content.decode()
    browser.post(reverse("admin:accounts_user_invite_all"))
    assert Invitation.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "ADMIN@people.test"}, "Somebody has this email address already."),
        ({"email": "no address"}, "valid email address"),
        ({"time_zone": "Mars/Olympus"}, "is not an IANA time zone"),
        ({"mobile": "123"}, "valid phone number"),
    ],
)
def test_wrong_person_is_refused_at_the_field(browser: Client, fields: dict[str, str], words: str) -> None:
    assert words in browser.post(reverse("admin:accounts_user_add"), _person(**fields)).content.decode()


def test_hidden_fields_give_no_rights(browser: Client) -> None:
    browser.post(reverse("admin:accounts_user_add"), _person(is_superuser="on", password="x", groups="1"))
    person = User.objects.get(email="nia@people.test")
    assert (person.is_superuser, person.is_staff, person.has_usable_password()) == (False, False, False)


def test_nobody_locks_themself_out(browser: Client, administrator: User) -> None:
    address = reverse("admin:accounts_user_change", args=[administrator.pk])
    browser.post(address, {**_person(email=administrator.email), "is_active": "", "is_staff": ""})
    browser.post(
        reverse("admin:accounts_user_changelist"), {"action": "turn_off", "_selected_action": [administrator.pk]}
    )
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_staff


def test_turning_off_is_recorded(browser: Client, nurse: User, administrator: User) -> None:
    browser.post(reverse("admin:accounts_user_changelist"), {"action": "turn_off", "_selected_action": [nurse.pk]})
    entry = TimelineEntry.objects.get(topic="user", kind="deactivated")
    assert (entry.topic_id, entry.actor) == (nurse.pk, administrator)


def test_provider_type_of_somebody_on_a_day_cannot_change(browser: Client, nurse: User) -> None:
    _on_a_day(nurse.clinician)
    answer = browser.post(
        reverse("admin:accounts_clinician_change", args=[nurse.clinician.pk]),
        _clinician(nurse.clinician, provider_type=ProviderType.MEDIC),
    )
    assert "They have been on case days as nurse" in answer.content.decode()


def test_provider_type_without_days_can(browser: Client, nurse: User) -> None:
    browser.post(
        reverse("admin:accounts_clinician_change", args=[nurse.clinician.pk]),
        _clinician(nurse.clinician, provider_type=ProviderType.MEDIC),
    )
    nurse.clinician.refresh_from_db()
    assert nurse.clinician.provider_type == ProviderType.MEDIC


def test_credential_ended_in_admin_raises_a_conflict_on_the_team(browser: Client, nurse: User) -> None:
    assignment = _on_a_day(nurse.clinician)
    credential = nurse.clinician.credentials.get(kind__name="BLS")
    answer = browser.post(
        reverse("admin:accounts_credential_change", args=[credential.pk]),
        {
            "kind": credential.kind_id, "state": "", "number": credential.number,
            "issued_on": credential.issued_on.isoformat(), "expires_on": clock.now().date().isoformat(),
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assignment.refresh_from_db()
    assert assignment.status == AssignmentStatus.HELD
    assert assignment.conflict
    assert TimelineEntry.objects.filter(topic="clinician", kind="credential_changed").exists()


def test_credential_in_the_clinician_page_goes_through_the_service(browser: Client, nurse: User) -> None:
    kind = CredentialKind.objects.get(name="PALS")
    nurse.clinician.credentials.filter(kind=kind).delete()
    row = {
        "credentials-TOTAL_FORMS": "1", "credentials-INITIAL_FORMS": "0", "credentials-0-kind": kind.pk,
        "credentials-0-state": "", "credentials-0-number": "P1", "credentials-0-issued_on": "2025-01-01",
        "credentials-0-expires_on": "2029-01-01", "credentials-0-clinician": nurse.clinician.pk,
    }  # fmt: skip
    answer = browser.post(
        reverse("admin:accounts_clinician_change", args=[nurse.clinician.pk]), _clinician(nurse.clinician) | row
    )
    assert answer.status_code == 302
    assert nurse.clinician.credentials.filter(kind=kind).count() == 1
    assert TimelineEntry.objects.filter(topic="clinician", kind="credential_changed").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": ""}, "is held per state"),
        ({"expires_on": "2001-01-01"}, "cannot expire before it was issued"),
        ({"issued_on": "0001-01-01"}, "between 2000 and 2100"),
        ({"number": ""}, "This field is required"),
    ],
)
def test_wrong_credential_is_refused_at_the_field(
    browser: Client, nurse: User, fields: dict[str, str], words: str
) -> None:
    licence = CredentialKind.objects.get(name="state licence")
    data = {
        "clinician": nurse.clinician.pk, "kind": licence.pk, "state": "ID", "number": "1",
        "issued_on": "2024-01-01", "expires_on": "2030-01-01", **fields,
    }  # fmt: skip
    assert words in browser.post(reverse("admin:accounts_credential_add"), data).content.decode()


def test_same_credential_twice_is_refused(browser: Client, nurse: User) -> None:
    held = nurse.clinician.credentials.get(kind__name="BLS")
    data = {
        "clinician": nurse.clinician.pk, "kind": held.kind_id, "state": "", "number": held.number,
        "issued_on": "2024-01-01", "expires_on": "2030-01-01",
    }  # fmt: skip
    assert "already exists" in browser.post(reverse("admin:accounts_credential_add"), data).content.decode()


def test_changed_credential_loses_its_verification(browser: Client, nurse: User, administrator: User) -> None:
    held = nurse.clinician.credentials.get(kind__name="BLS")
    browser.post(
        reverse("admin:accounts_credential_changelist"), {"action": "mark_verified", "_selected_action": [held.pk]}
    )
    held.refresh_from_db()
    assert held.verified_by == administrator
    browser.post(
        reverse("admin:accounts_credential_change", args=[held.pk]),
        {
            "kind": held.kind_id, "state": "", "number": "another", "issued_on": held.issued_on.isoformat(),
            "expires_on": held.expires_on.isoformat(),
        },
    )  # fmt: skip
    held.refresh_from_db()
    assert (held.number, held.verified_at) == ("another", None)


def test_skills_and_required_set_are_editable(browser: Client, nurse: User) -> None:
    browser.post(reverse("admin:accounts_skill_add"), {"name": "ketamine", "provider_types": ["nurse", "medic"]})
    assert Skill.objects.get(name="ketamine").provider_types == ["nurse", "medic"]
    row = RequiredCredential.objects.filter(kind__name="PALS").first()
    assert row is not None
    browser.post(reverse("admin:accounts_requiredcredential_delete", args=[row.pk]), {"post": "yes"})
    assert not RequiredCredential.objects.filter(pk=row.pk).exists()


def test_rules_are_one_row(browser: Client) -> None:
    answer = browser.get(reverse("admin:core_rules_changelist"))
    assert answer["Location"] == reverse("admin:core_rules_change", args=[1])
    page = browser.post(answer["Location"], {"max_miles": "0"})
    assert "greater than or equal to 1" in page.content.decode()
    assert Rules.current().max_miles == 120


def test_days_are_only_read_by_who_is_no_manager(browser: Client, nurse: User) -> None:
    day = _on_a_day(nurse.clinician).case_day
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
    day = _on_a_day(nurse.clinician).case_day
    address = reverse("admin:casedays_caseday_changelist")
    chosen = {"_selected_action": [day.pk]}
    answer = browser.post(address, {"action": "confirm", **chosen}, follow=True)
    assert "not complete" in answer.content.decode()
    page = browser.post(address, {"action": "cancel", **chosen})
    assert "Cancel 1 day" in page.content.decode()
    page = browser.post(address, {"action": "cancel", **chosen, "apply": "1", "reason": " "})
    assert "This field is required" in page.content.decode()
    browser.post(address, {"action": "cancel", **chosen, "apply": "1", "reason": "Practice closes"})
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


def test_refused_choice_that_is_no_id_is_shown_again(browser: Client) -> None:
    page = browser.post(reverse("admin:accounts_credential_add"), {"clinician": "abc", "kind": "1"}).content.decode()
    assert "Select a valid choice" in page


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


def test_list_of_people_names_their_roles(browser: Client, both: User, practice_user: User) -> None:
    page = browser.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "manager, clinician" in page
    assert ">practice<" in page
