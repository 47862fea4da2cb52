"""A day from the first wish to its end, and what the services refuse on the way."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import CaseDay
from casedays.states import AssignmentStatus, CaseStatus, OfferStatus, Status
from scheduling_portal.core.errors import InvalidFields, NotAllowed, RuleBroken, StaleEdit
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    planned_day,
    requested_day,
    site_of,
    staff_of,
    staffed_day,
    trio,
)

pytestmark = pytest.mark.django_db


def steps(day: CaseDay) -> list[str]:
    rows = TimelineEntry.objects.filter(topic="case_day", topic_id=day.pk).order_by("pk")
    return [row.kind for row in rows]


class TestRequest:
    def test_keeps_wanted_dates_in_rank_order(self) -> None:
        day = requested_day(date=day_ahead(20), alternatives=[day_ahead(22), day_ahead(21)])
        assert day.status == Status.REQUESTED
        assert [w.date for w in day.wanted_dates.all()] == [day_ahead(20), day_ahead(22), day_ahead(21)]
        assert steps(day) == ["requested"]

    def test_many_dates_make_one_day_each(self) -> None:
        site = site_of()
        days = lifecycle.request_case_days(
            actor=staff_of(site.practice),
            practice=site.practice,
            site=site,
            dates=[day_ahead(14), day_ahead(28)],
            details=details(),
            series=True,
        )
        assert [day.date for day in days] == [day_ahead(14), day_ahead(28)]
        assert days[0].series == days[1].series is not None

    def test_refuses_an_end_before_the_first_case_and_guesses_the_afternoon(self) -> None:
        with pytest.raises(InvalidFields) as caught:
            requested_day(first_case_time=dt.time(8), expected_end=dt.time(7))
        assert caught.value.errors == {
            "expected_end": "Expected end must be after the first case, 8:00 am. Did you mean 7:00 pm?"
        }

    def test_refuses_a_past_date(self) -> None:
        with pytest.raises(RuleBroken, match="has passed"):
            requested_day(date=day_ahead(-3))

    def test_refuses_somebody_from_elsewhere(self) -> None:
        site, stranger = site_of(), staff_of(site_of().practice)
        with pytest.raises(NotAllowed):
            lifecycle.request_case_day(
                actor=stranger, practice=site.practice, site=site, wanted_dates=[day_ahead()], details=details()
            )

    def test_refuses_another_practices_site(self) -> None:
        site, other = site_of(), site_of()
        with pytest.raises(RuleBroken):
            lifecycle.request_case_day(
                actor=staff_of(site.practice),
                practice=site.practice,
                site=other,
                wanted_dates=[day_ahead()],
                details=details(),
            )

    def test_an_edit_applies_at_once_and_tells_old_and_new(self) -> None:
        day = requested_day()
        edited = lifecycle.edit_request(
            case_day=day,
            actor=staff_of(day.practice),
            site=day.site,
            wanted_dates=[day.date],
            details=details(expected_patients=7),
            version=day.version,
        )
        assert edited
        entry = TimelineEntry.objects.get(topic="case_day", topic_id=day.pk, kind="request_edited")
        assert entry.changes["expected_patients"] == ["5", "7"]

    def test_an_edit_without_a_difference_tells_nobody(self) -> None:
        day = fresh(requested_day())
        same = details(contact_name=day.contact_name, contact_phone=str(day.contact_phone), parking=day.parking)
        assert not lifecycle.edit_request(
            case_day=day,
            actor=staff_of(day.practice),
            site=day.site,
            wanted_dates=[day.date],
            details=same,
            version=day.version,
        )
        assert steps(day) == ["requested"]

    def test_a_stale_edit_is_refused(self) -> None:
        day = requested_day()
        with pytest.raises(StaleEdit):
            lifecycle.edit_request(
                case_day=day,
                actor=staff_of(day.practice),
                site=day.site,
                wanted_dates=[day.date],
                details=details(expected_patients=9),
                version=day.version + 1,
            )


class TestPlan:
    def test_accepting_takes_one_of_the_wanted_dates(self, manager: User) -> None:
        day = requested_day(date=day_ahead(20), alternatives=[day_ahead(22)])
        lifecycle.accept_request(case_day=day, actor=manager, date=day_ahead(22))
        assert (fresh(day).status, fresh(day).date) == (Status.PLANNED, day_ahead(22))

    def test_accepting_on_another_date_is_refused(self, manager: User) -> None:
        day = requested_day()
        with pytest.raises(RuleBroken, match="propose another date"):
            lifecycle.accept_request(case_day=day, actor=manager, date=day_ahead(50))

    def test_a_proposed_date_waits_for_the_practice_and_then_plans(self, manager: User) -> None:
        day = requested_day()
        lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(40))
        assert (fresh(day).status, fresh(day).date) == (Status.REQUESTED, day.date)
        lifecycle.answer_proposal(case_day=day, actor=staff_of(day.practice), accept=True)
        assert (fresh(day).status, fresh(day).date, fresh(day).proposed_date) == (Status.PLANNED, day_ahead(40), None)

    def test_declining_a_proposal_leaves_the_request_as_it_was(self, manager: User) -> None:
        day = requested_day()
        lifecycle.propose_date(case_day=day, actor=manager, date=day_ahead(40))
        lifecycle.answer_proposal(case_day=day, actor=staff_of(day.practice), accept=False)
        assert (fresh(day).status, fresh(day).date, fresh(day).proposed_date) == (Status.REQUESTED, day.date, None)

    def test_rejecting_needs_a_reason_and_keeps_it(self, manager: User) -> None:
        day = requested_day()
        with pytest.raises(RuleBroken, match="Say why"):
            lifecycle.reject_request(case_day=day, actor=manager, reason="  ")
        lifecycle.reject_request(case_day=day, actor=manager, reason="No team in reach")
        assert (fresh(day).status, fresh(day).status_reason) == (Status.REJECTED, "No team in reach")

    def test_a_manager_can_make_a_planned_day(self, manager: User) -> None:
        site = site_of()
        day = lifecycle.create_case_day(
            actor=manager, practice=site.practice, site=site, date=day_ahead(), details=details()
        )
        assert fresh(day).status == Status.PLANNED


class TestConfirm:
    def test_asks_all_three_until_a_time(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        assert day.status == Status.CONFIRMED
        assert [a.status for a in active(day)] == [AssignmentStatus.ASKED] * 3
        assert all(a.asked_at and a.answer_by and a.answer_code for a in active(day))
        assert steps(day)[-1] == "confirmed"

    def test_refuses_an_incomplete_team_and_names_the_open_slots(self, manager: User) -> None:
        day = planned_day(manager=manager)
        nurse = credentialed_clinician(ProviderType.NURSE)
        willing(nurse, day.date)
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
        with pytest.raises(RuleBroken, match="anesthesiologist and medic missing"):
            lifecycle.confirm_case_day(case_day=day, actor=manager)
        assert fresh(day).status == Status.PLANNED

    def test_refuses_somebody_who_became_ineligible(self, manager: User) -> None:
        day = staffed_day(manager=manager)
        medic = in_slot(day, ProviderType.MEDIC).clinician
        medic.credentials.filter(kind__name="BLS").update(expires_on=day.date - dt.timedelta(days=1))
        with pytest.raises(RuleBroken, match="BLS ended"):
            lifecycle.confirm_case_day(case_day=day, actor=manager)

    def test_confirming_twice_is_refused_and_tells_nobody_again(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        with pytest.raises(NotAllowed, match="is confirmed"):
            lifecycle.confirm_case_day(case_day=day, actor=manager)
        assert steps(day).count("confirmed") == 1

    def test_bulk_confirms_what_it_can_and_says_what_it_could_not(self, manager: User) -> None:
        good, open_one = staffed_day(manager=manager), planned_day(manager=manager, date=day_ahead(15))
        outcomes = lifecycle.confirm_case_days(case_day_ids=[good.pk, open_one.pk], actor=manager)
        assert [(o.case_day_id, o.ok) for o in outcomes] == [(good.pk, True), (open_one.pk, False)]
        assert "not complete" in outcomes[1].message


class TestCancel:
    def test_frees_the_team_and_takes_bookings_off(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        clinician = active(day)[0].clinician
        lifecycle.cancel_case_day(case_day=day, actor=staff_of(day.practice), reason="Dentist is ill")
        assert (fresh(day).status, fresh(day).status_reason) == (Status.CANCELLED, "Dentist is ill")
        assert active(day) == []
        other = planned_day(date=day.date, manager=manager)
        staffing.hold_clinician(case_day=other, clinician=clinician, actor=manager)
        assert not day.cases.filter(status=CaseStatus.BOOKED).exists()

    def test_closes_open_offers(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Child is ill")
        assert day.offers.filter(status=OfferStatus.SENT).count() == 1
        lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Flood")
        assert not day.offers.filter(status=OfferStatus.SENT).exists()

    def test_somebody_elses_practice_cannot(self) -> None:
        day = requested_day()
        with pytest.raises(NotAllowed):
            lifecycle.cancel_case_day(case_day=day, actor=staff_of(site_of().practice), reason="x")
        assert fresh(day).status == Status.REQUESTED


class TestComplete:
    def test_happens_by_itself_after_the_date_at_the_site(self) -> None:
        day = accepted_day()
        evening = dt.datetime.combine(day.date, dt.time(23, 30), tzinfo=dt.UTC)
        with time_machine.travel(evening + dt.timedelta(hours=7), tick=False):  # 11:30 pm at the site
            assert lifecycle.complete_past_days() == 0
        with time_machine.travel(evening + dt.timedelta(hours=9), tick=False):
            assert lifecycle.complete_past_days() == 1
            assert lifecycle.complete_past_days() == 0
        assert fresh(day).status == Status.COMPLETED


class TestDetails:
    def test_the_practice_confirms_and_a_material_change_clears_it(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        day = accepted_day(manager=manager, team=trio(old, new), date=old)
        lifecycle.confirm_details(case_day=day, actor=staff_of(day.practice))
        assert fresh(day).details_confirmed_at
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        assert fresh(day).details_confirmed_at is None
