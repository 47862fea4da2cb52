"""A day is called off before all of those it concerns have heard of it: the dialog says what is then sent."""

from collections.abc import Callable

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import CaseDay
from casedays.notices import day as handlers
from casedays.selectors.closing import cancel_consequences
from casedays.states import OfferStatus
from notifications import dispatch
from notifications.claims import claim
from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery
from notifications.services import mark_all_read
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, active, confirmed_day, in_slot, staff_of
from tests.personas import client_of
from tests.support.post import RecordingTransport
from tests.support.told import channels, last

pytestmark = pytest.mark.django_db


def nurse_of(day: CaseDay) -> User:
    return in_slot(day, ProviderType.NURSE).clinician.user


def left_for(person: User) -> None:
    Delivery.objects.filter(notification__recipient=person, fate=Fate.QUEUED).update(fate=Fate.SENT)


def nobody_reached(boss: User) -> CaseDay:
    return confirmed_day(manager=boss)


def one_reached(boss: User) -> CaseDay:
    day = confirmed_day(manager=boss)
    left_for(nurse_of(day))
    return day


def one_opened_it_in_the_portal(boss: User) -> CaseDay:
    day = confirmed_day(manager=boss)
    mark_all_read(actor=nurse_of(day), audience=Audience.CLINICIAN)
    return day


def one_accepted_before_the_text_left(boss: User) -> CaseDay:
    day = confirmed_day(manager=boss)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.accept_assignment(assignment=nurse, actor=nurse.clinician.user)
    return day


def all_accepted(boss: User) -> CaseDay:
    return accepted_day(manager=boss)


def offer_that_has_not_left(boss: User) -> CaseDay:
    day = accepted_day(manager=boss)
    willing(credentialed_clinician(ProviderType.NURSE), day.date)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    return day


def offer_that_has_left(boss: User) -> CaseDay:
    day = offer_that_has_not_left(boss)
    left_for(day.offers.get(status=OfferStatus.SENT).clinician.user)
    return day


@pytest.mark.parametrize(
    ("stage", "texts"),
    [
        (nobody_reached, 0),
        (one_reached, 1),
        (one_opened_it_in_the_portal, 1),
        (one_accepted_before_the_text_left, 1),
        (all_accepted, 3),
        (offer_that_has_not_left, 2),
        (offer_that_has_left, 3),
    ],
)
def test_what_the_dialog_says_is_what_is_sent(stage: Callable[[User], CaseDay], texts: int, boss: User) -> None:
    day = stage(boss)
    effect = cancel_consequences(day, boss)
    page = client_of(staff_of(day.practice)).get(f"/practice/case-days/{day.pk}/cancel/").content.decode()

    lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")

    sent = Delivery.objects.filter(fate=Fate.QUEUED, notification__kind="casedays.cancelled", channel=Channel.TEXT)
    assert (effect.reach.texts, sent.count()) == (texts, texts)
    assert f"Cancel case day and text {texts}</button>" in page or not texts
    assert effect.told + effect.offered - effect.unaware == texts
    waiting = Delivery.objects.filter(fate=Fate.QUEUED, notification__audience=Audience.CLINICIAN)
    assert set(waiting.values_list("notification__kind", flat=True)) <= {"casedays.cancelled"}


def test_who_was_not_reached_reads_it_in_the_portal_with_the_reason(boss: User) -> None:
    day = one_reached(boss)
    medic = in_slot(day, ProviderType.MEDIC).clinician.user
    nurse = nurse_of(day)
    lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")
    assert channels(last(medic)) == {Channel.PORTAL}
    assert "Water damage" in last(medic).body
    assert Channel.TEXT in channels(last(nurse))


def test_dialog_has_no_word_of_it_when_all_have_heard(boss: User) -> None:
    page = client_of(boss).get(f"/manager/case-days/{all_accepted(boss).pk}/cancel/").content.decode()
    assert "portal alone" not in page
    page = client_of(boss).get(f"/manager/case-days/{nobody_reached(boss).pk}/cancel/").content.decode()
    assert "<b>3 of them</b> read of it in the portal alone: nothing of the day had left for them yet." in page
    assert "and text" not in page


@pytest.mark.guard("who is being told of a day at this moment hears that it is off")
class TestAtTheSameMoment:
    """A worker has the question in its hands when the day is called off."""

    def cancel(self, boss: User) -> tuple[CaseDay, User]:
        day = confirmed_day(manager=boss)
        person = active(day)[0].clinician.user
        Delivery.objects.filter(channel=Channel.TEXT).exclude(notification__recipient=person).delete()
        Delivery.objects.filter(channel=Channel.TEXT).update(due_at=day.confirmed_at)
        claim(limit=1)
        lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")
        return day, person

    def test_they_get_a_text(self, boss: User) -> None:
        _, person = self.cancel(boss)
        assert Channel.TEXT in channels(last(person))

    def test_control_without_the_look_nobody_would(self, boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(handlers, "_unaware", lambda event, _: {a.clinician.user_id for a in active_of(event)})
        _, person = self.cancel(boss)
        assert channels(last(person)) == {Channel.PORTAL}


def active_of(event: handlers.CaseDayCancelled) -> list[handlers.Assignment]:
    return list(
        handlers.Assignment.objects.filter(case_day=event.case_day_id, clinician__in=event.unanswered_clinician_ids)
        .select_related("clinician")
        .order_by("pk")
    )


def test_question_that_a_worker_had_is_not_tried_again(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = RecordingTransport()
    monkeypatch.setattr(dispatch, "transport_of", lambda _: transport)
    TestAtTheSameMoment().cancel(boss)
    Delivery.objects.filter(fate=Fate.SENDING).update(fate=Fate.UNKNOWN, lease_until=None)
    Delivery.objects.filter(fate=Fate.QUEUED).exclude(notification__kind="casedays.cancelled").delete()
    dispatch.send_due()
    assert not [message.body for message in transport.sent if "Reply A" in message.body]
