"""Who hears what when a day moves or changes."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import CaseDay, Change
from casedays.states import ChangeStatus
from notifications.enums import Channel
from notifications.models import Delivery, Notification
from scheduling_portal.core import wording
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    day_ahead,
    details,
    staff_of,
)
from tests.factories.practices import MembershipFactory
from tests.support.told import channels, forget, kinds_of, last

pytestmark = pytest.mark.django_db


def edited(day: CaseDay, **fields: object) -> Edit:
    return Edit(site=day.site, date=day.date, details=details(**fields))


def willing_all(day: CaseDay, date: dt.date) -> None:
    """The whole team can come then."""
    for assignment in active(day):
        willing(assignment.clinician, date)


class TestMove:
    def test_kept_released_and_new_are_told_apart(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        kept, nurse, medic = [a.clinician for a in active(day)]
        new_date = day_ahead(40)
        willing(kept, new_date)
        willing(medic, new_date)
        substitute = credentialed_clinician(ProviderType.NURSE)
        willing(substitute, new_date)
        forget()
        lifecycle.reschedule(
            case_day=day, actor=boss, date=new_date, reason="Swap", replacements={"nurse": substitute.pk}
        )
        assert kinds_of(kept.user) == kinds_of(medic.user) == ["changed"]
        assert kinds_of(nurse.user) == ["released"]
        assert kinds_of(substitute.user) == ["asked"]
        assert kinds_of(staff_of(day.practice)) == ["practice_day_moved"]
        text = last(kept.user).deliveries.get(channel=Channel.TEXT).body
        old, new = (f"{date:%a} {date.day} {date:%b}" for date in (day.date, new_date))
        assert f"Date {old}, now {new}" in text
        assert last(kept.user).escalate_at is not None

    def test_move_away_from_tomorrow_is_urgent(self, boss: User) -> None:
        with time_machine.travel(dt.datetime(2027, 3, 3, 20, 0, tzinfo=dt.UTC), tick=False):
            day = accepted_day(manager=boss, date=dt.date(2027, 3, 4))
            kept = active(day)[0].clinician
            willing(kept, dt.date(2027, 4, 20))
            lifecycle.reschedule(case_day=day, actor=boss, date=dt.date(2027, 4, 20))
        row = kept.user.notifications.get(kind="casedays.changed")
        assert row.urgent


class TestChanges:
    def test_asked_change_goes_to_managers_and_colleagues_and_no_clinician(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        colleague = MembershipFactory.create(practice=day.practice).user
        forget()
        change = changes.edit_case_day(
            case_day=day, edit=edited(day, children=True), actor=staff_of(day.practice), version=day.version
        )
        assert change is not None
        assert kinds_of(boss) == ["change_asked"]
        assert kinds_of(colleague) == ["change_copy"]
        assert [kinds_of(a.clinician.user) for a in active(day)] == [[], [], []]

    def test_applied_change_tells_team_and_practice_old_and_new(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        edit = edited(day, first_case_time=dt.time(9, 0), expected_end=dt.time(15, 0))
        changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
        forget()
        changes.apply_change(change=Change.objects.get(), actor=boss)
        row = last(active(day)[0].clinician.user)
        text = row.deliveries.get(channel=Channel.TEXT).body
        assert "first case 7:30 am, now 9:00 am" in text
        assert "Arrive 8:00 am PT" in text
        practice = last(staff_of(day.practice))
        assert practice.kind == "casedays.change_applied"
        assert "First case: 7:30 am, now 9:00 am" in practice.body

    def test_seen_change_is_settled(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        edit = edited(day, first_case_time=dt.time(9, 0))
        changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)
        person = active(day)[0].clinician.user
        assert last(person).read_at is None
        changes.acknowledge_change(change=Change.objects.get(), actor=person)
        assert last(person).read_at is not None

    def test_declined_change_is_told_with_its_reason(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        staff = staff_of(day.practice)
        changes.edit_case_day(case_day=day, edit=edited(day, children=True), actor=staff, version=day.version)
        forget()
        changes.decline_change(change=Change.objects.get(), actor=boss, reason="No pediatric team")
        assert kinds_of(staff) == ["change_declined"]
        assert "No pediatric team" in last(staff).body

    def test_peoples_own_words_are_named_and_not_told(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        forget()
        edit = edited(day, notes="Ella Brown first", parking="Door code 4471")
        changes.edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
        words = "\n".join(f"{row.subject} {row.body} {row.context}" for row in Notification.objects.all())
        words += "\n".join(Delivery.objects.values_list("body", flat=True))
        assert Notification.objects.exists()
        assert "Ella" not in words
        assert "Notes for the team" in words

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("parking", "Rear lot, door 4471", "Parking and door code: None, now Rear lot, door 4471"),
            ("contact_name", "Nick Newman", "Contact: None, now Nick Newman"),
            ("contact_phone", "+15035550143", f"Contact phone: None, now {wording.phone('+15035550143')}"),
            ("expected_patients", 6, "Number of patients: 5, now 6"),
            ("notes", "Bring the small mask", "Notes for the team: changed"),
        ],
    )
    def test_light_change_is_told_in_the_portal_and_asks_for_no_word(
        self, boss: User, field: str, value: object, said: str
    ) -> None:
        day = accepted_day(manager=boss)
        forget()
        edit = edited(day, **{field: value})
        changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)
        row = last(active(day)[0].clinician.user)
        assert row.kind == "casedays.changed"
        assert channels(row) == {Channel.PORTAL}
        assert row.escalate_at is None
        assert said in row.body
        assert "say that you have seen it" not in row.body

    def test_door_code_is_told_in_the_portal_alone(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        willing_all(day, day_ahead(40))
        edit = Edit(site=day.site, date=day_ahead(40), details=details(parking="Door 4471", contact_name="Nick New"))
        forget()
        changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)
        row = last(active(day)[0].clinician.user)
        assert "Door 4471" in row.body
        assert channels(row) == {Channel.PORTAL, Channel.TEXT, Channel.EMAIL}
        outside = Delivery.objects.exclude(channel=Channel.PORTAL).values_list("body", flat=True)
        said = "\n".join([*outside, *Notification.objects.values_list("subject", flat=True)])
        assert "4471" not in said
        assert "Nick" not in said
        assert "Parking and door code: changed" in row.deliveries.get(channel=Channel.EMAIL).body

    def test_heavy_edit_joined_with_a_light_one_still_asks_for_a_word(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        heavy = edited(day, first_case_time=dt.time(9, 0))
        changes.edit_case_day(case_day=day, edit=heavy, actor=boss, version=day.version)
        day.refresh_from_db()
        light = edited(day, first_case_time=dt.time(9, 0), parking="Rear lot")
        changes.edit_case_day(case_day=day, edit=light, actor=boss, version=day.version)
        row = last(active(day)[0].clinician.user)
        assert "Rear lot" in row.body
        assert "say that you have seen it" in row.body
        assert row.escalate_at is not None

    def test_offer_of_a_day_that_moved_is_called_off_and_not_called_filled(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = active(day)[1]
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        day.refresh_from_db()
        edit = edited(day, first_case_time=dt.time(9, 0))
        changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)
        row = spare.user.notifications.get(kind="casedays.offer_filled")
        assert row.subject.startswith("No longer open")
        assert "filled" not in row.body

    def test_withdrawn_change_calls_off_what_managers_were_asked(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        staff = staff_of(day.practice)
        changes.edit_case_day(case_day=day, edit=edited(day, children=True), actor=staff, version=day.version)
        changes.withdraw_change(change=Change.objects.get(), actor=staff)
        assert kinds_of(boss)[-1] == "change_withdrawn"
        asked = boss.notifications.get(kind="casedays.change_asked")
        assert asked.read_at is not None

    def test_change_that_falls_with_its_day_is_not_said_to_be_taken_back(self, boss: User, other: User) -> None:
        day = accepted_day(manager=boss)
        staff = staff_of(day.practice)
        changes.edit_case_day(case_day=day, edit=edited(day, children=True), actor=staff, version=day.version)
        day.refresh_from_db()
        lifecycle.cancel_case_day(case_day=day, actor=boss, reason="No team")
        assert "change_withdrawn" not in kinds_of(other)
        assert other.notifications.get(kind="casedays.change_asked").read_at is not None

    def test_newer_edit_takes_the_place_of_the_one_that_waits(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        staff = staff_of(day.practice)
        forget()
        changes.edit_case_day(case_day=day, edit=edited(day, children=True), actor=staff, version=day.version)
        edit = edited(day, first_case_time=dt.time(10, 0))
        changes.edit_case_day(case_day=day, edit=edit, actor=staff, version=day.version)
        assert kinds_of(boss) == ["change_asked", "change_asked"]
        assert "Children" not in last(boss).body
        assert boss.notifications.filter(read_at=None).count() == 1

    def test_question_to_managers_stays_while_another_edit_takes_effect(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        staff = staff_of(day.practice)
        changes.edit_case_day(case_day=day, edit=edited(day, children=True), actor=staff, version=day.version)
        changes.edit_case_day(case_day=day, edit=edited(day, parking="Rear"), actor=staff, version=day.version)
        assert Change.objects.get(number=1).status == ChangeStatus.WAITING
        assert boss.notifications.get(kind="casedays.change_asked").read_at is None


def test_confirmed_details_are_told_to_managers(boss: User) -> None:
    day = accepted_day(manager=boss)
    forget()
    lifecycle.confirm_details(case_day=day, actor=staff_of(day.practice))
    assert kinds_of(boss) == ["details_confirmed"]
