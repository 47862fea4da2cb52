"""What the team reads when its day moves before the question came, and when somebody leaves without having seen."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import Skill, User
from casedays import changes, lifecycle, staffing
from casedays.details import Edit
from casedays.models import Change
from casedays.selectors.effects import edit_effect
from casedays.selectors.rescheduling import preview_reschedule
from notifications.enums import Audience, Channel, Fate
from notifications.escalation import escalate_unseen
from notifications.models import Delivery, Notification
from notifications.services import mark_all_read
from scheduling_portal.core import clock
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
    staff_of,
    staffed_day,
    trio,
)
from tests.personas import client_of
from tests.support.moving import later, move, said, texts_to
from tests.support.told import channels, forget, kinds_of, last

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")


class TestAskedAnew:
    """The question waits for the morning, and meanwhile its day moves."""

    def test_morning_brings_the_new_date_alone(self, boss: User) -> None:
        with time_machine.travel(dt.datetime.now(PACIFIC).replace(hour=22), tick=False):
            day = confirmed_day(manager=boss)
            old, new = day.date, day_ahead(30)
            move(day, boss, new)
            nurse = in_slot(day, ProviderType.NURSE)
            person = nurse.clinician.user
        waiting = [text for text in texts_to(person) if text.fate == Fate.QUEUED]
        assert len(waiting) == 1
        assert said(new) in waiting[0].body
        assert str(nurse.answer_code) in waiting[0].body
        assert not any(said(old) in text.body for text in waiting)
        first = person.notifications.filter(kind="casedays.asked").order_by("pk")[0]
        assert first.read_at is not None
        assert first.deliveries.get(channel=Channel.TEXT).fate == Fate.SUPPRESSED

    def test_their_time_begins_with_the_question_that_leaves(self, boss: User) -> None:
        begun = clock.now().replace(hour=20)
        with time_machine.travel(begun, tick=False):
            day = confirmed_day(manager=boss)
        with time_machine.travel(begun + dt.timedelta(minutes=12), tick=False):
            told = active(day)[0]
            Delivery.objects.filter(notification__recipient=told.clinician.user).update(fate=Fate.SENT)
            move(day, boss, day_ahead(30))
        first, *others = active(day)
        assert first.asked_at == begun
        assert {one.asked_at for one in others} == {begun + dt.timedelta(minutes=12)}
        assert all(one.answer_by and told.answer_by and one.answer_by >= told.answer_by for one in others)

    def test_change_itself_is_told_in_the_portal_and_wants_no_word(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        move(day, boss, day_ahead(30))
        row = active(day)[0].clinician.user.notifications.get(kind="casedays.changed")
        assert channels(row) == {Channel.PORTAL}
        assert row.escalate_at is None
        assert "say that you have seen it" not in row.body
        assert not Change.objects.get().acknowledgements.exists()

    def test_whom_the_question_reached_has_to_say_that_they_saw_the_change(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        first, *_ = active(day)
        first.clinician.user.notifications.get().deliveries.exclude(channel=Channel.PORTAL).update(fate=Fate.SENT)
        move(day, boss, day_ahead(30))
        assert [row.user for row in Change.objects.get().acknowledgements.all()] == [first.clinician.user]

    def test_who_read_the_question_in_the_portal_has_to_as_well(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        first, *_ = active(day)
        mark_all_read(actor=first.clinician.user, audience=Audience.CLINICIAN)
        move(day, boss, day_ahead(30))
        assert [row.user for row in Change.objects.get().acknowledgements.all()] == [first.clinician.user]

    def test_change_of_what_the_question_does_not_say_is_to_be_seen(self, boss: User) -> None:
        day = confirmed_day(manager=boss, team=trio(day_ahead(), skills=["pediatric"]))
        edit = Edit(site=day.site, date=day.date, details=details(children=True))
        changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=fresh(day).version)
        assert Change.objects.get().acknowledgements.count() == 3

    def test_dialog_says_who_is_asked_anew(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        for assignment in active(day):
            willing(assignment.clinician, day_ahead(30))
        (preview,) = preview_reschedule(case_day=fresh(day), dates=[day_ahead(30)])
        assert (len(preview.anew), preview.informed) == (3, ())
        fields = {"first_case_time": ["07:30", "09:00"]}
        effect = edit_effect(fresh(day), fields, boss)
        assert (len(effect.anew), effect.kept, effect.reach.texts) == (3, (), 3)
        page = client_of(boss).get(f"/manager/case-days/{day.pk}/move/?date={day_ahead(30)}")
        assert "asked anew, with the new date alone" in page.content.decode()
        Delivery.objects.update(fate=Fate.DELIVERED, final_at=clock.now())
        (preview,) = preview_reschedule(case_day=fresh(day), dates=[day_ahead(30)])
        assert (preview.anew, len(preview.informed)) == ((), 3)

    def test_other_time_is_asked_anew_too(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        later(day, boss)
        assert "8:00 am" in last(active(day)[0].clinician.user).body
        text = texts_to(active(day)[0].clinician.user)[-1]
        assert "arrive 8:00 am PT. Reply A" in text.body

    def test_whom_the_question_reached_hears_of_the_change_alone(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        Delivery.objects.update(fate=Fate.DELIVERED, final_at=clock.now())
        move(day, boss, day_ahead(30))
        for assignment in active(day):
            assert kinds_of(assignment.clinician.user) == ["asked", "changed"]
            assert Channel.TEXT in channels(last(assignment.clinician.user))

    def test_who_accepted_is_not_asked_anew(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        forget()
        move(day, boss, day_ahead(30))
        assert [kinds_of(a.clinician.user) for a in active(day)] == [["changed"]] * 3


class TestHeld:
    def test_kept_team_of_a_planned_day_hears_nothing(self, boss: User) -> None:
        day = staffed_day(manager=boss)
        move(day, boss, day_ahead(30))
        later(day, boss)
        assert len(active(day)) == 3
        assert [kinds_of(a.clinician.user) for a in active(day)] == [[], [], []]
        moved = staff_of(day.practice).notifications.get(kind="casedays.practice_day_moved")
        assert "not confirmed yet" in moved.body
        assert "confirm the details" not in moved.body


class TestWhoLeaves:
    """An acknowledgement is wanted, and then is not any more."""

    def test_who_declined_is_not_called_because_of_the_change(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        later(day, boss)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        row = nurse.clinician.user.notifications.get(kind="casedays.changed")
        assert row.read_at is not None
        assert row.escalate_at is None
        assert row.deliveries.get(channel=Channel.TEXT).fate == Fate.SUPPRESSED

    def test_nor_who_was_released_nor_anybody_of_a_day_called_off(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        later(day, boss)
        staffing.release_clinician(assignment=in_slot(day, ProviderType.MEDIC), actor=boss, reason="Swap")
        assert Notification.objects.filter(kind="casedays.changed", escalate_at__isnull=False).count() == 2
        lifecycle.cancel_case_day(case_day=fresh(day), actor=boss, reason="Water damage")
        assert not Notification.objects.filter(kind="casedays.changed", escalate_at__isnull=False).exists()

    def test_marking_all_read_does_not_end_it(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        later(day, boss)
        person = active(day)[0].clinician.user
        mark_all_read(actor=person, audience=Audience.CLINICIAN)
        with time_machine.travel(clock.now() + dt.timedelta(days=3)):
            assert escalate_unseen() == 3

    def test_saying_so_ends_it(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        later(day, boss)
        changes.acknowledge_change(change=Change.objects.get(), actor=active(day)[0].clinician.user)
        with time_machine.travel(clock.now() + dt.timedelta(days=3)):
            assert escalate_unseen() == 2

    def test_seeing_one_of_two_changes_does_not_end_it(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        later(day, boss)
        person = active(day)[0].clinician.user
        Delivery.objects.update(fate=Fate.DELIVERED, final_at=clock.now())  # so that the next is told apart
        later(day, boss, hour=10)
        changes.acknowledge_change(change=Change.objects.get(number=1), actor=person)
        assert person.notifications.filter(kind="casedays.changed", escalate_at__isnull=False).count() == 2
        changes.acknowledge_change(change=Change.objects.get(number=2), actor=person)
        assert not person.notifications.filter(kind="casedays.changed", escalate_at__isnull=False).exists()


def test_closed_offer_is_named_by_the_date_that_was_offered(boss: User) -> None:
    day = accepted_day(manager=boss)
    spare = credentialed_clinician(ProviderType.NURSE)
    willing(spare, day.date)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
    old = day.date
    move(day, boss, day_ahead(30))
    row = spare.user.notifications.get(kind="casedays.offer_filled")
    assert said(old) in row.body
    assert said(day_ahead(30)) not in row.body


def test_day_moved_away_from_within_the_hour_is_told_until_its_own_beginning(boss: User) -> None:
    with time_machine.travel(dt.datetime(2027, 3, 4, 7, 0, tzinfo=PACIFIC), tick=False):
        day = accepted_day(manager=boss, date=dt.date(2027, 3, 4))  # the first case is at 7:30
        move(day, boss, dt.date(2027, 4, 20))
    row = active(day)[0].clinician.user.notifications.get(kind="casedays.changed")
    assert row.urgent
    assert row.good_until is not None
    assert row.good_until.date() == dt.date(2027, 4, 20)


def test_children_are_told_as_no_and_yes_and_skills_in_the_portal_alone(boss: User) -> None:
    day = accepted_day(manager=boss, team=trio(day_ahead(), skills=["pediatric", "spanish"]))
    spanish = Skill.objects.get(name="spanish")
    edit = Edit(site=day.site, date=day.date, details=details(children=True, skills=[spanish]))
    changes.edit_case_day(case_day=day, edit=edit, actor=boss, version=day.version)
    row = active(day)[0].clinician.user.notifications.get(kind="casedays.changed")
    assert "Children on the day: no, now yes" in row.body
    assert "Skills: None, now spanish" in row.body
    text = row.deliveries.get(channel=Channel.TEXT).body
    assert "Children on the day no, now yes" in text
    assert "spanish" not in text


@pytest.mark.parametrize("moves", [1, 2])
def test_who_had_not_heard_of_the_move_reads_of_the_end_by_the_date_they_know(boss: User, moves: int) -> None:
    day = accepted_day(manager=boss)
    person = in_slot(day, ProviderType.NURSE).clinician.user
    Delivery.objects.filter(fate=Fate.QUEUED).update(fate=Fate.SENT)
    old = day.date
    for step in range(moves):
        move(day, boss, day_ahead(30 + step))
    now = fresh(day).date
    lifecycle.cancel_case_day(case_day=fresh(day), actor=boss, reason="Water damage")
    text = texts_to(person)[-1].body
    assert f"the case day {said(old)} (since moved to {said(now)})" in text
    assert "You are free again on both dates." in text


def test_who_had_heard_of_the_move_reads_the_new_date_alone(boss: User) -> None:
    day = accepted_day(manager=boss)
    person = in_slot(day, ProviderType.NURSE).clinician.user
    move(day, boss, day_ahead(30))
    Delivery.objects.filter(fate=Fate.QUEUED).update(fate=Fate.SENT)
    lifecycle.cancel_case_day(case_day=fresh(day), actor=boss, reason="Water damage")
    text = texts_to(person)[-1].body
    assert f"the case day {said(day_ahead(30))}, " in text
    assert "free again on that date" in text


def test_who_is_released_before_the_move_was_sent_reads_both_dates(boss: User) -> None:
    day = accepted_day(manager=boss)
    nurse = in_slot(day, ProviderType.NURSE)
    Delivery.objects.filter(fate=Fate.QUEUED).update(fate=Fate.SENT)
    old = day.date
    move(day, boss, day_ahead(30))
    nurse.refresh_from_db()
    staffing.release_clinician(assignment=nurse, actor=boss, reason="Swap")
    text = texts_to(nurse.clinician.user)[-1].body
    assert f"released from {said(old)} (since moved to {said(day_ahead(30))})" in text
    assert "both dates" in text
