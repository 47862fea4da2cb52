"""A text as others than its recipient read it: without the link that answers in the recipient's place."""

import pytest
from django.conf import LazySettings
from django.urls import reverse

from accounts.models import User
from casedays.models import Assignment
from notifications.enums import Channel
from notifications.models import Delivery
from tests.casedays.test_links import link_in_text_to
from tests.factories.accounts import AdministratorFactory
from tests.factories.casedays import active, confirmed_day
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(boss: User) -> Assignment:
    """An assignment that waits for an answer."""
    return active(confirmed_day(manager=boss))[1]


def texts_leave(settings: LazySettings) -> None:
    """From now on there is an account, and texts do not stay in the text log."""
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC1", "token"
    settings.TWILIO_FROM_NUMBER = "+15035550100"


def test_managers_read_the_text_without_the_link_that_answers(
    question: Assignment, boss: User, settings: LazySettings
) -> None:
    link, log = link_in_text_to(question.clinician.user), reverse("manager:messages-texts")
    assert link in client_of(boss).get(log).content.decode()  # nobody else gets the text: the trial

    texts_leave(settings)

    html = client_of(boss).get(log).content.decode()
    assert "/answer/" not in html
    assert f"https://trio.example/clinician/case-days/{question.case_day_id}/" in html


class TestAdministration:
    """The delivery log is read by administrators, who are not the recipient either."""

    def pages(self, question: Assignment) -> dict[str, str]:
        """The log in every way it is read."""
        delivery = Delivery.objects.get(channel=Channel.TEXT, notification__recipient=question.clinician.user)
        log, one = reverse("admin:notifications_delivery_changelist"), "admin:notifications_delivery_change"
        addresses = {
            "list": log,
            "name found": f"{log}?q={question.clinician.user.last_name}",
            "key sought": f"{log}?q={link_in_text_to(question.clinician.user).split('/')[2]}",
            "code sought": f"{log}?q={question.answer_code}",
            "one": reverse(one, args=[delivery.pk]),
        }
        administrator = client_of(AdministratorFactory.create())
        return {name: administrator.get(address).content.decode() for name, address in addresses.items()}

    def test_reads_the_text_without_the_link_that_answers(self, question: Assignment, settings: LazySettings) -> None:
        texts_leave(settings)
        pages = self.pages(question)
        key = link_in_text_to(question.clinician.user).split("/")[2]
        assert {name for name, html in pages.items() if "/answer/" in html} == set()
        assert {name for name, html in pages.items() if key in html} <= {"key sought"}  # in the box it was typed into
        assert f"https://trio.example/clinician/case-days/{question.case_day_id}/" in pages["one"]
        row = "/admin/notifications/delivery/%d/change/"
        mine = row % Delivery.objects.get(channel=Channel.TEXT, notification__recipient=question.clinician.user).pk
        assert {name for name, html in pages.items() if mine in html} == {"list", "name found"}

    def test_control_the_words_as_they_are_sent_hold_it(
        self, question: Assignment, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts_leave(settings)
        monkeypatch.setattr("notifications.admin.words_for_others", lambda delivery: delivery.body)
        assert link_in_text_to(question.clinician.user) in self.pages(question)["one"]

    def test_reads_it_where_nobody_else_gets_the_text(self, question: Assignment) -> None:
        assert link_in_text_to(question.clinician.user) in self.pages(question)["one"]
