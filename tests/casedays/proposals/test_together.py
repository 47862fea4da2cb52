"""Days that exchange people are applied together or not at all, and every page says so before it is done."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.matching.scope import Moves
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.applying import DayOutcome, apply_proposal
from casedays.proposals.plan import Row
from casedays.proposals.together import chosen_days, companions_of, groups_of, why_stays
from casedays.selectors.proposal.following import following_of
from casedays.selectors.proposal.review import review_of
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core import wording
from scheduling_portal.core.errors import Conflict
from tests.casedays.proposals.conftest import Run, date_in, proposal
from tests.casedays.proposals.test_applying import team_of, words
from tests.factories.casedays import confirmed_day, in_slot, planned_day, requested_day
from tests.personas import client_of

People = dict[str, list[Clinician]]
HELD = (AssignmentStatus.HELD,)
EITHER = (AssignmentStatus.HELD, AssignmentStatus.ASKED)


def nurse_rows(run: MatchingRun, *rows: tuple[CaseDay, Clinician | None, Clinician | None]) -> None:
    """As if this were all that the run proposes."""
    proposal(run)["rows"] = [[day.pk, "nurse", a and a.pk, b and b.pk] for day, a, b in rows]
    run.save()


@pytest.fixture
def days(period: Period, people: People, manager: User) -> tuple[CaseDay, CaseDay]:
    """Two days of which the second has the first of the nurses."""
    first, second = (planned_day(date=date_in(period, number)) for number in (2, 3))
    staffing.hold_clinician(case_day=second, clinician=people["nurse"][0], actor=manager)
    return first, second


@pytest.fixture
def moving(days: tuple[CaseDay, CaseDay], people: People, run: Run) -> MatchingRun:
    """A proposal that takes the nurse of the second day for the first, and has nobody for the second."""
    first, second = days
    made, mover = run(moves=Moves.HELD), people["nurse"][0]
    nurse_rows(made, (first, None, mover), (second, mover, None))
    return made


class TestGroups:
    def test_join_days_that_exchange_people(self) -> None:
        rows = {
            1: [Row(1, "nurse", 10, 11)],
            2: [Row(2, "nurse", 11, 12)],
            3: [Row(3, "nurse", None, 13)],
            4: [Row(4, "nurse", 12, None), Row(4, "medic", None, 20)],
            5: [Row(5, "medic", 20, 21)],
        }
        assert groups_of(rows) == [[1, 2, 4, 5], [3]]

    def test_join_all_days_that_somebody_leaves_with_the_one_they_come_to(self) -> None:
        rows = {1: [Row(1, "nurse", 10, None)], 2: [Row(2, "nurse", 10, 11)], 3: [Row(3, "nurse", None, 10)]}
        assert groups_of(rows) == [[1, 2, 3]]

    def test_who_only_leaves_or_only_comes_joins_nothing(self) -> None:
        rows = {1: [Row(1, "nurse", 10, None)], 2: [Row(2, "nurse", 10, None)], 3: [Row(3, "nurse", None, 11)]}
        assert groups_of(rows) == [[1], [2], [3]]

    def test_a_chain_over_a_whole_period_is_found_at_once(self) -> None:
        rows = {number: [Row(number, "nurse", number, number + 1)] for number in range(3000)}
        assert groups_of(rows) == [list(range(3000))]


@pytest.mark.django_db
class TestApplying:
    def test_a_slot_filled_meanwhile_leaves_the_other_day_as_it_was(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User
    ) -> None:
        (first, second), (mover, rival) = days, people["nurse"]
        staffing.hold_clinician(case_day=first, clinician=rival, actor=manager)
        outcomes = apply_proposal(run=moving, day_ids=None, actor=manager)
        said = f"Nurse: {rival.user.get_full_name()} was put here meanwhile."
        assert words(outcomes, first) == (False, said)
        which = wording.day(first.date)
        assert words(outcomes, second) == (
            False,
            f"It exchanges people with {which}, which does not fit any more: {said}",
        )
        assert (team_of(first), team_of(second)) == ({"nurse": rival.pk}, {"nurse": mover.pk})

    @pytest.mark.guard("days that exchange people are applied together or not at all")
    def test_without_groups_somebody_would_be_released_for_nothing(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr("casedays.proposals.applying.groups_of", lambda rows: [[day] for day in rows])
        staffing.hold_clinician(case_day=days[0], clinician=people["nurse"][1], actor=manager)
        apply_proposal(run=moving, day_ids=None, actor=manager)
        assert team_of(days[1]) == {}

    @pytest.mark.parametrize("chosen", [0, 1])
    def test_one_of_them_takes_the_other_with_it(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User, chosen: int
    ) -> None:
        outcomes = apply_proposal(run=moving, day_ids=[days[chosen].pk], actor=manager)
        assert [(one.day_id, one.ok) for one in outcomes] == [(day.pk, True) for day in days]
        assert [team_of(day) for day in days] == [{"nurse": people["nurse"][0].pk}, {}]

    @pytest.mark.parametrize("chosen", [0, 1])
    def test_a_day_that_ended_or_moved_leaves_the_other_too(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User, chosen: int
    ) -> None:
        lifecycle.cancel_case_day(case_day=days[0], actor=manager, reason="Dentist ill")
        outcomes = apply_proposal(run=moving, day_ids=[days[chosen].pk], actor=manager)
        assert not any(one.ok for one in outcomes)
        assert "which does not fit any more: The day is cancelled" in words(outcomes, days[1])[1]
        assert team_of(days[1]) == {"nurse": people["nurse"][0].pk}

    def test_a_day_that_exchanges_people_with_a_mere_request_waits_for_it(
        self, period: Period, days: tuple[CaseDay, CaseDay], people: People, run: Run, manager: User
    ) -> None:
        wanted, second = requested_day(date=date_in(period, 6)), days[1]
        made, mover = run(moves=Moves.HELD, requests=(wanted.pk,)), people["nurse"][0]
        nurse_rows(made, (wanted, None, mover), (second, mover, None))
        for ids in ([second.pk], [wanted.pk], None):
            with pytest.raises(Conflict, match="Accept the requests first"):
                apply_proposal(run=made, day_ids=ids, actor=manager)
        assert team_of(second) == {"nurse": mover.pk}
        shown = review_of(made, manager, "", 1)
        (mine,) = (day for day in shown.days if day.pk == second.pk)
        assert (mine.selectable, shown.to_apply) == (False, 0)
        assert mine.together == (
            f"Exchanges people with {wanted.practice.name} on {wording.day(wanted.date)}, which is only tried. "
            "Accept that request first"
        )
        CaseDay.objects.filter(pk=wanted.pk).update(status=Status.PLANNED)
        assert review_of(made, manager, "", 1).to_apply == 2
        assert all(one.ok for one in apply_proposal(run=made, day_ids=[second.pk], actor=manager))

    def test_what_is_applied_already_is_not_taken_along(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, manager: User
    ) -> None:
        moving.outcome = {str(days[0].pk): [True, "Applied", "Maren Holt"]}
        assert chosen_days(moving, [days[1].pk]) == [days[1].pk]
        assert companions_of(moving) == {}


@pytest.mark.django_db
class TestWords:
    """Why somebody stays in a slot whom the proposal takes out of it."""

    def nurse_of(self, run: MatchingRun, day: CaseDay, before: Clinician, after: Clinician) -> None:
        nurse_rows(run, (day, before, after))

    def said(self, run: MatchingRun, day: CaseDay, manager: User) -> tuple[str, str]:
        """On the page, and when it is applied all the same."""
        (shown,) = (one.stale for one in review_of(run, manager, "", 1).days if one.pk == day.pk)
        outcomes: list[DayOutcome] = apply_proposal(run=run, day_ids=None, actor=manager)
        return shown, words(outcomes, day)[1]

    def test_who_was_only_held_and_is_asked_by_now(
        self, period: Period, people: People, run: Run, manager: User
    ) -> None:
        day, before = planned_day(date=date_in(period)), people["nurse"][0]
        staffing.hold_team(case_day=day, clinicians=[some[0] for some in people.values()], actor=manager)
        found = run(moves=Moves.HELD)
        self.nurse_of(found, day, before, people["nurse"][1])
        lifecycle.confirm_case_day(case_day=day, actor=manager)
        name = before.user.get_full_name()
        assert self.said(found, day, manager) == (
            f"Nurse: {name} was asked since",
            f"Nurse: {name} was asked meanwhile.",
        )

    def test_who_was_put_there_again_by_an_override(
        self, period: Period, people: People, run: Run, manager: User
    ) -> None:
        day, before = planned_day(date=date_in(period)), people["nurse"][0]
        held = staffing.hold_clinician(case_day=day, clinician=before, actor=manager)
        found = run(moves=Moves.HELD)
        self.nurse_of(found, day, before, people["nurse"][1])
        held.overridden, held.override_reason = ["distance:"], "Stays overnight"
        held.save()
        name = before.user.get_full_name()
        assert self.said(found, day, manager) == (
            f"Nurse: {name} was put here by an override since",
            f"Nurse: {name} was put here by an override meanwhile.",
        )

    def test_who_can_not_make_it_is_not_said_to_be_released(
        self, period: Period, people: People, run: Run, manager: User
    ) -> None:
        day = confirmed_day(date=date_in(period), manager=manager)
        found, asked = run(moves=Moves.ASKED), in_slot(day, ProviderType.NURSE)
        self.nurse_of(found, day, asked.clinician, people["nurse"][0])
        staffing.decline_assignment(assignment=asked, actor=asked.clinician.user, reason="Ill")
        (shown,) = (one.stale for one in review_of(found, manager, "", 1).days)
        assert shown == f"Nurse: {asked.clinician.user.get_full_name()} said since that they can't make it"

    @pytest.mark.parametrize(
        ("status", "overridden", "movable", "said"),
        [
            (AssignmentStatus.HELD, [], HELD, ""),
            (AssignmentStatus.ASKED, [], EITHER, ""),
            (AssignmentStatus.ASKED, [], HELD, "was asked"),
            (AssignmentStatus.ACCEPTED, [], EITHER, "has accepted"),
            (AssignmentStatus.ACCEPTED, ["distance:"], EITHER, "has accepted"),
            (AssignmentStatus.HELD, ["distance:"], HELD, "was put here by an override"),
        ],
    )
    def test_each_reason_has_its_own(self, status: str, overridden: list[str], movable: Any, said: str) -> None:
        assert why_stays(status, overridden, movable) == said


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def browser(self, manager: User) -> Client:
        return client_of(manager)

    def test_both_days_say_that_they_go_together_and_the_question_says_it_again(
        self, browser: Client, days: tuple[CaseDay, CaseDay], moving: MatchingRun
    ) -> None:
        page = browser.get(reverse("manager:matching-run", args=[moving.pk])).content.decode()
        on = [f"{day.practice.name} on {wording.day(day.date)}" for day in days]
        for which in on:
            assert f"Applied together with {which}: they exchange people" in page
        address = f"{reverse('manager:matching-apply', args=[moving.pk])}?day={days[1].pk}"
        question = browser.get(address).content.decode()
        assert "Apply 2 days?" in question
        assert f"<b>{on[0]}</b> is applied too: people are exchanged with the days you chose." in question
        browser.post(address, {"day": days[1].pk})
        moving.refresh_from_db()
        assert "Applied together" not in browser.get(reverse("manager:matching-run", args=[moving.pk])).content.decode()

    def test_what_changed_on_one_is_said_of_the_other_and_neither_follows(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User
    ) -> None:
        first, second = days
        assert following_of(moving, [first.pk], manager).days == (first.pk, second.pk)
        rival = people["nurse"][1]
        staffing.hold_clinician(case_day=first, clinician=rival, actor=manager)
        stale = {day.pk: day.stale for day in review_of(moving, manager, "", 1).days}
        said = f"Nurse: {rival.user.get_full_name()} was put here since"
        assert stale == {
            first.pk: said,
            second.pk: f"It exchanges people with {wording.day(first.date)}, where this changed: {said}",
        }
        following = following_of(moving, None, manager)
        assert (following.days, following.released, following.held) == ((), (), ())

    def test_what_follows_asks_as_much_for_many_days_as_for_one(
        self, period: Period, people: People, run: Run, manager: User, django_assert_max_num_queries: Any
    ) -> None:
        confirmed = [confirmed_day(date=date_in(period, number), manager=manager) for number in range(4)]
        made, spare = run(moves=Moves.ASKED), people["nurse"][1]
        nurse_rows(made, *((day, in_slot(day, ProviderType.NURSE).clinician, spare) for day in confirmed))
        with django_assert_max_num_queries(9):
            following = following_of(made, None, manager)
        assert (len(following.asked), len(following.unaware), following.people_asked) == (4, 4, 1)

    def test_who_is_held_for_two_days_is_one_clinician(
        self, period: Period, people: People, run: Run, manager: User
    ) -> None:
        first, second = (planned_day(date=date_in(period, number)) for number in (2, 3))
        made = run()
        nurse_rows(made, (first, None, people["nurse"][0]), (second, None, people["nurse"][0]))
        following = following_of(made, None, manager)
        assert (following.people_held, len(following.held), following.people_asked) == (1, 2, 0)

    def test_a_day_that_ended_takes_the_other_out_of_what_follows(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, manager: User
    ) -> None:
        lifecycle.cancel_case_day(case_day=days[0], actor=manager, reason="Dentist ill")
        assert following_of(moving, None, manager).days == ()

    def test_companions_on_another_page_are_read_too_without_more_queries(
        self, days: tuple[CaseDay, CaseDay], moving: MatchingRun, people: People, manager: User,
        monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        monkeypatch.setattr("casedays.selectors.proposal.review.PAGE", 1)
        staffing.hold_clinician(case_day=days[0], clinician=people["nurse"][1], actor=manager)
        with django_assert_max_num_queries(3):
            (second,) = review_of(moving, manager, "", 2).days
        assert second.pk == days[1].pk
        assert second.stale.startswith("It exchanges people with")
