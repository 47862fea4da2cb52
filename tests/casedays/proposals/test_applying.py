"""Applying a proposal: through the services, checked again under lock; what no longer fits falls out with a word."""

from typing import Any

import pytest
import time_machine

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing, tasks
from casedays.matching.scope import Moves
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals import applying, stored
from casedays.proposals.applying import DayOutcome, apply_proposal
from casedays.selectors.timeline import MANAGER, timeline_of
from casedays.states import ACTIVE, AssignmentStatus
from notifications.models import Notification
from practices.models import ClinicianPreference, Preference
from scheduling_portal.core.errors import Conflict, NotAllowed
from tests.casedays.proposals.conftest import Run, date_in, later, proposal
from tests.factories.casedays import confirmed_day, in_slot, planned_day

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


def team_of(day: CaseDay) -> dict[str, int]:
    found = Assignment.objects.filter(case_day=day, status__in=ACTIVE)
    return dict(found.values_list("provider_type", "clinician"))


def proposed(run: MatchingRun, day: CaseDay) -> dict[str, int]:
    return {row.slot: row.after for row in stored.rows_of(run)[day.pk] if row.after}


def words(outcomes: list[DayOutcome], day: CaseDay) -> tuple[bool, str]:
    return next((one.ok, one.message) for one in outcomes if one.day_id == day.pk)


def test_all_of_it_is_held_and_the_timeline_says_by_whom_it_was_proposed(
    period: Period, people: People, run: Run, manager: User
) -> None:
    days = [planned_day(date=date_in(period, n)) for n in (2, 3)]
    found = run()
    outcomes = apply_proposal(run=found, day_ids=None, actor=manager)
    assert [(one.ok, one.message) for one in outcomes] == [(True, "Applied")] * 2
    for day in days:
        assert team_of(day) == proposed(found, day)
    step = next(row for row in timeline_of(days[0], MANAGER) if row.kind == "held")
    assert step.words.endswith("proposed by the matcher")
    assert step.who == "Maren Holt"
    found.refresh_from_db()
    assert found.applied_by == manager
    assert found.to_apply == []
    assert found.outcome[str(days[0].pk)] == [True, "Applied", "Maren Holt"]
    assert not Notification.objects.filter(recipient__clinician__isnull=False).exists()


def test_some_of_it_leaves_the_rest_alone(period: Period, people: People, run: Run, manager: User) -> None:
    first, second = (planned_day(date=date_in(period, n)) for n in (2, 3))
    found = run()
    apply_proposal(run=found, day_ids=[second.pk], actor=manager)
    assert (len(team_of(first)), len(team_of(second))) == (0, 3)
    apply_proposal(run=found, day_ids=[first.pk], actor=manager)
    assert len(team_of(first)) == 3


def test_somebody_put_there_meanwhile_stays_and_the_rest_of_the_team_is_held(
    period: Period, people: People, run: Run, manager: User
) -> None:
    day, other = planned_day(date=date_in(period)), planned_day(date=date_in(period, 4))
    found = run()
    spare = next(one for one in people["nurse"] if one.pk != proposed(found, day)["nurse"])
    staffing.hold_clinician(case_day=day, clinician=spare, actor=manager)
    outcomes = apply_proposal(run=found, day_ids=None, actor=manager)
    ok, said = words(outcomes, day)
    assert not ok
    assert said == f"Nurse: {spare.user.get_full_name()} was put here meanwhile. The rest is applied."
    assert team_of(day) == {**proposed(found, day), "nurse": spare.pk}
    assert words(outcomes, other) == (True, "Applied")


def test_a_person_taken_elsewhere_meanwhile_makes_the_day_fall_out_whole(
    period: Period, people: People, run: Run, manager: User
) -> None:
    day, fine = planned_day(date=date_in(period)), planned_day(date=date_in(period, 4))
    found = run()
    rival = planned_day(date=date_in(period))
    taken = Clinician.objects.get(pk=proposed(found, day)["medic"])
    staffing.hold_clinician(case_day=rival, clinician=taken, actor=manager)
    outcomes = apply_proposal(run=found, day_ids=None, actor=manager)
    ok, said = words(outcomes, day)
    assert not ok
    assert said.startswith(f"{taken.user.get_full_name()}: on another case day")
    assert team_of(day) == {}
    assert words(outcomes, fine)[0]


def test_a_rule_that_stands_against_somebody_by_now_is_checked_again(
    period: Period, people: People, run: Run, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    ClinicianPreference.objects.create(
        practice=day.practice, clinician_id=proposed(found, day)["nurse"], preference=Preference.DO_NOT_SEND
    )
    ok, said = words(apply_proposal(run=found, day_ids=None, actor=manager), day)
    assert not ok
    assert "practice asked not to be sent this person" in said
    assert team_of(day) == {}


@pytest.mark.guard("a proposal is checked again when it is applied")
def test_without_the_check_it_would_have_been_held(
    period: Period, people: People, run: Run, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    ClinicianPreference.objects.create(
        practice=day.practice, clinician_id=proposed(found, day)["nurse"], preference=Preference.DO_NOT_SEND
    )
    monkeypatch.setattr("casedays.staffing.slots.check_clinician", lambda *_: [])
    assert words(apply_proposal(run=found, day_ids=None, actor=manager), day) == (True, "Applied")


def test_a_day_that_was_moved_or_ended_falls_out(period: Period, people: People, run: Run, manager: User) -> None:
    moved, ended, fine = (planned_day(date=date_in(period, n)) for n in (2, 3, 4))
    found = run()
    lifecycle.reschedule(case_day=moved, actor=manager, date=date_in(period, 9))
    lifecycle.cancel_case_day(case_day=ended, actor=manager, reason="Dentist ill")
    outcomes = apply_proposal(run=found, day_ids=None, actor=manager)
    assert "The day has moved to" in words(outcomes, moved)[1]
    assert "The day is cancelled" in words(outcomes, ended)[1]
    assert words(outcomes, fine) == (True, "Applied")


def test_days_that_exchange_somebody_change_together(period: Period, people: People, run: Run, manager: User) -> None:
    nurses = people["nurse"]
    first, second = (planned_day(date=date_in(period, n)) for n in (2, 3))
    for day, nurse in ((first, nurses[0]), (second, nurses[1])):
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
    found = run(moves=Moves.HELD)
    rows = proposal(found)["rows"]
    for row in rows:  # as if the best were to exchange the two
        if row[1] == "nurse":
            row[3] = nurses[1].pk if row[2] == nurses[0].pk else nurses[0].pk
    found.save()
    assert all(one.ok for one in apply_proposal(run=found, day_ids=None, actor=manager))
    assert (team_of(first)["nurse"], team_of(second)["nurse"]) == (nurses[1].pk, nurses[0].pk)


def test_of_an_exchange_that_fails_nothing_is_done(period: Period, people: People, run: Run, manager: User) -> None:
    nurses = people["nurse"]
    first, second = (planned_day(date=date_in(period, 2)) for _ in range(2))
    for day, nurse in ((first, nurses[0]), (second, nurses[1])):
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
    found = run(moves=Moves.HELD)
    for row in proposal(found)["rows"]:
        if row[1] == "nurse":
            row[3] = nurses[1].pk if row[2] == nurses[0].pk else nurses[0].pk
    found.save()
    ClinicianPreference.objects.create(practice=second.practice, clinician=nurses[0], preference=Preference.DO_NOT_SEND)
    outcomes = apply_proposal(run=found, day_ids=None, actor=manager)
    assert not any(one.ok for one in outcomes)
    assert (team_of(first)["nurse"], team_of(second)["nurse"]) == (nurses[0].pk, nurses[1].pk)


def test_somebody_who_accepted_meanwhile_stays(period: Period, people: People, run: Run, manager: User) -> None:
    day = confirmed_day(date=date_in(period), manager=manager)
    found = run(moves=Moves.ASKED)
    asked = in_slot(day, ProviderType.NURSE)
    spare = next(one for one in people["nurse"])
    for row in proposal(found)["rows"]:
        if row[1] == "nurse":
            row[3] = spare.pk
    found.save()
    staffing.accept_assignment(assignment=asked, actor=asked.clinician.user)
    ok, said = words(apply_proposal(run=found, day_ids=None, actor=manager), day)
    assert not ok
    assert f"{asked.clinician.user.get_full_name()} has accepted meanwhile" in said
    assert team_of(day)["nurse"] == asked.clinician_id


def test_who_knew_of_the_day_is_released_and_told_and_the_next_is_asked(
    period: Period, people: People, run: Run, manager: User
) -> None:
    day = confirmed_day(date=date_in(period), manager=manager)
    found = run(moves=Moves.ASKED)
    asked, spare = in_slot(day, ProviderType.NURSE), people["nurse"][0]
    for row in proposal(found)["rows"]:
        if row[1] == "nurse":
            row[3] = spare.pk
    found.save()
    assert words(apply_proposal(run=found, day_ids=None, actor=manager), day) == (True, "Applied")
    assert Notification.objects.filter(recipient=asked.clinician.user, kind="casedays.released").exists()
    assert in_slot(day, ProviderType.NURSE).status == AssignmentStatus.ASKED
    assert Notification.objects.filter(recipient=spare.user, kind="casedays.asked").exists()


def test_a_slot_that_is_as_proposed_already_is_no_fault(
    period: Period, people: People, run: Run, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    team = Clinician.objects.filter(pk__in=proposed(found, day).values())
    staffing.hold_team(case_day=day, clinicians=list(team), actor=manager)
    assert words(apply_proposal(run=found, day_ids=None, actor=manager), day) == (True, "It was so already")


def test_only_managers_apply_and_only_a_proposal(
    period: Period, people: People, run: Run, manager: User, nurse: User
) -> None:
    planned_day(date=date_in(period))
    found = run()
    with pytest.raises(NotAllowed):
        apply_proposal(run=found, day_ids=None, actor=nurse)
    with pytest.raises(Conflict, match="Nothing in this proposal"):
        apply_proposal(run=found, day_ids=[-1], actor=manager)
    found.result = None
    with pytest.raises(NotAllowed):
        apply_proposal(run=found, day_ids=None, actor=manager)


def test_many_days_are_applied_by_a_worker(
    period: Period, people: People, run: Run, manager: User, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    days = [planned_day(date=date_in(period, n)) for n in (2, 3)]
    found = run()
    rung: list[int] = []
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    monkeypatch.setattr(applying, "ring_apply", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        assert apply_proposal(run=found, day_ids=None, actor=manager) == []
    assert rung == [found.pk]
    found.refresh_from_db()
    assert found.to_apply == [day.pk for day in days]
    with pytest.raises(Conflict, match="being applied just now"):
        apply_proposal(run=found, day_ids=None, actor=manager)
    with time_machine.travel(later(60)):
        tasks.sweep_matching()
    assert rung == [found.pk] * 2
    assert tasks.apply_matching(found.pk) == 2
    assert tasks.apply_matching(found.pk) == 0
    assert all(len(team_of(day)) == 3 for day in days)
