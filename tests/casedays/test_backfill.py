"""Offers of an open slot: sent to the best, taken by the first, closed for the rest."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from casedays import backfill, changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.states import AssignmentStatus, OfferStatus
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    day_ahead,
    details,
    in_slot,
    planned_day,
    staff_of,
    staffed_day,
)
from tests.personas import client_of

pytestmark = pytest.mark.django_db


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


class TestSlotsThatAManagerOpens:
    """They go to the next best as after a drop-out, unless the manager fills them otherwise."""

    def release(self, day: CaseDay, manager: User, **more: bool) -> Clinician:
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.release_clinician(assignment=nurse, actor=manager, reason="A better fit", **more)
        return nurse.clinician

    def test_release_offers_it_to_others_than_who_left(self, manager: User) -> None:
        day = accepted_day()
        others = spares(day, 2)
        left = self.release(day, manager)
        assert {offer.clinician for offer in day.offers.all()} == set(others)
        assert left not in others

    def test_release_offers_nothing_when_the_manager_says_so(self, manager: User) -> None:
        day = accepted_day()
        spares(day, 2)
        self.release(day, manager, offers=False)
        assert not day.offers.exists()

    def test_release_from_a_planned_day_offers_nothing(self, manager: User) -> None:
        day = staffed_day()
        spares(day, 2)
        self.release(day, manager)
        assert not day.offers.exists()

    def test_who_was_swapped_while_only_held_is_offered_it_later(self, manager: User) -> None:
        day = staffed_day()
        held = self.release(day, manager)
        (nurse,) = spares(day, 1)
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
        lifecycle.confirm_case_day(case_day=day, actor=manager)
        assignment = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=assignment, actor=nurse.user, reason="Ill")
        assert [offer.clinician for offer in day.offers.all()] == [held]

    @pytest.mark.parametrize("way", ["change", "edit", "move"])
    @pytest.mark.parametrize("offers", [True, False])
    def test_another_date_offers_what_it_leaves_open(self, manager: User, way: str, offers: bool) -> None:
        day, date = accepted_day(), day_ahead(20)
        for assignment in active(day):
            if assignment.provider_type != ProviderType.NURSE:
                willing(assignment.clinician, date)
        nurse = credentialed_clinician(ProviderType.NURSE)
        willing(nurse, date)
        edit = Edit(site=day.site, date=date, details=details())
        if way == "move":
            lifecycle.reschedule(case_day=day, actor=manager, date=date, offers=offers)
        elif way == "edit":
            changes.edit_case_day(case_day=day, edit=edit, actor=manager, version=day.version, offers=offers)
        else:
            asked = changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
            assert asked
            changes.apply_change(change=asked, actor=manager, offers=offers)
        assert [offer.clinician for offer in day.offers.all()] == ([nurse] if offers else [])

    def test_slot_that_somebody_takes_in_the_move_is_not_offered(self, manager: User) -> None:
        day, date = accepted_day(), day_ahead(20)
        for assignment in active(day):
            if assignment.provider_type != ProviderType.NURSE:
                willing(assignment.clinician, date)
        first, second = (credentialed_clinician(ProviderType.NURSE) for _ in range(2))
        for one in (first, second):
            willing(one, date)
        lifecycle.reschedule(case_day=day, actor=manager, date=date, replacements={"nurse": first.pk})
        assert in_slot(day, ProviderType.NURSE).clinician == first
        assert not day.offers.exists()

    def test_pages_send_what_is_ticked(self, manager: User) -> None:
        for ticked in ({"offers": "on"}, {}):
            day = accepted_day()
            spares(day, 1)
            url = f"/manager/assignments/{in_slot(day, ProviderType.NURSE).pk}/release/"
            client_of(manager).post(url, {"reason": "A better fit", **ticked})
            assert day.offers.exists() == bool(ticked)
            day.offers.all().delete()

    def test_page_of_the_day_says_who_left_last_and_marks_them(self, manager: User) -> None:
        day, (nurse, *_) = dropped(1)
        client = client_of(manager)
        page = f"/manager/case-days/{day.pk}/"
        backfill.accept_offer(offer=day.offers.get(), actor=nurse.user)
        self.release(day, manager, offers=False)
        html = client.get(page).content.decode()
        assert "No offer sent: choose from the list below" in html  # nobody dropped out of it this time
        assert "Released</span>" in html
        assert "Filled by someone else" not in html
        assert f"{nurse.user.get_full_name()} was released." in client.get("/manager/").content.decode()
