"""Nothing that a move made untrue stays queued."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import User
from casedays import changes, staffing
from casedays.details import Edit
from notifications.enums import Channel, Fate
from notifications.models import Delivery
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    in_slot,
    staff_of,
)
from tests.support.moving import later, move, said, texts_to

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")


class TestNothingStaleStaysQueued:
    """A day is asked, changed and moved at night: in the morning each reads of it as it is then, and nothing else."""

    def words_left(self) -> list[str]:
        """Every text and email that still waits."""
        return [row.body for row in Delivery.objects.filter(fate=Fate.QUEUED).exclude(channel=Channel.PORTAL)]

    def test_after_a_move_no_message_names_the_old_date_alone(self, boss: User) -> None:
        with time_machine.travel(dt.datetime.now(PACIFIC).replace(hour=22), tick=False):
            day = confirmed_day(manager=boss)
            later(day, boss)  # the practice's email of it waits for more edits
            old, new = day.date, day_ahead(30)
            move(day, boss, new)
            left = self.words_left()
        assert any(said(new) in words for words in left)
        assert [words for words in left if said(old) in words and said(new) not in words] == []

    def test_practice_reads_of_the_move_with_the_times_as_they_are_now(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        later(day, boss)
        move(day, boss, day_ahead(30))
        staff = staff_of(day.practice)
        changed = staff.notifications.get(kind="casedays.change_applied")
        assert changed.deliveries.get(channel=Channel.EMAIL).fate == Fate.SUPPRESSED
        moved = staff.notifications.get(kind="casedays.practice_day_moved")
        assert "First case 9:00 am PT; it ends about 3:00 pm PT. It is confirmed." in moved.body

    def test_second_move_takes_the_place_of_the_first(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        move(day, boss, day_ahead(30))
        move(day, boss, day_ahead(40))
        left = [words for words in self.words_left() if "moved from" in words]
        assert len(left) == 1
        assert said(day_ahead(40)) in left[0]

    def test_after_another_start_no_question_names_the_old_arrival(self, boss: User) -> None:
        with time_machine.travel(dt.datetime.now(PACIFIC).replace(hour=22), tick=False):
            day = confirmed_day(manager=boss)
            later(day, boss)
            left = self.words_left()
        questions = [words for words in left if "Reply A" in words]
        assert len(questions) == 3
        assert all("arrive 8:00 am PT" in words for words in questions)
        assert not any("6:30 am" in words for words in questions)

    def test_after_the_practices_own_applied_change_too(self, boss: User) -> None:
        with time_machine.travel(dt.datetime.now(PACIFIC).replace(hour=22), tick=False):
            day = confirmed_day(manager=boss)
            edit = Edit(site=day.site, date=day.date, details=details(first_case_time=dt.time(9)))
            change = changes.edit_case_day(
                case_day=day, edit=edit, actor=staff_of(day.practice), version=fresh(day).version
            )
            assert change is not None
            changes.apply_change(change=change, actor=boss)
            questions = [words for words in self.words_left() if "Reply A" in words]
        assert len(questions) == 3
        assert all("arrive 8:00 am PT" in words for words in questions)

    def test_offers_of_the_old_times_are_called_off(self, boss: User) -> None:
        day = accepted_day(manager=boss)
        spare = credentialed_clinician(ProviderType.NURSE)
        willing(spare, day.date)
        nurse = in_slot(day, ProviderType.NURSE)
        staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")
        later(day, boss)
        offered = [text for text in texts_to(spare.user) if "open slot" in text.body and text.fate == Fate.QUEUED]
        assert len(offered) == 1
        assert "arrive 8:00 am PT" in offered[0].body
