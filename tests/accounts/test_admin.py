"""The administration of people: through services, in words, and nothing ever deleted."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, CredentialKind, Invitation, RequiredCredential, Skill, User
from accounts.services import invite
from accounts.services.invitations import deliver_invitations
from casedays.states import AssignmentStatus
from scheduling_portal.core import admin_words, clock
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import UserFactory
from tests.personas import client_of
from tests.support.asking import asked, sure
from tests.support.teams import on_a_day

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
    page = asked(browser, "accounts_user", "invite_to_sign_in", person)
    assert "Invite 1 person to sign in?" in page
    assert "Nia Cole, nia@people.test" in page
    assert not Invitation.objects.exists()
    assert "1 invitation is on the way: Nia Cole." in sure(browser, "accounts_user", "invite_to_sign_in", person)
    assert Invitation.objects.filter(user=person).exists()


def _invitation_shown(browser: Client, person: User) -> str:
    return browser.get(reverse("admin:accounts_user_change", args=[person.pk])).content.decode()


def test_page_of_a_person_says_where_their_invitation_stands(browser: Client, administrator: User) -> None:
    person = UserFactory.create(last_name="Cole", password="!")
    assert "Never invited." in _invitation_shown(browser, person)
    invite(users=[person], actor=administrator)
    assert "waits to be sent." in _invitation_shown(browser, person)
    deliver_invitations()
    shown = _invitation_shown(browser, person)
    until = admin_words.in_words((Invitation.objects.get().sent_at or clock.now()) + dt.timedelta(days=14))
    assert until[:9] in shown and "not used yet." in shown
    Invitation.objects.update(sent_at=clock.now() - dt.timedelta(days=15))
    assert "unused." in _invitation_shown(browser, person)
    User.objects.filter(pk=person.pk).update(last_login=clock.now())
    assert "used: they have signed in since." in _invitation_shown(browser, person)
    Invitation.objects.update(sent_at=None, failed_reason="Not sent after 8 tries.")
    assert "Could not be sent. Not sent after 8 tries." in _invitation_shown(browser, person)
    address = f"{reverse('admin:accounts_invitation_changelist')}?user__id__exact={person.pk}"
    assert address in _invitation_shown(browser, person)
    assert "Cole" in browser.get(address).content.decode()


def test_delivery_log_leads_to_the_invitations(browser: Client) -> None:
    page = browser.get(reverse("admin:notifications_delivery_changelist")).content.decode()
    assert f'<a href="{reverse("admin:accounts_invitation_changelist")}">Invitations</a>' in page


def test_everybody_is_invited_with_one_action(browser: Client) -> None:
    newcomers = UserFactory.create_batch(3, password="!")
    page = browser.get(reverse("admin:accounts_user_invite_all")).content.decode()
    assert newcomers[0].email in page
    assert "Invite 3 people to sign in?" in page
    said = browser.post(reverse("admin:accounts_user_invite_all"), follow=True).content.decode()
    assert "3 invitations are on the way: " in said
    assert Invitation.objects.count() == 3
    assert "Nobody to invite" in browser.get(reverse("admin:accounts_user_invite_all")).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "ADMIN@people.test"}, "Somebody has this email address already."),
        ({"email": "no address"}, "valid email address"),
        ({"time_zone": "Mars/Olympus"}, "is not an IANA time zone"),
        ({"mobile": "123"}, "Enter a phone number with area code, such as 503 555 0142."),
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
    assert "You cannot turn off your own account." in sure(browser, "accounts_user", "turn_off", administrator)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_staff


def test_turning_off_is_recorded(browser: Client, nurse: User, administrator: User) -> None:
    sure(browser, "accounts_user", "turn_off", nurse)
    entry = TimelineEntry.objects.get(topic="user", kind="deactivated")
    assert (entry.topic_id, entry.actor) == (nurse.pk, administrator)


def test_provider_type_of_somebody_on_a_day_cannot_change(browser: Client, nurse: User) -> None:
    on_a_day(nurse.clinician)
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
    assignment = on_a_day(nurse.clinician)
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
        ({"number": ""}, "Fill this in."),
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


def test_refused_choice_that_is_no_id_is_shown_again(browser: Client) -> None:
    page = browser.post(reverse("admin:accounts_credential_add"), {"clinician": "abc", "kind": "1"}).content.decode()
    assert "Select a valid choice" in page


def test_list_of_people_names_their_roles(browser: Client, both: User, practice_user: User) -> None:
    page = browser.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert "manager, clinician" in page
    assert ">practice<" in page
