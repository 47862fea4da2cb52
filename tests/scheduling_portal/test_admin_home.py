"""The administration's first page: what waits for an administrator, with one verb each."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.services import invite
from accounts.services.invitations import TRIES
from availability.models import Period
from notifications.enums import Channel
from notifications.models import ChannelPause, Delivery, Notification
from scheduling_portal.admin_home import Waiting, waiting_for_administrators
from scheduling_portal.core import clock
from scheduling_portal.roster.models import RosterImport
from tests.factories.accounts import CredentialFactory, UserFactory, credentialed_clinician
from tests.factories.notifications import failed
from tests.personas import client_of, make_practice, make_staff

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=15)


def _item(words: str) -> Waiting:
    found = [item for item in waiting_for_administrators() if words in item.what]
    assert len(found) == 1, [item.what for item in waiting_for_administrators()]
    return found[0]


def _whats() -> str:
    return "\n".join(item.what for item in waiting_for_administrators())


def _newcomer(last_name: str = "Cole") -> User:
    person = UserFactory.create(first_name="Nia", last_name=last_name, password="!", is_manager=True)
    assert not person.has_usable_password()
    return person


def _far_period() -> Period:
    today = clock.now().date()
    now = clock.now()
    return Period.objects.create(
        starts_on=today, ends_on=today + dt.timedelta(days=90), opens_at=now, due_at=now, locks_at=now
    )


def test_empty_product_leads_to_the_import(administrator: User) -> None:
    first = waiting_for_administrators()[0]
    assert (first.what, first.url) == ("Nobody is here yet", reverse("admin:roster_rosterimport_add"))
    make_practice("Lakeview Dental Group")
    assert "Nobody is here yet" not in _whats()


def test_first_page_after_signing_in_shows_what_waits(administrator: User) -> None:
    _newcomer()
    browser = client_of(administrator)
    assert browser.get(reverse("landing"))["Location"] == reverse("admin:index")
    page = browser.get(reverse("admin:index")).content.decode()
    assert "Needs you" in page
    assert "1 person was never invited" in page
    assert "Nia Cole. They cannot sign in" in page


def test_page_of_a_part_does_not_say_that_nothing_waits(administrator: User) -> None:
    _newcomer()
    page = client_of(administrator).get(reverse("admin:app_list", args=["roster"])).content.decode()
    assert "Nothing waits for you" not in page and "Imports of spreadsheets" in page


def test_people_are_invited_from_the_first_page(administrator: User) -> None:
    for name in ("Ash", "Birch", "Cole", "Dean", "Elm"):
        _newcomer(name)
    item = _item("never invited")
    assert item.what == "5 people were never invited"
    assert item.why.startswith("Nia Ash, Nia Birch, Nia Cole and 2 more.")
    assert item.verb == "Invite 5…"
    client_of(administrator).post(item.url)
    assert Invitation.objects.count() == 5
    assert "never invited" not in _whats()


def test_ended_invitation_is_made_anew(administrator: User) -> None:
    person = _newcomer()
    invite(users=[person], actor=administrator)
    Invitation.objects.update(sent_at=clock.now())
    assert "ended" not in _whats()
    User.objects.filter(pk=person.pk).update(invited_at=clock.now() - LONG_AGO)
    item = _item("1 invitation ended unused")
    client_of(administrator).post(item.url)
    assert Invitation.objects.filter(user=person).count() == 2
    assert "ended" not in _whats()


def test_invitation_that_could_not_be_sent_is_named(administrator: User) -> None:
    person = _newcomer()
    invite(users=[person], actor=administrator)
    Invitation.objects.update(failed_reason=f"Not sent after {TRIES} tries: OSError.")
    assert _item("could not be sent").verb == "Invite 1 again…"
    invite(users=[person], actor=administrator)
    assert "could not be sent" not in _whats()


def test_who_can_sign_in_waits_for_nothing(administrator: User) -> None:
    UserFactory.create(is_manager=True, invited_at=clock.now() - LONG_AGO)
    assert "invit" not in _whats()


def test_failed_messages_and_channels_on_hold(administrator: User) -> None:
    failed(UserFactory.create(first_name="Nora", last_name="Quinn"))
    until = clock.now() + dt.timedelta(minutes=15)
    ChannelPause.objects.create(channel=Channel.TEXT, until=until, reason="Wrong credentials.")
    assert _item("Texts are on hold").why.startswith("Wrong credentials.")
    item = _item("1 message failed")
    assert item.why == "To Nora Quinn."
    assert "Nora Quinn" in client_of(administrator).get(item.url).content.decode()


def test_credentials_that_ended_or_end_soon(administrator: User) -> None:
    nurse = credentialed_clinician(user__first_name="Nora", user__last_name="Quinn")
    today = clock.now().date()
    CredentialFactory.create(clinician=nurse, number="OLD", expires_on=today - dt.timedelta(days=1))
    assert "credential" not in _whats()  # a newer one of the kind is held
    nurse.credentials.filter(kind__name="BLS").exclude(number="OLD").delete()
    nurse.credentials.filter(kind__name="ACLS").update(expires_on=today + dt.timedelta(days=20))
    ended, soon = _item("1 credential ended"), _item("1 credential ends within 60 days")
    browser = client_of(administrator)
    assert "OLD" in browser.get(ended.url).content.decode()
    assert "OLD" not in browser.get(soon.url).content.decode()
    nurse.active = False
    nurse.save()
    assert "credential" not in _whats()


def test_checked_import_waits(administrator: User) -> None:
    report = {"counts": [], "faults": [], "skipped": [], "notes": [], "saved": False}
    row = RosterImport.objects.create(uploaded_by=administrator, files="clinicians.csv", report=report)
    item = _item("Checked spreadsheets")
    assert item.url == reverse("admin:roster_rosterimport_change", args=[row.pk])


def test_next_period_is_asked_for_in_time() -> None:
    assert "No scheduling period yet" in _whats()
    period = _far_period()
    assert "period" not in _whats()
    period.ends_on = clock.now().date() + dt.timedelta(days=20)
    period.save()
    assert "The last scheduling period ends" in _whats()
    Period.objects.update(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 2, 1))
    assert "The last scheduling period ended Sat 1 Feb 2020" in _whats()


def test_practice_without_people_and_people_without_a_role(administrator: User) -> None:
    practice = make_practice("Lakeview Dental Group")
    UserFactory.create(first_name="Omar", last_name="Reyes")
    practice_item, role = _item("1 practice has nobody who can sign in"), _item("1 person has no role yet")
    browser = client_of(administrator)
    assert "Lakeview Dental Group</a>" in browser.get(practice_item.url).content.decode()
    assert "Reyes, Omar" in browser.get(role.url).content.decode()
    make_staff(practice, "tessa@people.test", "Tessa", "Nguyen")
    assert "nobody who can sign in" not in _whats()


def test_nothing_waits(administrator: User) -> None:
    make_staff(make_practice("Lakeview Dental Group"), "tessa@people.test", "Tessa", "Nguyen")
    _far_period()
    assert waiting_for_administrators() == []
    assert "Nothing waits for you." in client_of(administrator).get(reverse("admin:index")).content.decode()


def test_page_costs_the_same_for_many(administrator: User) -> None:
    browser = client_of(administrator)

    def grow(number: int) -> None:
        for _ in range(number):
            _newcomer()
            failed()
            nurse = credentialed_clinician()
            nurse.credentials.update(expires_on=clock.now().date())
            make_practice(f"Practice {nurse.pk}")

    grow(2)
    few = _queries(browser)
    grow(8)
    assert _queries(browser) == few <= 15


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(reverse("admin:index")).status_code == 200
    return len(asked)


def test_failures_lead_to_a_list_of_just_these(administrator: User) -> None:
    waits, settled, put_away = failed(), failed(), failed()
    Notification.objects.filter(pk=settled.notification_id).update(settled_at=clock.now())
    Delivery.objects.filter(pk=put_away.pk).update(dealt_with_at=clock.now())
    item = _item("1 message failed")
    listed = client_of(administrator).get(item.url).context["cl"].queryset
    assert (item.verb, list(listed)) == ("See 1", [waits])
