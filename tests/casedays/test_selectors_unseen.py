"""A change in force that not all of the team have seen: on the day's page, by name, with a way to ask again."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from casedays import changes
from casedays.details import Edit
from casedays.models import CaseDay, Change
from casedays.selectors.unseen import unseen_changes
from notifications.enums import Channel, Fate
from notifications.models import Delivery
from scheduling_portal.core import clock
from scheduling_portal.core.errors import Conflict, NotAllowed
from tests.factories.casedays import accepted_day, active, details, fresh, staff_of
from tests.personas import client_of
from tests.support.told import channels, kinds_of, last

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def day(manager: User) -> CaseDay:
    """Accepted by three, then begun later, which one of them has seen."""
    found = accepted_day(manager=manager)
    edit = Edit(site=found.site, date=found.date, details=details(first_case_time=dt.time(9), expected_end=dt.time(15)))
    changes.edit_case_day(case_day=found, edit=edit, actor=manager, version=fresh(found).version)
    Delivery.objects.update(fate=Fate.DELIVERED, final_at=clock.now())
    changes.acknowledge_change(change=Change.objects.get(), actor=active(found)[0].clinician.user)
    return found


def test_page_names_who_has_seen_it_and_who_has_not(client: Client, day: CaseDay) -> None:
    first, second, third = (one.clinician.user.get_full_name() for one in active(day))
    html = client.get(reverse("manager:casedays-detail", args=[day.pk])).content.decode()
    assert "Change unseen" in html
    assert "Seen 1 of 3" in html
    assert f"{first} has seen it" in html
    assert f"{second} has not said so yet" in html
    assert f"{third} has not said so yet" in html
    assert "Ask 2 again" in html


def test_page_says_nothing_once_all_have_seen_it(client: Client, day: CaseDay) -> None:
    for one in active(day):
        changes.acknowledge_change(change=Change.objects.get(), actor=one.clinician.user)
    assert unseen_changes(day) == []
    html = client.get(reverse("manager:casedays-detail", args=[day.pk])).content.decode()
    assert "Change unseen" not in html


def test_asking_again_first_says_whom_and_what_it_sends(client: Client, day: CaseDay) -> None:
    _, second, third = (one.clinician.user.get_full_name() for one in active(day))
    address = reverse("manager:changes-ask-again", args=[Change.objects.get().pk])
    html = client.get(address).content.decode()
    assert f"<b>{second}, {third}</b> are asked once more" in html
    assert "<b>2 texts</b>" in html
    assert "Ask 2 again and text 2" in html
    client.post(address)
    said = client.get(address, follow=True).content.decode()
    assert "They were asked again within the last hour" in said
    assert "Ask 2 again and text 2" not in said


def test_asking_again_reaches_who_has_not_seen_it_alone(client: Client, day: CaseDay) -> None:
    html = client.post(reverse("manager:changes-ask-again", args=[Change.objects.get().pk]), follow=True)
    assert "2 clinicians are asked again to say that they have seen change 1." in html.content.decode()
    first, *others = (one.clinician.user for one in active(day))
    assert kinds_of(first).count("changed") == 1
    for person in others:
        assert kinds_of(person).count("changed") == 2
        assert Channel.TEXT in channels(last(person))
        assert "First case: 7:30 am, now 9:00 am" in last(person).body
        assert "say that you have seen it" in last(person).body
    assert "Change 1: asked again who has not seen it" in html.content.decode()


def test_asking_again_within_the_hour_is_refused(client: Client, day: CaseDay, manager: User) -> None:
    change = Change.objects.get()
    changes.ask_again(change=change, actor=manager)
    said = client.post(reverse("manager:changes-ask-again", args=[change.pk]), follow=True).content.decode()
    assert "They were asked again within the last hour" in said
    with time_machine.travel(clock.now() + dt.timedelta(minutes=61)):
        assert changes.ask_again(change=change, actor=manager) == 2


def test_nobody_is_asked_again_when_all_have_seen_it_and_by_no_practice(day: CaseDay, manager: User) -> None:
    change = Change.objects.get()
    with pytest.raises(NotAllowed):
        changes.ask_again(change=change, actor=staff_of(day.practice))
    for one in active(day):
        changes.acknowledge_change(change=change, actor=one.clinician.user)
    with pytest.raises(Conflict, match="Nobody on the team"):
        changes.ask_again(change=change, actor=manager)
