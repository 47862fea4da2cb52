"""What a practice reads when somebody on its confirmed day can't make it."""

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import backfill, lifecycle, staffing
from casedays.models import CaseDay
from notifications.models import Notification
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, fresh, in_slot, staff_of
from tests.support.told import channels

pytestmark = pytest.mark.django_db


def drop_out(day: CaseDay, slot: ProviderType) -> None:
    gone = in_slot(day, slot)
    staffing.decline_assignment(assignment=gone, actor=gone.clinician.user, reason="Ill")


def unread(user: User) -> list[Notification]:
    return list(user.notifications.filter(kind="casedays.replacing", in_portal=True, read_at__isnull=True))


def test_is_told_in_the_portal_alone_which_slot_and_not_who() -> None:
    day = accepted_day()
    name = in_slot(day, ProviderType.MEDIC).clinician.user.last_name
    drop_out(day, ProviderType.MEDIC)

    (row,) = unread(staff_of(day.practice))

    assert row.subject.startswith("The medic is being replaced: ")
    assert "The day stays confirmed" in row.body
    assert channels(row) == {"portal"}
    assert name not in row.subject + row.body
    assert "Ill" not in row.body
    assert row.path == f"/practice/case-days/{day.pk}/"


def test_two_who_drop_out_are_one_notice() -> None:
    day = accepted_day()
    drop_out(day, ProviderType.MEDIC)
    drop_out(day, ProviderType.NURSE)

    (row,) = unread(staff_of(day.practice))

    assert row.subject.startswith("The nurse and the medic are being replaced: ")


def test_is_settled_once_an_offer_is_taken() -> None:
    day = accepted_day()
    spare = credentialed_clinician(ProviderType.MEDIC)
    willing(spare, day.date)
    drop_out(day, ProviderType.MEDIC)
    assert unread(staff_of(day.practice))

    backfill.accept_offer(offer=day.offers.get(), actor=spare.user)

    assert unread(staff_of(day.practice)) == []


def test_is_settled_once_a_manager_put_somebody_there() -> None:
    day = accepted_day()
    drop_out(day, ProviderType.MEDIC)
    drop_out(day, ProviderType.NURSE)
    boss = ManagerFactory.create()
    for slot, left in ((ProviderType.MEDIC, 1), (ProviderType.NURSE, 0)):
        spare = credentialed_clinician(slot)
        willing(spare, day.date)
        staffing.hold_clinician(case_day=fresh(day), clinician=spare, actor=boss)
        assert len(unread(staff_of(day.practice))) == left


def test_is_settled_when_the_day_is_off() -> None:
    day = accepted_day()
    drop_out(day, ProviderType.MEDIC)

    lifecycle.cancel_case_day(case_day=fresh(day), actor=ManagerFactory.create(), reason="Water damage")

    assert unread(staff_of(day.practice)) == []
