"""The way in: who is told what by which channel, in which rows."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from notifications import outbox, preferences
from notifications.enums import Channel, Fate
from notifications.models import Delivery, Notification, TextConsent
from notifications.notice import Notice
from notifications.notices import FieldNotAllowedError
from notifications.outbox import enqueue_all, settle
from scheduling_portal.core.events import PublishedOutsideTransaction
from tests.factories.accounts import UserFactory
from tests.factories.notifications import ASKED, CHANGED, NOON, RELEASED, entry, notice, policy, told

pytestmark = pytest.mark.django_db


def channels(row: Notification) -> dict[str, str]:
    return dict(row.deliveries.values_list("channel", "fate"))


class TestEnqueue:
    def test_writes_a_notification_and_a_delivery_per_channel(self) -> None:
        policy(ASKED, text=True, email=True, urgent=True)
        person = UserFactory.create(mobile="+15035550101", email="nora@people.test")
        row = told(notice(person, context={"day": "Thu 11 Mar", "code": "7K3Q"}))[0]
        assert row.subject.startswith("Thu 11 Mar")
        assert channels(row) == {"portal": Fate.DELIVERED, "text": Fate.QUEUED, "email": Fate.QUEUED}
        text, email = row.deliveries.get(channel=Channel.TEXT), row.deliveries.get(channel=Channel.EMAIL)
        assert text.address == "+15035550101"
        assert "A 7K3Q" in text.body
        assert text.body.endswith("https://trio.example/clinician/case-days/12/")
        assert email.address == "nora@people.test"
        assert "https://trio.example/clinician/case-days/12/" in email.body

    @pytest.mark.django_db(transaction=True)
    def test_outside_a_transaction_is_refused(self) -> None:
        with pytest.raises(PublishedOutsideTransaction):
            enqueue_all([notice()])

    def test_nobody_hears_of_their_own_act(self) -> None:
        person = UserFactory.create()
        assert told(notice(person, actor_id=person.pk)) == []

    def test_who_no_longer_signs_in_hears_nothing(self) -> None:
        assert told(notice(UserFactory.create(is_active=False))) == []

    def test_policy_that_is_silent_writes_nothing(self) -> None:
        policy(ASKED, portal=False)
        assert told(notice()) == []

    def test_field_that_is_not_the_kinds_is_refused(self) -> None:
        with pytest.raises(FieldNotAllowedError):
            told(notice(context={"patient": "Ella Brown"}))

    def test_notice_off_the_portal_is_not_in_the_inbox(self) -> None:
        policy(ASKED, portal=False, email=True)
        row = told(notice())[0]
        assert not row.in_portal
        assert channels(row) == {"email": Fate.QUEUED}

    def test_rollback_leaves_nothing(self) -> None:
        with transaction.atomic():
            enqueue_all([notice()])
            transaction.set_rollback(True)
        assert not Notification.objects.exists()

    def test_asks_the_same_number_of_queries_for_three_people_as_for_thirty(self) -> None:
        def queries(count: int) -> int:
            step = entry()
            wanted = [notice(UserFactory.create(), entry=step) for _ in range(count)]
            with CaptureQueriesContext(connection) as seen:
                told(*wanted)
            return len(seen)

        assert queries(3) == queries(30)
        assert queries(3) <= 12  # savepoints included


class TestOnce:
    def test_same_step_is_told_once(self) -> None:
        person, step = UserFactory.create(), entry()
        assert len(told(notice(person, entry=step))) == 1
        assert told(notice(person, entry=step)) == []
        assert told(notice(person, entry=step), notice(person, entry=step)) == []
        assert Notification.objects.count() == 1

    @pytest.mark.guard("one step is told once")
    def test_control_without_the_key_it_is_told_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Notice, "dedupe_key", property(lambda _: uuid.uuid4().hex))
        person, step = UserFactory.create(), entry()
        told(notice(person, entry=step))
        told(notice(person, entry=step))
        assert Notification.objects.count() == 2

    def test_database_refuses_a_second_row_of_one_key(self) -> None:
        row = told(notice())[0]
        first = row.deliveries.first()
        assert first is not None
        for model, key in ((Notification, row.dedupe_key), (Delivery, first.dedupe_key)):
            fields: dict[str, Any] = {"dedupe_key": key}
            fields |= (
                {"recipient": row.recipient, "audience": "clinician", "kind": ASKED}
                if model is Notification
                else {"notification": row, "channel": "email", "due_at": NOON}
            )
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.create(**fields)

    def test_notice_without_a_step_is_told_once_by_its_key(self) -> None:
        person = UserFactory.create()
        assert len(told(notice(person, key="text-20270303"))) == 1
        assert told(notice(person, key="text-20270303")) == []


class TestTexts:
    def test_person_with_texts_off_gets_an_email_instead(self) -> None:
        policy(ASKED, text=True)
        person = UserFactory.create(mobile="+15035550102")
        preferences.set_consent(number="+15035550102", allowed=False, source="Texted STOP")
        row = told(notice(person))[0]
        assert channels(row) == {"portal": Fate.DELIVERED, "text": Fate.SUPPRESSED, "email": Fate.QUEUED}
        assert row.deliveries.get(channel=Channel.TEXT).reason == "Texts off"

    def test_newest_consent_is_in_force(self) -> None:
        number = "+15035550103"
        for allowed in (False, True):
            preferences.set_consent(number=number, allowed=allowed, source="Texted")
        assert preferences.texts_state(number) == ""
        assert TextConsent.objects.count() == 2

    def test_repeated_wish_is_one_row(self) -> None:
        for _ in range(3):
            preferences.set_consent(number="+15035550103", allowed=False, source="Texted STOP")
        assert TextConsent.objects.count() == 1

    @pytest.mark.parametrize(
        ("mobile", "reason"), [("", "No mobile number"), ("+442079460958", "Not a US mobile number")]
    )
    def test_number_that_cannot_be_texted_is_said(self, mobile: str, reason: str) -> None:
        policy(ASKED, text=True)
        row = told(notice(UserFactory.create(mobile=mobile)))[0]
        assert row.deliveries.get(channel=Channel.TEXT).reason == reason
        assert channels(row)["email"] == Fate.QUEUED

    def test_refused_number_is_not_called_a_wish(self) -> None:
        preferences.set_consent(number="+15035550104", allowed=False, source=f"{preferences.FLAGGED}: landline")
        assert preferences.texts_state("+15035550104") == "This number cannot get texts"

    def test_text_at_night_waits_for_the_morning(self) -> None:
        policy(ASKED, text=True)
        with time_machine.travel(NOON.replace(hour=9), tick=False):  # 1 am in California
            row = told(notice())[0]
        assert row.deliveries.get(channel=Channel.TEXT).due_at == NOON.replace(hour=16)

    def test_text_that_would_come_too_late_in_the_morning_goes_at_night(self) -> None:
        policy(ASKED, text=True)
        night = NOON.replace(hour=9)
        with time_machine.travel(night, tick=False):
            soon, later = told(
                notice(deadline=night + dt.timedelta(hours=5)), notice(deadline=night + dt.timedelta(hours=9))
            )
        assert soon.deliveries.get(channel=Channel.TEXT).due_at == night
        assert soon.good_until == night + dt.timedelta(hours=5)
        assert later.deliveries.get(channel=Channel.TEXT).due_at == NOON.replace(hour=16)

    def test_urgent_text_goes_at_night(self) -> None:
        policy(ASKED, text=True, urgent=True)
        with time_machine.travel(NOON.replace(hour=9), tick=False):
            row = told(notice())[0]
        assert row.deliveries.get(channel=Channel.TEXT).due_at == NOON.replace(hour=9)


class TestSeveralEdits:
    def change(self, person: Any, **changes: tuple[str, str, str]) -> list[Notification]:
        return told(notice(person, CHANGED, changes=changes))

    def test_become_one_message_from_the_oldest_value_to_the_newest(self) -> None:
        policy(CHANGED, text=True)
        person = UserFactory.create()
        first = self.change(person, first_case_time=("First case", "7:30 am", "7:00 am"))[0]
        second = self.change(person, first_case_time=("First case", "7:00 am", "6:45 am"), parking=("Parking", "", ""))[
            0
        ]
        assert "First case 7:30 am, now 6:45 am; parking" in second.deliveries.get(channel=Channel.TEXT).body
        assert channels(first)["text"] == Fate.SUPPRESSED
        first.refresh_from_db()
        assert not first.in_portal

    def test_that_undo_each_other_tell_nobody(self) -> None:
        policy(CHANGED, text=True)
        person = UserFactory.create()
        first = self.change(person, first_case_time=("First case", "7:30 am", "7:00 am"))[0]
        assert self.change(person, first_case_time=("First case", "7:00 am", "7:30 am")) == []
        assert channels(first)["text"] == Fate.SUPPRESSED

    def test_after_the_message_left_are_told_apart(self) -> None:
        policy(CHANGED, text=True)
        person = UserFactory.create()
        first = self.change(person, first_case_time=("First case", "7:30 am", "7:00 am"))[0]
        first.deliveries.filter(channel=Channel.TEXT).update(fate=Fate.SENT)
        second = self.change(person, first_case_time=("First case", "7:00 am", "6:45 am"))[0]
        assert "First case 7:00 am, now 6:45 am" in second.deliveries.get(channel=Channel.TEXT).body
        first.refresh_from_db()
        assert first.in_portal

    def test_of_another_day_or_person_are_told_apart(self) -> None:
        policy(CHANGED, text=True)
        person, other = UserFactory.create(), UserFactory.create()
        line = ("First case", "7:30 am", "7:00 am")
        told(notice(person, CHANGED, changes={"first_case_time": line}))
        told(notice(other, CHANGED, changes={"first_case_time": line}))
        told(notice(person, CHANGED, changes={"first_case_time": line}, entry=entry(topic_id=13)))
        assert Delivery.objects.filter(channel=Channel.TEXT, fate=Fate.QUEUED).count() == 3


class TestReplacing:
    def test_release_calls_off_the_question_that_has_not_left(self) -> None:
        policy(ASKED, text=True, email=True)
        person = UserFactory.create()
        question = told(notice(person))[0]
        told(notice(person, RELEASED))
        assert channels(question) == {"portal": Fate.DELIVERED, "text": Fate.SUPPRESSED, "email": Fate.SUPPRESSED}
        question.refresh_from_db()
        assert question.read_at is not None

    def test_question_about_another_day_still_goes(self) -> None:
        policy(ASKED, text=True)
        person = UserFactory.create()
        question = told(notice(person))[0]
        told(notice(person, RELEASED, entry=entry(topic_id=13)))
        assert channels(question)["text"] == Fate.QUEUED

    def test_answer_settles_the_question(self) -> None:
        policy(ASKED, text=True)
        person, other = UserFactory.create(), UserFactory.create()
        mine, theirs = told(notice(person), notice(other))
        settle(topic="case_day", topic_id=12, kinds=[ASKED], recipient_id=person.pk)
        assert channels(mine)["text"] == Fate.SUPPRESSED
        assert channels(theirs)["text"] == Fate.QUEUED
        mine.refresh_from_db()
        assert mine.read_at is not None


def test_doorbell_rings_once_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[list[int]] = []
    monkeypatch.setattr("notifications.doorbell.ring", rung.append)
    policy(ASKED, text=True, urgent=True)
    with django_capture_on_commit_callbacks(execute=True):
        row = told(notice())[0]
        assert rung == []
    assert rung == [[row.pk]]


def test_doorbell_is_silent_for_what_is_due_later(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[list[int]] = []
    monkeypatch.setattr("notifications.doorbell.ring", rung.append)
    policy(CHANGED, text=True)
    with django_capture_on_commit_callbacks(execute=True):
        told(notice(kind=CHANGED, changes={"date": ("Date", "Thu 11 Mar", "Fri 12 Mar")}))
    assert rung == []
    assert outbox.Fate.QUEUED in set(Delivery.objects.values_list("fate", flat=True))
