"""What is told when somebody is released, has answered already, or a day is called off."""

import pytest

from accounts.models import User
from casedays import lifecycle, staffing
from notifications.enums import Channel, Fate
from notifications.models import Delivery
from notifications.outcomes import ended_badly
from notifications.selectors import deliveries, failures, row_of
from notifications.services import send_again
from notifications.troubles import Trouble
from scheduling_portal.core import clock
from scheduling_portal.core.errors import Conflict
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    staff_of,
    staffed_day,
)
from tests.factories.practices import MembershipFactory
from tests.personas import client_of
from tests.support.told import channels, forget, kinds_of, last

pytestmark = pytest.mark.django_db


class TestRelease:
    def test_released_clinician_reads_released_and_no_reason(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        assignment = active(day)[0]
        person = assignment.clinician.user
        staffing.release_clinician(assignment=assignment, actor=boss, reason="The practice asked not to be sent them")
        row = last(person)
        assert row.subject.startswith("You are released from")
        for words in (row.body, *row.deliveries.values_list("body", flat=True)):
            assert "asked not to" not in words
            assert "cancel" not in words.lower()
        assert row.path == "/clinician/case-days/"

    def test_who_was_not_reached_gets_no_text_of_a_release(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        assignment = active(day)[0]
        person = assignment.clinician.user
        page = client_of(boss).get(f"/manager/assignments/{assignment.pk}/release/").content.decode()
        assert "reads in the portal alone" in page
        staffing.release_clinician(assignment=assignment, actor=boss, reason="A better fit")
        assert channels(last(person)) == {Channel.PORTAL}
        texts = Delivery.objects.filter(notification__recipient=person).exclude(channel=Channel.PORTAL)
        assert {text.fate for text in texts} == {Fate.SUPPRESSED}

    def test_whom_the_question_reached_gets_a_text_of_a_release(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        Delivery.objects.filter(fate=Fate.QUEUED).update(fate=Fate.SENDING)
        assignment = active(day)[0]
        staffing.release_clinician(assignment=assignment, actor=boss, reason="A better fit")
        assert Channel.TEXT in channels(last(assignment.clinician.user))

    def test_who_accepted_in_the_portal_before_the_text_left_gets_one_too(self, boss: User) -> None:
        assignment = active(accepted_day(manager=boss))[0]
        staffing.release_clinician(assignment=assignment, actor=boss, reason="A better fit")
        assert Channel.TEXT in channels(last(assignment.clinician.user))

    def test_held_clinician_is_not_told_of_a_release(self, boss: User) -> None:
        day = staffed_day(manager=boss)
        assignment = active(day)[0]
        staffing.release_clinician(assignment=assignment, actor=boss, reason="A better fit")
        assert kinds_of(assignment.clinician.user) == []


class TestAnsweredAfterItFailed:
    """The text with the question failed, and the clinician accepted in the portal."""

    def failed(self, boss: User) -> Delivery:
        assignment = active(confirmed_day(manager=boss))[0]
        text = Delivery.objects.get(notification__recipient=assignment.clinician.user, channel=Channel.TEXT)
        Delivery.objects.filter(pk=text.pk).update(fate=Fate.FAILED, reason="Out of reach", final_at=clock.now())
        self.assignment = assignment
        return text

    def test_question_is_nothing_to_deal_with_any_more(self, boss: User) -> None:
        text = self.failed(boss)
        assert failures().count() == 1
        staffing.accept_assignment(assignment=self.assignment, actor=self.assignment.clinician.user)
        assert failures().count() == 0
        row = row_of(deliveries(boss, fate=Fate.FAILED).get())
        assert (row.delivery, row.can_repeat, row.to_deal_with) == (text, False, False)
        assert row.fate_words == "Failed: out of reach. Answered or replaced since"

    def test_question_is_not_sent_again(self, boss: User) -> None:
        text = self.failed(boss)
        staffing.accept_assignment(assignment=self.assignment, actor=self.assignment.clinician.user)
        with pytest.raises(Conflict, match="answered or replaced since"):
            send_again(delivery=text, actor=boss)
        text.refresh_from_db()
        assert text.fate == Fate.FAILED

    def test_question_that_stands_is(self, boss: User) -> None:
        text = self.failed(boss)
        send_again(delivery=text, actor=boss)
        text.refresh_from_db()
        assert text.fate == Fate.QUEUED

    def test_failure_after_the_answer_sends_no_email(self, boss: User) -> None:
        text = self.failed(boss)
        staffing.accept_assignment(assignment=self.assignment, actor=self.assignment.clinician.user)
        ended_badly(text, Trouble.BAD_NUMBER, "Not a mobile number")
        assert not text.notification.deliveries.filter(channel=Channel.EMAIL).exists()


class TestCancel:
    def test_by_a_manager_team_and_practice_hear_the_reason(self, boss: User, other: User) -> None:
        day = confirmed_day(manager=boss)
        team = [a.clinician.user for a in active(day)]
        forget()
        lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage at the site")
        for person in team:
            assert kinds_of(person) == ["cancelled"]
            assert "Water damage" in last(person).body
            assert "Water damage" not in last(person).deliveries.get(channel=Channel.TEXT).body
        assert kinds_of(staff_of(day.practice)) == ["practice_day_cancelled"]
        assert kinds_of(other) == []

    def test_by_the_practice_managers_and_colleagues_hear(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        colleague = MembershipFactory.create(practice=day.practice).user
        forget()
        lifecycle.cancel_case_day(case_day=day, actor=staff_of(day.practice), reason="Dentist is ill")
        assert kinds_of(boss) == ["practice_cancelled"]
        assert kinds_of(colleague) == ["practice_day_cancelled"]
        assert kinds_of(staff_of(day.practice)) == []

    def test_who_called_it_off_is_not_told_later_that_it_is_confirmed(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        lifecycle.cancel_case_day(case_day=day, actor=staff_of(day.practice), reason="Dentist is ill")
        waiting = Delivery.objects.filter(notification__recipient=staff_of(day.practice), fate=Fate.QUEUED)
        assert not waiting.exists()

    def test_of_a_planned_day_tells_no_clinician(self, boss: User) -> None:
        day = staffed_day(manager=boss)
        team = [a.clinician.user for a in active(day)]
        lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")
        assert [kinds_of(person) for person in team] == [[], [], []]

    def test_calls_off_questions_that_have_not_left(self, boss: User) -> None:
        day = confirmed_day(manager=boss)
        person = active(day)[0].clinician.user
        lifecycle.cancel_case_day(case_day=day, actor=boss, reason="Water damage")
        fates = dict(
            Delivery.objects.filter(notification__recipient=person, channel=Channel.TEXT).values_list(
                "notification__kind", "fate"
            )
        )
        assert fates == {"casedays.asked": Fate.SUPPRESSED}
        assert (last(person).kind, channels(last(person))) == ("casedays.cancelled", {Channel.PORTAL})
