"""Slots, ranked candidates, the preview of a move and the timeline: right, at a fixed number of queries."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle, staffing
from casedays.models import CaseDay, ChangePolicyRow
from casedays.selectors.candidates import candidates_for
from casedays.selectors.rescheduling import move_reach, preview_reschedule
from casedays.selectors.slot_rows import SlotRow
from casedays.selectors.team import team_of, teams_of
from casedays.selectors.timeline import CLINICIAN, MANAGER, PRACTICE, timeline_of
from practices.models import Preference
from scheduling_portal.core.markup import trio_words
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import PeriodFactory, willing
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    fresh,
    in_slot,
    planned_day,
    staffed_day,
    trio,
)
from tests.factories.practices import ClinicianPreferenceFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


class TestTeam:
    def test_slots_stand_in_the_order_a_n_m(self) -> None:
        team = team_of(staffed_day())
        assert [slot.letter for slot in team.slots] == ["A", "N", "M"]
        assert team.bars == ["held", "held", "held"]
        assert (team.filled, team.complete, team.accepted) == (3, True, 0)

    def test_complete_confirmed_and_accepted_are_three_facts(self) -> None:
        team = team_of(confirmed_day())
        assert (team.complete, team.confirmed, team.accepted, team.at_risk) == (True, True, 0, False)

    def test_a_drop_out_of_a_confirmed_day_is_open_again_and_at_risk(self) -> None:
        day = accepted_day()
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        team = team_of(day)
        assert team.bars == ["accepted", "dropped", "accepted"]
        assert team.at_risk
        assert team.slots[1].dropped == nurse

    def test_an_open_slot_of_a_planned_day_is_just_open(self) -> None:
        assert team_of(planned_day()).bars == ["open"] * 3

    @pytest.mark.parametrize("count", [1, 3])
    def test_asks_two_queries_for_any_number_of_days(
        self, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        days = [confirmed_day(date=day_ahead(14 + n)) for n in range(count)]
        with django_assert_num_queries(2):
            teams = teams_of(days)
            assert all(slot.name for team in teams.values() for slot in team.slots)


class TestCandidates:
    def test_ranks_the_preferred_date_first_and_says_why(self) -> None:
        day = planned_day()
        keen, fine = credentialed_clinician(ProviderType.NURSE), credentialed_clinician(ProviderType.NURSE)
        willing(fine, day.date)
        willing(keen, day.date, answer="preferred")
        found = candidates_for(day, ProviderType.NURSE)
        assert [c.clinician_id for c in found.ranked] == [keen.pk, fine.pk]
        assert "Prefers this date" in [reason.text for reason in found.ranked[0].reasons]

    def test_each_excluded_person_shows_the_one_rule_that_blocks(self) -> None:
        day = planned_day()
        silent = credentialed_clinician(ProviderType.NURSE)
        unwanted = credentialed_clinician(ProviderType.NURSE)
        willing(unwanted, day.date)
        ClinicianPreferenceFactory.create(practice=day.practice, clinician=unwanted, preference=Preference.DO_NOT_SEND)
        found = candidates_for(day, ProviderType.NURSE)
        assert {(e.clinician_id, e.rule, e.overridable) for e in found.excluded} == {
            (silent.pk, "availability", True),
            (unwanted.pk, "do_not_send", True),
        }

    def test_somebody_on_another_day_cannot_be_overridden(self, manager: User) -> None:
        team = trio(day_ahead())
        staffed_day(manager=manager, team=team)
        found = candidates_for(planned_day(manager=manager), ProviderType.NURSE)
        assert [(e.rule, e.overridable) for e in found.excluded] == [("other_day", False)]

    def test_people_of_another_type_are_not_listed(self) -> None:
        day = planned_day()
        trio(day.date)
        found = candidates_for(day, ProviderType.MEDIC)
        assert len(found.ranked) == 1
        assert found.excluded == ()

    def test_a_team_mate_of_past_days_is_named(self, manager: User) -> None:
        team = trio(day_ahead())
        first = accepted_day(manager=manager, team=team)
        CaseDay.objects.filter(pk=first.pk).update(date=day_ahead(-7))
        for clinician in team:
            willing(clinician, day_ahead(21))
        day = planned_day(manager=manager, date=day_ahead(21))
        staffing.hold_clinician(case_day=day, clinician=team[0], actor=manager)
        (nurse,) = candidates_for(day, ProviderType.NURSE).ranked
        assert f"1 day with {team[0].user.get_full_name()}" in [reason.text for reason in nurse.reasons]

    @pytest.mark.parametrize("count", [3, 30])
    def test_asks_the_same_number_of_queries_for_few_and_many(
        self, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        day = planned_day()
        PeriodFactory.create(starts_on=day.date, ends_on=day.date)
        for _ in range(count):
            willing(credentialed_clinician(ProviderType.NURSE, skills=["spanish"]), day.date)
        with django_assert_num_queries(6):
            assert len(candidates_for(day, ProviderType.NURSE).ranked) == count


class TestReschedulePreview:
    def test_says_who_keeps_who_leaves_and_who_could_replace(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        team = trio(old)
        willing(team[0], new)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, new)
        day = accepted_day(manager=manager, team=team, date=old)
        (preview,) = preview_reschedule(case_day=day, dates=[new])
        assert preview.kept == (team[0].user.get_full_name(),)
        assert [(r.provider_type, r.best and r.best.clinician_id) for r in preview.replaced] == [
            ("nurse", spare.pk),
            ("medic", None),
        ]
        assert not preview.complete
        assert preview.replaced[0].why.startswith("No answer for")

    def test_warns_inside_the_notice_window(self, manager: User) -> None:
        day = confirmed_day(manager=manager, date=day_ahead(1))
        (preview,) = preview_reschedule(case_day=day, dates=[day_ahead(20)])
        (warning,) = preview.warnings
        assert warning.startswith("Notice broken: ")
        assert "less than 72 hours, and the team planned for it." in warning

    def test_warns_of_a_new_date_that_is_too_near_and_of_short_time_to_answer(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day_ahead(1))
        near, far = preview_reschedule(case_day=day, dates=[day_ahead(1), day_ahead(20)])
        assert "less than 72 hours for everybody to prepare." in near.warnings[0]
        assert near.warnings[1].endswith("hours to answer, not 48.")
        assert far.warnings == ()

    def test_notice_is_the_longest_of_the_change_policy(self, manager: User) -> None:
        day = confirmed_day(manager=manager, date=day_ahead(10))
        ChangePolicyRow.objects.filter(more_than_hours__isnull=False).update(more_than_hours=24 * 14)
        (preview,) = preview_reschedule(case_day=day, dates=[day_ahead(30)])
        assert "less than 336 hours" in preview.warnings[0]

    def test_planned_day_breaks_no_notice(self, manager: User) -> None:
        day = staffed_day(manager=manager, date=day_ahead(1))
        (preview,) = preview_reschedule(case_day=day, dates=[day_ahead(2)])
        assert preview.warnings == ()

    def test_counts_what_is_sent_to_who_keeps_leaves_and_joins(self, manager: User) -> None:
        team = trio(day_ahead(14))
        willing(team[0], day_ahead(30))
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day_ahead(30))
        day = accepted_day(manager=manager, team=team, date=day_ahead(14))
        (preview,) = preview_reschedule(case_day=day, dates=[day_ahead(30)])
        reach = move_reach(day, preview, manager)
        assert (reach.people, reach.texts, reach.emails) == (4, 4, 1)  # one keeps, two leave, one is asked
        held = staffed_day(manager=manager)
        (preview,) = preview_reschedule(case_day=held, dates=[day_ahead(30)])
        assert move_reach(held, preview, manager).people == 0

    @pytest.mark.parametrize("count", [1, 6])
    def test_asks_the_same_number_of_queries_for_any_number_of_dates(
        self, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        day = staffed_day()
        dates = [day.date + dt.timedelta(days=n + 1) for n in range(count)]
        with django_assert_num_queries(8):
            preview_reschedule(case_day=day, dates=dates)


class TestTimeline:
    def test_managers_read_every_step_newest_first(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        rows = timeline_of(day, MANAGER)
        assert [row.kind for row in rows] == ["confirmed", "held", "held", "held", "planned", "requested"]
        assert rows[0].who == manager.get_full_name()
        nurse = in_slot(day, ProviderType.NURSE).clinician.user.get_full_name()
        assert f"{nurse} held as nurse" in [row.words for row in rows]

    def test_practices_and_clinicians_read_nothing_of_people(self) -> None:
        day = accepted_day()
        assert [row.kind for row in timeline_of(day, PRACTICE)] == ["confirmed", "planned", "requested"]
        assert [row.kind for row in timeline_of(day, CLINICIAN)] == ["confirmed"]

    def test_every_kind_of_event_has_words(self) -> None:
        from casedays import events
        from casedays.selectors.timeline import KINDS

        kinds = {getattr(events, name).kind for name in events.__all__} - {""}
        assert kinds == set(KINDS)

    def test_a_cancelled_day_tells_why(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Flood")
        assert timeline_of(day, CLINICIAN)[0].reason == "Flood"
        assert active(day) == []


def test_a_slot_that_a_manager_opened_names_nobody_and_says_where_offers_go_out(manager: User) -> None:
    day = confirmed_day(manager=manager)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.release_clinician(assignment=nurse, actor=manager, reason="A better fit", offers=False)
    slot = team_of(day).slots[1]
    assert SlotRow(slot, 2, "America/Los_Angeles").open_words == "No offer sent: choose from the list below"
    assert trio_words(team_of(day).bars) == "2 of 3, open slot"


def test_a_move_onto_another_day_of_the_site_says_so(manager: User) -> None:
    day = planned_day(manager=manager)
    other = planned_day(manager=manager, practice=day.practice, site=day.site, date=day_ahead(30))
    (taken, free) = preview_reschedule(case_day=day, dates=[other.date, day_ahead(31)])
    assert taken.warnings[0].startswith(f"{day.site.label} has a day on ")
    assert taken.warnings[0].endswith("already: planned, first case 7:30 am.")
    assert free.warnings == ()


def test_a_move_onto_another_day_of_the_site_is_asked_for_twice(manager: User) -> None:
    day = planned_day(manager=manager)
    other = planned_day(manager=manager, practice=day.practice, site=day.site, date=day_ahead(30))
    client, url = client_of(manager), f"/manager/case-days/{day.pk}/move/"
    assert "Have both days there on" in client.get(url, {"date": other.date.isoformat()}).content.decode()
    sent = {"date": other.date.isoformat(), "reason": "Swap"}
    refused = client.post(url, sent).content.decode()
    assert "has a day on" in refused
    assert fresh(day).date == day.date
    client.post(url, {**sent, "again": other.pk})
    assert fresh(day).date == other.date
