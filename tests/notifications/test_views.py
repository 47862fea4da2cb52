"""Inboxes and the managers' messages, as people use them."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from notifications.enums import Channel, Fate, Meaning
from notifications.models import ChannelPause, Delivery, InboundText, Notification
from notifications.preferences import e164, set_consent
from scheduling_portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.notifications import ASKED, entry, failed, inbound, notice, queued, told
from tests.personas import client_of

pytestmark = pytest.mark.django_db
PLANNED, ACCEPTED = "casedays.planned", "casedays.accepted"


def page(client: Client, name: str, query: str = "") -> str:
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return response.content.decode()


class TestInbox:
    @pytest.mark.parametrize(
        ("persona", "portal", "kind"),
        [("nurse", "clinician", ASKED), ("practice_user", "practice", PLANNED), ("manager", "manager", ACCEPTED)],
    )
    def test_shows_own_notices_of_this_portal(
        self, request: pytest.FixtureRequest, persona: str, portal: str, kind: str
    ) -> None:
        person = request.getfixturevalue(persona)
        mine = told(notice(person, kind))[0]
        theirs = told(notice(UserFactory.create(), kind, context={"day": "Sun 1 Jan"}))[0]
        seen = page(client_of(person), f"{portal}:notices")
        assert mine.subject in seen
        assert theirs.subject not in seen
        assert "1 unread" in seen

    def test_person_with_two_roles_sees_each_in_its_portal(self, both: User) -> None:
        asked, accepted = told(notice(both, ASKED, context={"day": "Thu 11 Mar"}), notice(both, ACCEPTED))
        client = client_of(both)
        as_clinician, as_manager = page(client, "clinician:notices"), page(client, "manager:notices")
        assert asked.subject in as_clinician
        assert accepted.subject not in as_clinician
        assert accepted.subject in as_manager
        assert asked.subject not in as_manager
        url = reverse("clinician:notices-open", args=[accepted.pk])
        assert client.post(url).status_code == 404

    def test_opening_marks_read_and_leads_on(self, nurse: User) -> None:
        row = told(notice(nurse, path="/clinician/case-days/12/"))[0]
        client = client_of(nurse)
        response = client.post(reverse("clinician:notices-open", args=[row.pk]))
        assert response.headers["Location"] == "/clinician/case-days/12/"
        row.refresh_from_db()
        assert row.read_at is not None

    def test_looking_marks_nothing_read(self, nurse: User) -> None:
        row = told(notice(nurse))[0]
        client = client_of(nurse)
        page(client, "clinician:notices")
        assert client.get(reverse("clinician:notices-open", args=[row.pk])).status_code == 405
        row.refresh_from_db()
        assert row.read_at is None

    @pytest.mark.parametrize("path", ["", "//evil.example/", "https://evil.example/"])
    def test_notice_leads_nowhere_outside(self, nurse: User, path: str) -> None:
        row = told(notice(nurse))[0]
        Notification.objects.update(path=path)
        response = client_of(nurse).post(reverse("clinician:notices-open", args=[row.pk]))
        assert response.headers["Location"] == reverse("clinician:notices")

    def test_strangers_notice_is_the_same_as_none(self, nurse: User, other_clinician: User) -> None:
        row = told(notice(other_clinician))[0]
        client = client_of(nurse)
        for pk in (row.pk, 999_999, 10**30):
            assert client.post(f"/clinician/notices/{pk}/open/").status_code == 404
        row.refresh_from_db()
        assert row.read_at is None

    def test_mark_all_read_leaves_other_inboxes_alone(self, both: User) -> None:
        told(notice(both, ASKED), notice(both, ACCEPTED))
        client_of(both).post(reverse("clinician:notices-read-all"))
        assert list(both.notifications.filter(read_at=None).values_list("kind", flat=True)) == [ACCEPTED]

    def test_unread_comes_first(self, nurse: User) -> None:
        old = told(notice(nurse, context={"day": "Mon 1 Mar"}))[0]
        new = told(notice(nurse, context={"day": "Tue 2 Mar"}, entry=entry(topic_id=13)))[0]
        Notification.objects.filter(pk=new.pk).update(read_at=clock.now())
        seen = page(client_of(nurse), "clinician:notices")
        assert seen.index(old.subject) < seen.index(new.subject)

    def test_replaced_notice_is_not_shown(self, nurse: User) -> None:
        row = told(notice(nurse))[0]
        Notification.objects.filter(pk=row.pk).update(in_portal=False)
        assert row.subject not in page(client_of(nurse), "clinician:notices")

    def test_empty_inbox_says_so(self, practice_user: User) -> None:
        assert "No notices" in page(client_of(practice_user), "practice:notices")

    def test_pages(self, nurse: User) -> None:
        told(*(notice(nurse, entry=entry(topic_id=number)) for number in range(31)))
        client = client_of(nurse)
        assert "Older" in page(client, "clinician:notices")
        assert "Newer" in page(client, "clinician:notices", "?page=2")


class TestMessages:
    def test_shows_each_fate_with_its_reason(self, manager: User) -> None:
        failed(reason="Not a mobile number")
        Delivery.objects.filter(pk=queued().pk).update(fate=Fate.SUPPRESSED, reason="Texts off", final_at=clock.now())
        Delivery.objects.filter(pk=queued().pk).update(fate=Fate.UNKNOWN)
        seen = page(client_of(manager), "manager:messages")
        assert "Failed: not a mobile number" in seen
        assert "Suppressed: texts off" in seen
        assert "Not known yet" in seen

    def test_filters_by_fate_and_channel(self, manager: User) -> None:
        bad, good, mail = failed(), queued(), queued(Channel.EMAIL)
        names = {row: row.notification.recipient.get_full_name() for row in (bad, good, mail)}
        client = client_of(manager)
        only_failed = page(client, "manager:messages", "?fate=failed")
        assert names[bad] in only_failed
        assert names[good] not in only_failed
        only_mail = page(client, "manager:messages", "?channel=email")
        assert names[mail] in only_mail
        assert names[good] not in only_mail
        assert "No messages match these filters" in page(client, "manager:messages", "?fate=sent&channel=email")

    @pytest.mark.parametrize(
        "query",
        ["?fate=nonsense", "?page=0", "?page=-1", "?page=abc", f"?page={10**30}", "?channel=%ED%A0%80", "?open=x"],
    )
    @pytest.mark.parametrize("name", ["manager:messages", "manager:messages-texts", "manager:messages-replies"])
    def test_nonsense_in_the_address_is_no_fault(self, manager: User, name: str, query: str) -> None:
        assert client_of(manager).get(reverse(name) + query).status_code in {200, 400}

    def test_failed_message_is_sent_again_to_the_address_of_today(self, manager: User) -> None:
        person = UserFactory.create(mobile="+15035550151")
        row = failed(person)
        person.mobile = "+15035550152"
        person.save()
        client_of(manager).post(reverse("manager:messages-again", args=[row.pk]))
        row.refresh_from_db()
        assert (row.fate, row.address, row.reason, row.final_at) == (Fate.QUEUED, "+15035550152", "", None)

    def test_message_that_did_not_fail_is_not_sent_again(self, manager: User) -> None:
        row = queued()
        Delivery.objects.filter(pk=row.pk).update(fate=Fate.DELIVERED, final_at=clock.now())
        client = client_of(manager)
        response = client.post(reverse("manager:messages-again", args=[row.pk]), follow=True)
        assert "there is nothing to send again" in response.content.decode()
        row.refresh_from_db()
        assert row.fate == Fate.DELIVERED

    def test_failed_message_is_put_away(self, manager: User) -> None:
        row = failed()
        client = client_of(manager)
        assert '<span class="chip-count">1</span>' in page(client, "manager:messages")
        client.post(reverse("manager:messages-dealt-with", args=[row.pk]))
        row.refresh_from_db()
        assert row.dealt_with_at is not None
        assert '<span class="chip-count">' not in page(client, "manager:messages")

    def test_text_log_shows_each_text_word_for_word(self, manager: User) -> None:
        row = queued(context={"code": "7K3Q"})
        seen = page(client_of(manager), "manager:messages-texts")
        assert "A 7K3Q to accept" in seen
        assert row.notification.recipient.get_full_name() in seen
        assert "No Twilio account set: texts are kept here" in seen

    def test_banner_is_gone_with_an_account(self, manager: User, settings: Settings) -> None:
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC1", "t"
        settings.TWILIO_FROM_NUMBER = "+15035550000"
        assert "No Twilio account set" not in page(client_of(manager), "manager:messages")

    def test_channel_on_hold_is_said(self, manager: User) -> None:
        ChannelPause.objects.create(channel="text", until=clock.now() + dt.timedelta(hours=1), reason="No credit")
        assert "Texts are on hold: No credit" in page(client_of(manager), "manager:messages")

    def test_replies_are_shown_word_for_word_and_escaped(self, manager: User, nurse: User) -> None:
        inbound("<b>maybe</b> after 9?", number=e164(nurse.mobile))
        client = client_of(manager)
        seen = page(client, "manager:messages-replies")
        assert "&lt;b&gt;maybe&lt;/b&gt; after 9?" in seen
        assert nurse.get_full_name() in seen

    def test_unclear_reply_is_put_away(self, manager: User) -> None:
        row = inbound("maybe")
        inbound("A 7K3Q", understood=True, meaning=Meaning.ANSWER)
        client = client_of(manager)
        assert "maybe" in page(client, "manager:messages-replies", "?open=on")
        assert "A 7K3Q" not in page(client, "manager:messages-replies", "?open=on")
        client.post(reverse("manager:messages-reply-dealt-with", args=[row.pk]))
        row.refresh_from_db()
        assert row.dealt_with_at is not None
        assert "maybe" not in page(client, "manager:messages-replies", "?open=on")

    def test_badge_counts_failures_and_unclear_replies(self, manager: User) -> None:
        failed()
        inbound("maybe")
        assert '<span class="nav-count">2' in page(client_of(manager), "manager:messages")

    @pytest.mark.parametrize("persona", ["nurse", "practice_user", "administrator"])
    def test_nobody_but_managers_sees_messages(self, request: pytest.FixtureRequest, persona: str) -> None:
        client = client_of(request.getfixturevalue(persona))
        row, reply = failed(), inbound()
        for name in ("manager:messages", "manager:messages-texts", "manager:messages-replies"):
            assert client.get(reverse(name)).status_code == 404
        for name, pk in (
            ("manager:messages-again", row.pk),
            ("manager:messages-dealt-with", row.pk),
            ("manager:messages-reply-dealt-with", reply.pk),
        ):
            assert client.post(reverse(name, args=[pk])).status_code == 404
        row.refresh_from_db()
        assert (row.fate, row.dealt_with_at) == (Fate.FAILED, None)


class TestQueries:
    def count(self, client: Client, name: str) -> int:
        page(client, name)  # counts the badges, which are kept
        with CaptureQueriesContext(connection) as seen:
            page(client, name)
        return len(seen)

    @pytest.mark.parametrize("portal", ["clinician", "practice", "manager"])
    def test_inbox(self, request: pytest.FixtureRequest, portal: str) -> None:
        persona = {"clinician": "nurse", "practice": "practice_user", "manager": "manager"}[portal]
        kind = {"clinician": ASKED, "practice": PLANNED, "manager": ACCEPTED}[portal]
        person = request.getfixturevalue(persona)
        client = client_of(person)
        told(*(notice(person, kind) for _ in range(3)))
        few = self.count(client, f"{portal}:notices")
        told(*(notice(person, kind) for _ in range(30)))
        assert self.count(client, f"{portal}:notices") == few
        assert few <= 10

    @pytest.mark.parametrize("name", ["manager:messages", "manager:messages-texts", "manager:messages-replies"])
    def test_messages(self, manager: User, name: str) -> None:
        client = client_of(manager)

        def more(count: int) -> None:
            for _ in range(count):
                failed()
                inbound("maybe", number=str(UserFactory.create().mobile))

        more(3)
        few = self.count(client, name)
        more(27)
        assert self.count(client, name) == few
        assert few <= 10


def test_no_inbound_text_is_visible_to_others(nurse: User) -> None:
    inbound()
    assert not InboundText.objects.visible_to(nurse).exists()
    assert not Delivery.objects.visible_to(nurse).exists()


@pytest.mark.parametrize("portal", ["clinician", "manager"])
def test_page_about_a_person_says_whether_texts_are_on(both: User, portal: str) -> None:
    client = client_of(both)
    assert "Texts on" in page(client, f"{portal}:me")
    set_consent(number=e164(both.mobile), allowed=False, source="Texted STOP")
    seen = page(client, f"{portal}:me")
    assert "Texts off" in seen
    assert "text START to our number" in seen


def test_manager_reads_that_a_clinician_has_texts_off(manager: User, nurse: User) -> None:
    set_consent(number=e164(nurse.mobile), allowed=False, source="Texted STOP")
    response = client_of(manager).get(reverse("manager:clinicians-detail", args=[nurse.clinician.pk]))
    assert "Texts off" in response.content.decode()
