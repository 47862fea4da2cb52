"""Badges are counted once after each step, and are never out of date by anything a person did."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import badges, portals
from accounts.enums import Portal, ProviderType
from accounts.models import User
from notifications import services
from notifications.enums import Audience
from scheduling_portal.core import clock
from tests.factories.casedays import confirmed_day, in_slot, requested_day
from tests.factories.notifications import entry, failed, notice, told

pytestmark = pytest.mark.django_db

ALL, REQUESTS, MESSAGES = "home", "casedays-requests", "messages"


def look(user: User, portal: Portal = Portal.MANAGER) -> dict[str, int]:
    """As a new request reads them."""
    return portals.look_up(User.objects.get(pk=user.pk), portals.get(portal))


def test_a_step_is_counted_on_the_next_page(manager: User) -> None:
    assert look(manager)[REQUESTS] == 0
    requested_day()
    assert (look(manager)[REQUESTS], look(manager)[ALL]) == (1, 1)


def test_nothing_is_counted_again_while_nothing_happens(manager: User) -> None:
    requested_day()
    look(manager)
    with CaptureQueriesContext(connection) as asked:
        assert look(manager)[REQUESTS] == 1
    assert len(asked) == 2  # the person, and what is kept


def test_a_message_put_away_is_gone_from_the_next_page(manager: User) -> None:
    delivery = failed()
    assert look(manager)[MESSAGES] == 1
    services.deal_with_delivery(delivery=delivery, actor=manager)
    assert look(manager)[MESSAGES] == 0


def test_without_forgetting_it_would_still_be_there(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = failed()
    look(manager)
    monkeypatch.setattr(badges, "forget", lambda _portal: None)
    services.deal_with_delivery(delivery=delivery, actor=manager)
    assert look(manager)[MESSAGES] == 1


def test_what_no_step_tells_of_is_counted_after_a_minute(manager: User) -> None:
    look(manager)
    failed()
    with time_machine.travel(clock.now() + 2 * badges.KEEP):
        assert look(manager)[MESSAGES] == 1


def test_all_managers_have_the_same_and_others_have_none(
    manager: User, both: User, nurse: User, client: Any, practice_user: User
) -> None:
    requested_day()
    assert look(manager) == look(both)
    for user in (nurse, practice_user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/manager/").status_code == 404


def test_each_clinician_has_their_own(nurse: User, medic: User) -> None:
    day = confirmed_day()
    asked = in_slot(day, ProviderType.NURSE).clinician.user
    assert [look(user, Portal.CLINICIAN)["home"] for user in (nurse, asked, medic)] == [0, 1, 0]


def test_a_notice_that_was_read_is_gone_from_the_next_page(nurse: User) -> None:
    one, _ = told(notice(nurse), notice(nurse, entry=entry(13)))
    assert look(nurse, Portal.CLINICIAN)["notices"] == 2
    services.mark_read(notification=one, actor=nurse)
    assert look(nurse, Portal.CLINICIAN)["notices"] == 1
    services.mark_all_read(actor=nurse, audience=Audience.CLINICIAN)
    assert look(nurse, Portal.CLINICIAN)["notices"] == 0


def test_a_page_between_reading_all_and_the_next_one_keeps_no_old_number(
    nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has a second page open, which is loaded while everything is marked as read."""
    told(notice(nurse), notice(nurse, entry=entry(13)))
    forget = badges.forget

    def forget_while_a_page_loads(portal: str, person: int) -> None:
        look(nurse, Portal.CLINICIAN)
        forget(portal, person)
        look(nurse, Portal.CLINICIAN)

    monkeypatch.setattr(badges, "forget", forget_while_a_page_loads)
    services.mark_all_read(actor=nurse, audience=Audience.CLINICIAN)
    assert look(nurse, Portal.CLINICIAN)["notices"] == 0


def test_the_first_screen_goes_by_the_numbers_behind_its_badge(manager: User) -> None:
    requested_day()
    user = User.objects.get(pk=manager.pk)
    with CaptureQueriesContext(connection) as asked:
        found = portals.parts(user, Portal.MANAGER, ALL)
        badge = portals.look_up(user, portals.get(Portal.MANAGER))[ALL]
    assert len(asked) == 3  # what is kept, the count, and a row to keep it in
    assert (found["requests"], sum(found.values()), badge) == (1, 1, 1)


def test_a_badge_without_parts_has_none(manager: User) -> None:
    assert portals.parts(manager, Portal.MANAGER, "clinicians-list") == {}
