"""Edits of planned and confirmed days: what applies at once, what waits, and what becomes of the team."""

import datetime as dt
from typing import Any

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import changes, lifecycle
from casedays.changes.policy import decide
from casedays.details import Edit
from casedays.models import CaseDay, Change, ChangePolicyRow
from casedays.states import AssignmentStatus, ChangeStatus
from scheduling_portal.core.errors import Conflict, InvalidFields, NotAllowed, RuleBroken, StaleEdit
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
    site_of,
    staff_of,
    trio,
)

pytestmark = pytest.mark.django_db


def edit_of(day: CaseDay, **fields: Any) -> Edit:
    """The day as it is, with these fields changed."""
    kept = {
        "first_case_time": day.first_case_time,
        "expected_end": day.expected_end,
        "expected_patients": day.expected_patients,
        "children": day.children,
        "skills": list(day.skills.all()),
        "contact_name": day.contact_name,
        "contact_phone": str(day.contact_phone or ""),
        "parking": day.parking,
        "notes": day.notes,
    }
    site, date = fields.pop("site", day.site), fields.pop("date", day.date)
    return Edit(site=site, date=date, details=details(**{**kept, **fields}))


def practice_edits(day: CaseDay, **fields: Any) -> Change | None:
    return changes.edit_case_day(
        case_day=day, edit=edit_of(day, **fields), actor=staff_of(day.practice), version=day.version
    )


class TestAtOnce:
    @pytest.mark.parametrize("field", ["notes", "contact_name", "parking"])
    def test_words_for_the_team_apply_at_once_and_keep_everything_else(self, field: str) -> None:
        day = accepted_day()
        lifecycle.confirm_details(case_day=day, actor=staff_of(day.practice))
        change = practice_edits(fresh(day), **{field: "Use the back door"})
        assert change is not None
        assert change.status == ChangeStatus.APPLIED
        assert getattr(fresh(day), field) == "Use the back door"
        assert fresh(day).details_confirmed_at
        assert not change.acknowledgements.exists()

    def test_a_start_moved_little_and_early_applies_and_the_team_must_see_it(self) -> None:
        day = accepted_day()
        change = practice_edits(day, first_case_time=dt.time(7, 45))
        assert change is not None
        assert change.status == ChangeStatus.APPLIED
        assert fresh(day).arrival_time == dt.time(6, 45)
        assert change.acknowledgements.count() == 3

    def test_an_edit_that_changes_nothing_makes_no_change(self) -> None:
        day = accepted_day()
        entries = TimelineEntry.objects.count()
        assert practice_edits(day) is None
        assert TimelineEntry.objects.count() == entries

    def test_a_managers_edit_applies_at_once(self, manager: User) -> None:
        day = confirmed_day(manager=manager)
        change = changes.edit_case_day(
            case_day=day, edit=edit_of(day, first_case_time=dt.time(9)), actor=manager, version=day.version
        )
        assert change is not None
        assert change.status == ChangeStatus.APPLIED


class TestWaiting:
    def test_another_date_waits_and_the_day_keeps_its_own(self) -> None:
        day = accepted_day()
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        assert change.status == ChangeStatus.WAITING
        assert fresh(day).date == day.date
        assert len(active(day)) == 3

    def test_the_first_child_waits(self) -> None:
        change = practice_edits(planned_day(), children=True)
        assert change is not None
        assert (change.status, change.why) == (
            ChangeStatus.WAITING,
            "Needs a manager because it is the first child on the day.",
        )

    def test_within_72_hours_a_small_move_waits(self) -> None:
        day = confirmed_day(date=day_ahead(2))
        change = practice_edits(day, first_case_time=dt.time(7, 45))
        assert change is not None
        assert (change.status, change.why) == (
            ChangeStatus.WAITING,
            "Needs a manager because the day is less than 72 hours away.",
        )

    def test_a_newer_edit_replaces_the_one_that_waits(self) -> None:
        day = accepted_day()
        first = practice_edits(day, date=day_ahead(30))
        second = practice_edits(day, date=day_ahead(31))
        assert first is not None
        assert second is not None
        first.refresh_from_db()
        assert (first.status, second.status, second.number) == (ChangeStatus.WITHDRAWN, ChangeStatus.WAITING, 2)

    def test_what_would_make_somebody_ineligible_waits_although_the_policy_would_apply_it(self) -> None:
        ChangePolicyRow.objects.update(decision="apply", more_than_hours=None, smaller_than=None)
        day = accepted_day(team=trio(day_ahead(), pals=False))
        change = practice_edits(day, children=True)
        assert change is not None
        assert change.status == ChangeStatus.WAITING

    def test_the_preview_says_what_will_follow(self) -> None:
        day = accepted_day()
        actor = staff_of(day.practice)
        at_once = changes.preview_edit(case_day=day, edit=edit_of(day, first_case_time=dt.time(7, 45)), actor=actor)
        assert (at_once.needs_manager, at_once.texts, at_once.sentence) == (False, 3, "This will text 3 clinicians.")
        waits = changes.preview_edit(case_day=day, edit=edit_of(day, date=day_ahead(30)), actor=actor)
        assert waits.needs_manager
        assert len(waits.ineligible) == 3
        nothing = changes.preview_edit(case_day=day, edit=edit_of(day), actor=actor)
        assert nothing.changes == {}

    def test_a_stale_edit_is_refused(self) -> None:
        day = accepted_day()
        practice_edits(day, notes="One")
        with pytest.raises(StaleEdit):
            practice_edits(day, notes="Two")

    def test_impossible_values_are_refused_at_their_field(self) -> None:
        day = accepted_day()
        with pytest.raises(InvalidFields) as caught:
            practice_edits(day, expected_end=dt.time(6))
        assert list(caught.value.errors) == ["expected_end"]


class TestDecide:
    def test_applying_moves_the_day_keeps_who_can_and_releases_who_cannot(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(30)
        team = trio(old)
        willing(team[0], new)
        day = accepted_day(manager=manager, team=team, date=old)
        change = practice_edits(day, date=new)
        assert change is not None
        changes.apply_change(change=change, actor=manager)
        assert fresh(day).date == new
        assert [a.clinician for a in active(day)] == [team[0]]
        assert day.assignments.filter(status=AssignmentStatus.RELEASED).count() == 2
        assert change.acknowledgements.get().user == team[0].user

    def test_declining_needs_a_reason_and_leaves_the_day(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        with pytest.raises(RuleBroken):
            changes.decline_change(change=change, actor=manager, reason="")
        changes.decline_change(change=change, actor=manager, reason="No team that day")
        assert (fresh(day).date, fresh(day).version) == (day.date, day.version)

    def test_a_practice_cannot_decide_its_own_change(self) -> None:
        day = accepted_day()
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        with pytest.raises(NotAllowed):
            changes.apply_change(change=change, actor=staff_of(day.practice))

    def test_withdrawing_leaves_the_day(self) -> None:
        day = accepted_day()
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        changes.withdraw_change(change=change, actor=staff_of(day.practice))
        change.refresh_from_db()
        assert change.status == ChangeStatus.WITHDRAWN

    def test_a_change_of_what_has_changed_since_is_not_forced(self, manager: User) -> None:
        old = day_ahead(14)
        day = accepted_day(manager=manager, team=trio(old, day_ahead(20)), date=old)
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        lifecycle.reschedule(case_day=day, actor=manager, date=day_ahead(20))
        with pytest.raises(Conflict):
            changes.apply_change(change=change, actor=manager)

    def test_deciding_twice_is_refused(self, manager: User) -> None:
        day = accepted_day(manager=manager)
        change = practice_edits(day, date=day_ahead(30))
        assert change is not None
        changes.decline_change(change=change, actor=manager, reason="No")
        with pytest.raises(NotAllowed, match="declined already"):
            changes.apply_change(change=change, actor=manager)


class TestAcknowledge:
    def test_seeing_it_once_is_enough(self) -> None:
        day = accepted_day()
        change = practice_edits(day, first_case_time=dt.time(7, 45))
        assert change is not None
        nurse = in_slot(day, ProviderType.NURSE).clinician.user
        changes.acknowledge_change(change=change, actor=nurse)
        changes.acknowledge_change(change=change, actor=nurse)
        assert change.acknowledgements.filter(seen_at__isnull=False).count() == 1
        assert TimelineEntry.objects.filter(kind="change_seen").count() == 1

    def test_who_is_not_asked_cannot(self) -> None:
        day = accepted_day()
        change = practice_edits(day, first_case_time=dt.time(7, 45))
        assert change is not None
        with pytest.raises(NotAllowed):
            changes.acknowledge_change(change=change, actor=credentialed_clinician().user)


class TestPolicy:
    def test_a_field_without_a_row_needs_a_manager(self) -> None:
        ChangePolicyRow.objects.all().delete()
        assert decide(planned_day(), {"notes": ["", "x"]}, hours_to_day=500).needs_manager

    @pytest.mark.parametrize(("minutes", "hours", "manager"), [(29, 73, False), (30, 73, True), (29, 72, True)])
    def test_the_edges_of_size_and_distance(self, minutes: int, hours: float, manager: bool) -> None:
        moved = (dt.datetime(2027, 1, 1, 7, 30) + dt.timedelta(minutes=minutes)).strftime("%H:%M")
        verdict = decide(planned_day(), {"first_case_time": ["07:30", moved]}, hours_to_day=hours)
        assert verdict.needs_manager is manager

    def test_another_site_needs_a_manager(self) -> None:
        day = planned_day()
        other = site_of()
        assert decide(day, {"site": [day.site_id, other.pk]}, hours_to_day=500).needs_manager
