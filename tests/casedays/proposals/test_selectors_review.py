"""A proposal page by page: groups of days, what is stale by now, clinicians, and what applying would do."""

import datetime as dt
from typing import Any

import pytest

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.matching.scope import Moves
from casedays.models import CaseDay, MatchingRun
from casedays.proposals.applying import apply_proposal
from casedays.proposals.plan import Row
from casedays.proposals.stored import rows_of
from casedays.selectors import facts
from casedays.selectors.proposal import people as by_people
from casedays.selectors.proposal import review
from casedays.selectors.proposal.following import following_of
from casedays.selectors.proposal.people import people_of
from casedays.selectors.proposal.review import group_of, review_of
from casedays.states import OfferStatus, Status
from casedays.views.manager.plots import fairness_plot
from notifications.enums import Fate
from notifications.models import Delivery
from scheduling_portal.core import clock, wording
from tests.casedays.proposals.conftest import Run, date_in, proposal
from tests.factories.casedays import confirmed_day, in_slot, planned_day, staffed_day

People = dict[str, list[Clinician]]


def exchange(run: MatchingRun, day: CaseDay, slot: str, after: int | None) -> None:
    """As if the proposal had put somebody else there."""
    for row in proposal(run)["rows"]:
        if row[:2] == [day.pk, slot]:
            row[3] = after
    run.save()


def stale(run: MatchingRun, manager: User, day: CaseDay) -> str:
    return next(one.stale for one in review_of(run, manager, "", 1).days if one.pk == day.pk)


@pytest.mark.parametrize(
    ("rows", "complete", "group"),
    [
        ([Row(1, "nurse", None, 2)], True, "new"),
        ([Row(1, "nurse", 2, 2)], True, "same"),
        ([Row(1, "nurse", 2, 3), Row(1, "medic", None, 4)], True, "changed"),
        ([Row(1, "nurse", 2, None), Row(1, "medic", None, 4)], True, "changed"),
        ([Row(1, "nurse", None, 2), Row(1, "medic", None, None)], False, "open"),
    ],
)
def test_a_day_belongs_to_the_group_of_its_slots(rows: list[Row], complete: bool, group: str) -> None:
    assert group_of(rows, complete=complete) == group


@pytest.mark.django_db
def test_days_come_page_by_page_and_pages_past_the_last_are_the_last(
    period: Period, people: People, run: Run, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [planned_day(date=date_in(period, number)) for number in range(5)]
    found = run()
    monkeypatch.setattr(review, "PAGE", 2)
    assert [one.pk for one in review_of(found, manager, "new", 1).days] == [day.pk for day in days[:2]]
    last = review_of(found, manager, "", 99)
    assert ([one.pk for one in last.days], last.page, last.pages) == ([days[4].pk], 3, 3)
    assert last.chips == [("", "All", 5), ("new", "New", 5)]
    assert review_of(found, manager, "open", 1).days == []


@pytest.mark.django_db
def test_who_may_not_see_days_sees_none(period: Period, people: People, run: Run, nurse: User) -> None:
    planned_day(date=date_in(period))
    found = run()
    assert review_of(found, nurse, "", 1).days == []
    assert people_of(found, nurse, 1).people == []


@pytest.mark.django_db
def test_a_person_released_or_accepted_meanwhile_is_said(
    period: Period, people: People, run: Run, manager: User
) -> None:
    released, accepted = (
        staffed_day(date=date_in(period), manager=manager),
        confirmed_day(date=date_in(period, 5), manager=manager),
    )
    found = run(moves=Moves.ASKED)
    exchange(found, accepted, "nurse", people["nurse"][0].pk)
    assert stale(found, manager, released) == stale(found, manager, accepted) == ""
    gone, asked = in_slot(released, ProviderType.MEDIC), in_slot(accepted, ProviderType.NURSE)
    staffing.release_clinician(assignment=gone, actor=manager, reason="Wanted elsewhere")
    staffing.accept_assignment(assignment=asked, actor=asked.clinician.user)
    assert stale(found, manager, released) == f"Medic: {gone.clinician.user.get_full_name()} was released since"
    assert stale(found, manager, accepted) == f"Nurse: {asked.clinician.user.get_full_name()} has accepted since"


@pytest.mark.django_db
def test_who_leaves_another_day_by_the_proposal_is_not_elsewhere(
    period: Period, people: People, run: Run, manager: User
) -> None:
    first, second = (planned_day(date=date_in(period)) for _ in range(2))
    one, other = people["nurse"]
    for day, nurse in ((first, one), (second, other)):
        staffing.hold_clinician(case_day=day, clinician=nurse, actor=manager)
    found = run(moves=Moves.HELD)
    exchange(found, first, "nurse", other.pk)
    assert stale(found, manager, first) == f"Nurse: {other.user.get_full_name()} is on another day that date since"
    exchange(found, second, "nurse", one.pk)
    assert stale(found, manager, first) == stale(found, manager, second) == ""


@pytest.mark.django_db
def test_what_was_applied_is_done_and_no_longer_offered(
    period: Period, people: People, run: Run, manager: User
) -> None:
    days = [planned_day(date=date_in(period, number)) for number in range(2)]
    found = run()
    lifecycle.cancel_case_day(case_day=days[1], actor=manager, reason="Dentist ill")
    apply_proposal(run=found, day_ids=None, actor=manager)
    found.refresh_from_db()
    shown = review_of(found, manager, "", 1)
    assert (shown.done, shown.left_out, shown.to_apply) == (1, 1, 1)
    assert [one.selectable for one in shown.days] == [False, False]
    assert shown.days[0].outcome == (True, "Applied")
    assert shown.days[0].stale == ""


@pytest.mark.django_db
def test_clinicians_come_by_name_with_their_days_before_and_after(
    period: Period, people: People, run: Run, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, other = planned_day(date=date_in(period)), planned_day(date=date_in(period, 1))
    nurse = people["nurse"][0]
    staffing.hold_clinician(case_day=other, clinician=nurse, actor=manager)
    found = run(types=("nurse",), moves=Moves.HELD, days=(day.pk, other.pk))
    exchange(found, other, "nurse", None)
    exchange(found, day, "nurse", nurse.pk)
    monkeypatch.setattr(by_people, "PAGE", 1)
    page = people_of(found, manager, 1)
    (mine,) = page.people
    assert (mine.name, mine.slot, page.total, page.pages) == (nurse.user.get_full_name(), "Nurse", 1, 1)
    assert [(step.day_id, step.gained) for step in mine.steps] == [(other.pk, False), (day.pk, True)]


@pytest.mark.django_db
def test_what_follows_counts_who_is_held_asked_and_told(
    period: Period, people: People, run: Run, manager: User
) -> None:
    planned, confirmed = planned_day(date=date_in(period)), confirmed_day(date=date_in(period, 5), manager=manager)
    found = run(moves=Moves.ASKED)
    exchange(found, confirmed, "nurse", people["nurse"][0].pk)
    following = following_of(found, None, manager)
    assert set(following.days) == {planned.pk, confirmed.pk}
    asked = in_slot(confirmed, ProviderType.NURSE).clinician.user.get_full_name()
    on = wording.day(confirmed.date)
    assert len(following.held) == 3
    assert following.asked == (f"{people['nurse'][0].user.get_full_name()} for {on}",)
    assert following.released == following.unaware == (f"{asked} from {on}",)  # their question has not left yet
    assert (following.told, following.reach.people, following.reach.texts) == ((), 2, 1)
    Delivery.objects.update(fate=Fate.SENT)
    known = following_of(found, None, manager)
    assert (known.told, known.unaware, known.reach.texts) == (following.released, (), 2)
    User.objects.update(mobile="")
    assert following_of(found, None, manager).reach.texts == 0
    assert following_of(found, [planned.pk], manager).reach.texts == 0
    assert following_of(found, [], manager).days == ()


@pytest.mark.django_db
def test_what_follows_is_only_what_is_left_to_do(period: Period, people: People, run: Run, manager: User) -> None:
    part, ended, gone = (planned_day(date=date_in(period, number)) for number in range(3))
    found = run()
    proposed = {row.slot: row.after for row in rows_of(found)[part.pk]}
    staffing.hold_clinician(case_day=part, clinician=Clinician.objects.get(pk=proposed["nurse"] or 0), actor=manager)
    spare = next(one for one in people["medic"] if one.pk != proposed["medic"])
    staffing.hold_clinician(case_day=part, clinician=spare, actor=manager)
    lifecycle.cancel_case_day(case_day=ended, actor=manager, reason="Dentist ill")
    lifecycle.reschedule(case_day=gone, actor=manager, date=date_in(period, 9))
    following = following_of(found, None, manager)
    assert following.days == (part.pk,)
    doctor = Clinician.objects.get(pk=proposed["anesthesiologist"] or 0).user.get_full_name()
    assert following.held == (f"{doctor} for {wording.day(part.date)}",)
    apply_proposal(run=found, day_ids=[part.pk], actor=manager)
    found.refresh_from_db()
    assert following_of(found, [part.pk], manager).days == ()


@pytest.mark.django_db
def test_offers_that_close_are_said_by_day(period: Period, people: People, run: Run, manager: User) -> None:
    day = planned_day(date=date_in(period))
    staffing.hold_team(case_day=day, clinicians=[one[0] for one in people.values()], actor=manager)
    lifecycle.confirm_case_day(case_day=day, actor=manager)
    out = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    found = run()
    running = day.offers.filter(status=OfferStatus.SENT).count()
    assert running
    assert following_of(found, None, manager).offers == (
        f"{running} offer{'' if running == 1 else 's'} for {wording.day(day.date)}",
    )
    assert [one.badge for one in review_of(found, manager, "", 1).days] == ["at_risk"]


@pytest.mark.parametrize(
    ("status", "ahead", "taken", "risky"),
    [
        (Status.CONFIRMED, 1, 2, True),
        (Status.CONFIRMED, 1, 3, False),
        (Status.PLANNED, 1, 2, False),
        (Status.CONFIRMED, -2, 2, False),
    ],
)
def test_only_a_confirmed_day_ahead_with_an_open_slot_is_at_risk(
    status: str, ahead: int, taken: int, risky: bool
) -> None:
    assert facts.is_at_risk(status, clock.now().date() + dt.timedelta(days=ahead), taken) is risky


def test_the_plot_is_drawn_to_scale_and_said_in_words() -> None:
    drawn = fairness_plot({"before": [4, 0], "after": [2, 1, 1]})
    assert drawn.count("<rect") == 4
    assert 'height="86.0"' in drawn  # the highest
    assert "0 days: 4 before, 2 after; 1 day: 0 before, 1 after; 2 days: 0 before, 1 after." in drawn


@pytest.mark.parametrize("measures", [{}, {"before": [], "after": []}, {"before": [0], "after": [0]}])
def test_without_anybody_there_is_no_plot(measures: dict[str, Any]) -> None:
    assert fairness_plot(measures) == ""
    assert by_people.PAGE == review.PAGE
