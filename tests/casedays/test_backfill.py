"""Offers of an open slot: sent to the best, taken by the first, closed for the rest."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays import backfill, staffing
from casedays.models import CaseDay
from casedays.states import AssignmentStatus, OfferStatus
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import accepted_day, in_slot, planned_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> User:
    user: User = ManagerFactory.create()
    return user


def spares(day: CaseDay, count: int) -> list[Clinician]:
    """Nurses who could come."""
    found = [credentialed_clinician(ProviderType.NURSE) for _ in range(count)]
    for nurse in found:
        willing(nurse, day.date)
    return found


def dropped(count: int = 0) -> tuple[CaseDay, list[Clinician]]:
    """An accepted day whose nurse has dropped out, with that many spare nurses."""
    day = accepted_day()
    others = spares(day, count)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    return day, others


def test_goes_to_three_at_once_and_not_to_who_dropped_out() -> None:
    day, others = dropped(5)
    offers = list(day.offers.all())
    assert len(offers) == 3
    assert {offer.clinician for offer in offers} <= set(others)


def test_the_first_acceptance_takes_the_slot_and_closes_the_rest() -> None:
    day, _ = dropped(3)
    first, second, third = day.offers.order_by("pk")
    assignment = backfill.accept_offer(offer=first, actor=first.clinician.user)
    assert assignment.status == AssignmentStatus.ACCEPTED
    assert in_slot(day, ProviderType.NURSE).clinician == first.clinician
    second.refresh_from_db()
    assert second.status == OfferStatus.FILLED
    with pytest.raises(Conflict, match="filled already"):
        backfill.accept_offer(offer=third, actor=third.clinician.user)


def test_when_all_decline_the_next_are_asked() -> None:
    day, _ = dropped(4)
    for offer in day.offers.filter(status=OfferStatus.SENT):
        backfill.decline_offer(offer=offer, actor=offer.clinician.user)
    assert day.offers.filter(status=OfferStatus.SENT).count() == 1


def test_when_nobody_is_left_the_manager_is_told() -> None:
    day, _ = dropped(0)
    assert TimelineEntry.objects.filter(topic_id=day.pk, kind="offers_ran_out").count() == 1


def test_offers_run_out_and_widen() -> None:
    day, _ = dropped(4)
    with time_machine.travel(day.offers.first().closes_at + dt.timedelta(minutes=1)):  # type: ignore[union-attr]
        assert backfill.expire_offers() == 3
        assert backfill.expire_offers() == 0
    assert day.offers.filter(status=OfferStatus.EXPIRED).count() == 3
    assert day.offers.filter(status=OfferStatus.SENT).count() == 1


def test_a_closed_offer_cannot_be_taken() -> None:
    day, _ = dropped(1)
    offer = day.offers.get()
    with time_machine.travel(offer.closes_at + dt.timedelta(minutes=1)), pytest.raises(Conflict, match="closed"):
        backfill.accept_offer(offer=offer, actor=offer.clinician.user)


def test_somebody_elses_offer_cannot_be_taken() -> None:
    day, _ = dropped(1)
    with pytest.raises(NotAllowed):
        backfill.accept_offer(offer=day.offers.get(), actor=credentialed_clinician().user)


def test_who_became_ineligible_cannot_take_it() -> None:
    day, _ = dropped(1)
    offer = day.offers.get()
    offer.clinician.credentials.filter(kind__name="ACLS").delete()
    with pytest.raises(RuleBroken, match="ACLS"):
        backfill.accept_offer(offer=offer, actor=offer.clinician.user)


def test_a_manager_can_offer_it_to_somebody(manager: User) -> None:
    day, _ = dropped(0)
    (spare,) = spares(day, 1)
    offer = backfill.send_offer(case_day=day, clinician=spare, actor=manager)
    assert (offer.status, offer.sent_by) == (OfferStatus.SENT, manager)
    with pytest.raises(Conflict, match="open offer already"):
        backfill.send_offer(case_day=day, clinician=spare, actor=manager)


def test_no_offers_before_the_day_is_confirmed(manager: User) -> None:
    day = planned_day(manager=manager)
    with pytest.raises(NotAllowed):
        backfill.send_offer(case_day=day, clinician=credentialed_clinician(), actor=manager)


@pytest.mark.parametrize(("hours", "box"), [(24 * 20, 48), (24 * 7, 24), (24 * 4, 8), (30, 4), (3, 1)])
def test_the_time_box_scales_to_the_hours_left(hours: int, box: int) -> None:
    assert backfill.time_box(hours) == dt.timedelta(hours=box)
