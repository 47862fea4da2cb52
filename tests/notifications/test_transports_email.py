"""Email, and the faults of its server."""

import smtplib
from typing import Any

import pytest
from django.core import mail

from notifications import dispatch
from notifications.enums import Channel, Fate
from notifications.models import ChannelPause
from tests.factories.accounts import UserFactory
from tests.factories.notifications import fresh, queued

pytestmark = pytest.mark.django_db


class TestEmail:
    def test_email_has_subject_words_and_link(self) -> None:
        person = UserFactory.create(first_name="Nora", email="nora@people.test")
        delivery = queued(Channel.EMAIL, person, context={"day": "Thu 11 Mar", "site": "Lakeview"})
        dispatch.send_due()
        (sent,) = mail.outbox
        assert sent.to == ["nora@people.test"]
        assert sent.subject == "Thu 11 Mar, Lakeview: can you come?"
        assert "Hello Nora" in sent.body
        assert "https://trio.example/clinician/case-days/12/" in sent.body
        assert sent.extra_headers["Message-ID"] == f"<delivery-{delivery.pk}@trio.example>"
        row = fresh(delivery)
        assert (row.fate, row.final_at is not None) == (Fate.SENT, True)

    @pytest.mark.parametrize(
        ("error", "fate", "reason"),
        [
            (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), Fate.FAILED, "The mail server refused the address"),
            (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), Fate.QUEUED, "The mail server refused"),
            (smtplib.SMTPDataError(554, b"spam"), Fate.FAILED, "The mail server refused the message"),
            (smtplib.SMTPDataError(421, b"busy"), Fate.QUEUED, "The mail server refused the message"),
            (smtplib.SMTPServerDisconnected("gone"), Fate.QUEUED, "The mail server could not be reached"),
            (TimeoutError(), Fate.QUEUED, "The mail server could not be reached"),
            (ConnectionRefusedError(), Fate.QUEUED, "The mail server could not be reached"),
        ],
    )
    def test_faults_of_the_mail_server(
        self, error: Exception, fate: Fate, reason: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise error

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
        delivery = queued(Channel.EMAIL)
        dispatch.send_due()
        row = fresh(delivery)
        assert row.fate == fate
        assert reason in row.reason

    def test_refused_login_holds_all_emails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise smtplib.SMTPAuthenticationError(535, b"no")

        monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
        queued(Channel.EMAIL)
        dispatch.send_due()
        assert ChannelPause.objects.get().channel == Channel.EMAIL
