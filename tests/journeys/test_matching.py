"""The matcher in a real browser: run, watch, review, apply a part; then a drop-out, and a re-solve keeps the rest."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.matching.solver import Progress
from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.proposals import running
from casedays.states import ACTIVE
from tests.factories.accounts import PASSWORD
from tests.factories.availability import PeriodFactory, answer_all
from tests.factories.casedays import in_slot, planned_day
from tests.journeys import steps
from tests.personas import make_clinician, make_practice
from tests.support.browser import PHONE, PageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, pytest.mark.timeout(400)]

NAMES = ("Ana Ruiz", "Ben Ito", "Carla Moss")


@pytest.fixture
def period() -> Period:
    """A period in which three of each type can work every day."""
    made: Period = PeriodFactory.create()
    people = [
        make_clinician(slot, f"{slot.value}{number}@people.test", *f"{name} {slot.label[0]}".split(maxsplit=1))
        for slot in SLOT_ORDER
        for number, name in enumerate(NAMES)
    ]
    answer_all(made, people)
    return made


@pytest.fixture
def days(period: Period) -> list[CaseDay]:
    """Four planned days without anybody."""
    practice = make_practice("Lakeview Dental Group")
    return [planned_day(practice, date=period.starts_on + dt.timedelta(days=number)) for number in range(1, 5)]


def team_of(day: CaseDay) -> dict[str, int]:
    return dict(Assignment.objects.filter(case_day=day, status__in=ACTIVE).values_list("provider_type", "clinician"))


def ask(boss: steps.Person, *choices: str) -> MatchingRun:
    """From the board to a run that waits for its worker."""
    boss.go("/manager/board/")
    boss.follow("Run matcher")
    for choice in choices:
        boss.page.get_by_label(choice).check()
    boss.press("Run matcher")
    boss.reads("Waiting for a worker")
    run = MatchingRun.objects.first()
    assert run is not None
    return run


def test_run_watch_review_apply_and_solve_again(
    browser_page: PageFactory,
    axe: steps.Axe,
    manager: User,
    period: Period,
    days: list[CaseDay],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    boss = steps.Person(browser_page(), axe)
    boss.sign_in(manager.email, PASSWORD)
    run = ask(boss)
    _watch(boss, run, monkeypatch)

    boss.reads("4 of at most 4 days, best possible")
    boss.check()
    for day in days[:2]:
        boss.page.locator(f'input[name="day"][value="{day.pk}"]').check()
    boss.press("Apply 2 days…")
    boss.press("Apply 2 days")
    boss.reads("2 days applied:")
    assert [len(team_of(day)) for day in days] == [3, 3, 0, 0]

    spare = _put_somebody_else(run, days[2], manager)
    boss.dialog("Apply all 2 days…", "Apply 2 days")
    boss.reads(f"Not as proposed: Nurse: {spare.user.get_full_name()} was put here meanwhile. The rest is applied.")
    assert team_of(days[2])["nurse"] == spare.pk
    assert [len(team_of(day)) for day in days] == [3, 3, 3, 3]

    _drop_out(days[0], manager)
    before = {day.pk: team_of(day) for day in days}
    again = ask(boss, "People who are held, or asked and not answered yet")
    running.run_matching(again.pk)
    boss.reads("best possible")
    boss.page.get_by_role("link", name="New 1").click()
    boss.reads("New")
    boss.dialog("Apply 1 day…", "Apply 1 day and text 1")
    boss.reads("1 day applied:")
    after = {day.pk: team_of(day) for day in days}
    assert after[days[0].pk].pop("nurse")
    assert after == before

    boss.page.get_by_role("link", name="By clinician").click()
    boss.check()
    boss.go(f"/manager/case-days/{days[0].pk}/why/?slot=nurse&run={again.pk}")
    boss.reads("Passes every rule")
    phone = steps.Person(browser_page(viewport=PHONE, scheme="dark"), axe)
    phone.sign_in(manager.email, PASSWORD)
    for page in (f"/manager/matching/{run.pk}/", "/manager/matching/new/", f"/manager/matching/{run.pk}/weights/"):
        phone.go(page)


def _watch(boss: steps.Person, run: MatchingRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run goes on in this thread; the page follows it by itself and turns into the proposal."""
    solve = running.solve

    def slow(problem: Any, *, watch: Any) -> Any:
        assert watch(Progress("Closing the gap", 2, 4, 10, 8, 0.1))
        boss.reads("2 of 4 open days have a full team")
        boss.reads("50 % from the bound")
        boss.check()
        return solve(problem)

    with monkeypatch.context() as patch:
        patch.setattr(running, "solve", slow)
        running.run_matching(run.pk)
    expect(boss.page.get_by_role("heading", level=1)).to_contain_text("Proposal for")


def _put_somebody_else(run: MatchingRun, day: CaseDay, manager: User) -> Clinician:
    """While the manager reads the proposal, a colleague holds another nurse."""
    run.refresh_from_db()
    rows = (run.result or {})["rows"]
    proposed = next(after for day_id, slot, _, after in rows if (day_id, slot) == (day.pk, "nurse"))
    spare = Clinician.objects.filter(provider_type=ProviderType.NURSE).exclude(pk=proposed)[0]
    staffing.hold_clinician(case_day=day, clinician=spare, actor=manager)
    return spare


def _drop_out(day: CaseDay, manager: User) -> None:
    lifecycle.confirm_case_day(case_day=day, actor=manager)
    nurse = in_slot(day, ProviderType.NURSE)
    staffing.decline_assignment(assignment=nurse, actor=nurse.clinician.user, reason="Ill")


def test_a_trio_is_suggested_and_held_from_the_day(
    browser_page: PageFactory, axe: steps.Axe, manager: User, days: list[CaseDay]
) -> None:
    boss = steps.Person(browser_page(), axe)
    boss.sign_in(manager.email, PASSWORD)
    boss.go(f"/manager/case-days/{days[0].pk}/")
    boss.follow("Suggest a trio")
    boss.reads("Best team")
    boss.press("Hold these 3")
    boss.reads("They are not told yet")
    assert len(team_of(days[0])) == 3
    boss.follow("Why Ana")
    boss.reads("Passes every rule")
