"""The matcher's pages: asking, watching, reviewing, applying; and what they say when something is odd."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.models import MatchingRun, RunState
from casedays.proposals import applying, running, stored
from scheduling_portal.core import clock, wording
from tests.casedays.proposals.conftest import Run, date_in
from tests.factories.casedays import planned_day, requested_day
from tests.support.proposals import held, page, text

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


@pytest.mark.usefixtures("open_day")
def test_progress_tells_how_far_it_is(browser: Client, period: Period, run: Run, manager: User) -> None:
    found = run()
    MatchingRun.objects.filter(pk=found.pk).update(
        state=RunState.RUNNING, heartbeat_at=clock.now(), phase="week by week", days_open=30, days_filled=27,
        bound_days=28, cost=10, bound_cost=10,
    )  # fmt: skip
    news = page(browser, found, "progress")
    assert "27 of 30 open days have a full team" in news
    assert "4 % from the bound" in news
    assert 'aria-label="27 of at most 28 days"' in news
    assert "Week by week. Nothing is saved" in news
    assert 'data-run-follows="yes"' in news
    browser.post(reverse("manager:matching-stop", args=[found.pk]))
    assert "Stopping" in page(browser, found, "progress")
    MatchingRun.objects.filter(pk=found.pk).update(heartbeat_at=clock.now() - dt.timedelta(minutes=5))
    assert 'data-run-state="lost" data-run-follows="no"' in page(browser, found, "progress")


@pytest.mark.usefixtures("open_day")
def test_a_lost_run_is_shown_as_stopped_and_starts_again(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    found = run()
    MatchingRun.objects.filter(pk=found.pk).update(
        state=RunState.RUNNING, result=None, heartbeat_at=clock.now() - dt.timedelta(minutes=5)
    )
    shown = page(browser, found)
    assert "stopped" in shown
    assert running.LOST in shown
    answer = browser.post(reverse("manager:matching-again", args=[found.pk]))
    newest = MatchingRun.objects.first()
    assert newest is not None
    assert newest.pk != found.pk
    assert answer["Location"] == reverse("manager:matching-run", args=[newest.pk])


def test_the_proposal_shows_what_is_new_and_how_good_it_is(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    day = planned_day(date=date_in(period))
    shown = page(browser, run())
    assert "1 of at most 1 day, best possible" in shown
    assert "Proven best" in shown
    assert shown.count("New</span>") == 3
    assert day.practice.name in shown
    assert "Apply 1 day…" in shown
    assert "Clinicians by days in the period. 0 days: 6 before, 3 after; 1 day: 0 before, 3 after." in shown


def test_a_day_that_stays_open_says_why_and_what_would_help(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    planned_day(date=date_in(period), children=True)
    shown = page(browser, run(), query="?show=open")
    assert "No available anesthesiologist fits: 2 lack the skill pediatric" in shown
    assert "is free, but: lacks the skill pediatric" in shown
    assert "Stays open" in shown


def test_by_clinician_it_shows_gains_and_days(browser: Client, period: Period, run: Run, people: People) -> None:
    day = planned_day(date=date_in(period))
    shown = page(browser, run(), query="?view=people")
    assert shown.count("Gains") == 3
    assert day.practice.name in shown
    assert 'data-label="Days before" class="number">0<' in shown


def test_what_changed_meanwhile_is_shown(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    taken, ended, moved, rival = (planned_day(date=date_in(period, n)) for n in (2, 3, 4, 2))
    found = run(days=(taken.pk, ended.pk, moved.pk))
    proposed = {row.slot: row.after or 0 for row in stored.rows_of(found)[taken.pk]}
    nurse = Clinician.objects.get(pk=proposed["nurse"])
    staffing.hold_clinician(case_day=rival, clinician=nurse, actor=manager)
    lifecycle.cancel_case_day(case_day=ended, actor=manager, reason="Dentist ill")
    lifecycle.reschedule(case_day=moved, actor=manager, date=date_in(period, 9))
    shown = page(browser, found)
    assert f"Nurse: {nurse.user.get_full_name()} is on another day that date since" in shown
    assert "Cancelled since" in shown
    assert "Moved to" in shown


def test_somebody_put_in_the_slot_meanwhile_is_named(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    proposed = {row.slot: row.after or 0 for row in stored.rows_of(found)[day.pk]}
    spare = next(one for one in people["nurse"] if one.pk != proposed["nurse"])
    staffing.hold_clinician(case_day=day, clinician=spare, actor=manager)
    assert f"Nurse: {spare.user.get_full_name()} was put here since" in page(browser, found)


def test_applying_asks_first_and_then_says_what_became_of_it(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    first, second = (planned_day(date=date_in(period, n)) for n in (2, 3))
    found = run()
    address = reverse("manager:matching-apply", args=[found.pk])
    question = text(browser.get(f"{address}?day={first.pk}"))
    assert "Apply 1 day?" in question
    assert "<b>3 clinicians</b> are held, and not told" in question
    answer = browser.post(address, {"day": [first.pk]}, follow=True)
    assert f"1 day applied: {wording.day(first.date)}." in text(answer)
    assert "Last applied just now, 1 left." in text(answer)
    assert (held(first), held(second)) == (3, 0)
    assert "Apply 1 day…" in text(answer)
    assert "Apply 1 day?" in text(browser.get(f"{address}?all=1"))
    browser.post(address, {"all": "1"})
    assert held(second) == 3
    assert "Nothing to apply" in text(browser.get(f"{address}?all=1"))


def test_what_does_not_fit_any_more_is_said(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    lifecycle.cancel_case_day(case_day=day, actor=manager, reason="Dentist ill")
    answer = browser.post(reverse("manager:matching-apply", args=[found.pk]), {"all": "1"}, follow=True)
    assert f"{wording.day(day.date)}, not as proposed: The day is cancelled" in text(answer)


def test_on_confirmed_days_the_question_says_who_is_texted(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    staffing.hold_team(case_day=day, clinicians=[one[0] for one in people.values()], actor=manager)
    lifecycle.confirm_case_day(case_day=day, actor=manager)
    out = day.assignments.get(provider_type="nurse")
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    question = text(browser.get(reverse("manager:matching-apply", args=[run().pk]) + "?all=1"))
    assert "<b>1 clinician</b> on confirmed days is asked now, in the portal too, to answer within" in question
    assert "Apply 1 day and text 1" in question


def test_a_request_is_only_tried(browser: Client, period: Period, run: Run, people: People) -> None:
    wanted = requested_day(date=date_in(period))
    found = run(requests=(wanted.pk,))
    shown = page(browser, found)
    assert f"Tried on {wording.day(wanted.date)}, their first choice. Accept the request first" in shown
    assert "Apply 1 day" not in shown
    answer = browser.post(reverse("manager:matching-apply", args=[found.pk]), {"all": "1"}, follow=True)
    assert "Accept the requests first" in text(answer)


def test_many_days_are_followed_while_a_worker_applies_them(
    browser: Client, period: Period, run: Run, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (2, 3):
        planned_day(date=date_in(period, number))
    found = run()
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    answer = browser.post(reverse("manager:matching-apply", args=[found.pk]), {"all": "1"}, follow=True)
    assert "0 of 2 days applied" in text(answer)
    rung: list[int] = []
    monkeypatch.setattr(applying, "ring_apply", rung.append)
    page(browser, found)
    assert rung == []
    MatchingRun.objects.update(heartbeat_at=clock.now() - running.UNHEARD_AFTER * 2)
    page(browser, found)
    assert rung == [found.pk]
    applying.apply_waiting(found.pk)
    assert "2 applied" in page(browser, found)


def test_earlier_runs_are_listed_without_a_query_for_each(
    browser: Client, period: Period, run: Run, people: People, django_assert_max_num_queries: Any
) -> None:
    planned_day(date=date_in(period))
    for _ in range(4):
        run()
    MatchingRun.objects.filter(pk=MatchingRun.objects.order_by("pk")[0].pk).update(
        state=RunState.STOPPED, result=None, note=running.LOST
    )
    with django_assert_max_num_queries(11):
        shown = text(browser.get(reverse("manager:matching-new"), {"period": period.pk}))
    assert shown.count("1 of at most 1 day, best possible. Nobody is moved.") == 3
    assert f"{running.LOST} Nobody is moved." in shown
