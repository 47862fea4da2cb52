"""What the page of a proposal says of how good it is, what became of it, and what is left of it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinician, Credential, User
from availability.models import Period
from casedays import staffing
from casedays.matching.eligibility import day_words
from casedays.matching.scope import Moves
from casedays.models import CaseDay, RunState
from casedays.proposals import running
from casedays.rechecks import recheck_clinician
from casedays.selectors.timeline import MANAGER, timeline_of
from scheduling_portal.core import wording
from tests.casedays.proposals.conftest import Run, date_in
from tests.factories.accounts import ManagerFactory
from tests.factories.availability import willing
from tests.factories.casedays import planned_day, requested_day
from tests.personas import client_of
from tests.support.proposals import page, text

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


def test_only_nurses_are_slots_filled_and_no_full_team(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    for number in (2, 3):
        planned_day(date=date_in(period, number))
    shown = page(browser, run(types=("nurse",)))
    assert "<h2>2 of 2 open nurse slots filled</h2>" in shown
    assert "None of 2 days has a full team." in shown


def test_who_stays_counts_toward_a_full_team(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = planned_day(date=date_in(period))
    staffing.hold_team(case_day=day, clinicians=[people["medic"][0], people["anesthesiologist"][0]], actor=manager)
    assert "1 of 1 day has a full team." in page(browser, run(types=("nurse",)))


def test_a_run_stopped_by_the_manager_says_so_even_when_it_is_proven(
    browser: Client, period: Period, run: Run, people: People, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_day(date=date_in(period))
    monkeypatch.setattr(running, "Watcher", lambda *_, **__: lambda _: True)
    monkeypatch.setattr(running, "_stop_asked", lambda _: True)
    found = run()
    assert found.state == RunState.STOPPED
    assert found.proven
    shown = page(browser, found)
    assert "Stopped by the manager" in shown
    assert "Proven best" in shown


def test_a_request_tried_on_another_of_its_dates_is_shown_and_explained_on_that_date(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    first, second = date_in(period, 2), date_in(period, 4)
    for one in people["nurse"]:
        willing(one, first, answer="unavailable")
    wanted = requested_day(date=first, alternatives=[second])
    found = run(requests=(wanted.pk,))
    shown = page(browser, found)
    assert f"Tried on {wording.day(second)}, their 2nd choice" in shown
    assert "since" not in shown.split("Tried on")[1].split("</article>")[0]
    why = text(browser.get(reverse("manager:casedays-why", args=[wanted.pk]), {"slot": "nurse", "run": str(found.pk)}))
    assert f"Nurse on {wording.day(second)}" in why
    assert "Passes every rule" in why


def test_what_was_applied_looks_applied_and_a_second_manager_hears_by_whom(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    day = planned_day(date=date_in(period))
    found = run()
    assert "Nothing is saved until you apply it" in page(browser, found)
    other = client_of(ManagerFactory.create(first_name="Helen", last_name="Castellano"))
    address = reverse("manager:matching-apply", args=[found.pk])
    other.post(address, {"day": [day.pk]})
    assert "Applied by Helen Castellano meanwhile." in text(browser.post(address, {"day": [day.pk]}, follow=True))
    shown = page(browser, found)
    assert "Nothing is saved until you apply it" not in shown
    assert "proposal-day is-applied" in shown
    assert "Applied by Helen Castellano" in shown
    assert "New</span>" not in shown
    assert shown.count("Held</span>") == 3


def replaced_nurse(period: Period, people: People, manager: User) -> CaseDay:
    """A planned day whose nurse's BLS ends the day before, which was found out later."""
    day = planned_day(date=date_in(period))
    staffing.hold_team(case_day=day, clinicians=[one[0] for one in people.values()], actor=manager)
    ends = day.date - dt.timedelta(days=1)
    Credential.objects.filter(clinician=people["nurse"][0], kind__name="BLS").update(expires_on=ends)
    recheck_clinician(people["nurse"][0].pk)
    return day


def test_a_changed_row_says_which_rule_decided_and_so_does_why_and_the_timeline(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = replaced_nurse(period, people, manager)
    found = run(moves=Moves.HELD)
    name, ends = people["nurse"][0].user.get_full_name(), day_words(day.date - dt.timedelta(days=1))
    assert f"instead of {name}: BLS ended {ends}, before this day" in page(browser, found)
    why = text(browser.get(reverse("manager:casedays-why", args=[day.pk]), {"slot": "nurse", "run": str(found.pk)}))
    assert f"<b>Instead of {name}: BLS ended {ends}, before this day.</b>" in why
    assert why.index("Instead of") < why.index("Passes every rule")
    address = reverse("manager:matching-apply", args=[found.pk])
    assert f"Applying releases <b>{name} from {wording.day(day.date)}</b>" in text(browser.get(address, {"all": 1}))
    browser.post(address, {"all": "1"})
    step = next(row for row in timeline_of(day, MANAGER) if row.kind == "released")
    assert step.reason == f"The matcher put together another team: BLS ended {ends}, before this day."


def test_who_cannot_be_confirmed_is_shown_though_nobody_may_be_moved(
    browser: Client, period: Period, run: Run, people: People, manager: User
) -> None:
    day = replaced_nurse(period, people, manager)
    planned_day(date=date_in(period, 5))
    shown = page(browser, run())
    assert "Can't be confirmed as they are" in shown.replace("&#x27;", "'")
    assert (
        f"{wording.day(day.date)}, {day.practice.name}</a>: Nurse {people['nurse'][0].user.get_full_name()}." in shown
    )
    assert "Can't be confirmed as they are" not in page(browser, run(moves=Moves.HELD)).replace("&#x27;", "'")


def test_why_a_day_stays_open_is_said_once_with_the_cause_and_not_for_each_slot(
    browser: Client, period: Period, run: Run, people: People
) -> None:
    day = planned_day(date=date_in(period))
    for one in people["medic"]:
        willing(one, day.date, answer="unavailable")
    found = run()
    shown = page(browser, found, query="?show=open")
    assert shown.count('class="proposal-why"') == 1
    assert f"No medic is available on {day_words(day.date)}." in shown
    assert "could, but" not in shown
    why = text(browser.get(reverse("manager:casedays-why", args=[day.pk]), {"slot": "medic", "run": str(found.pk)}))
    assert "Why nobody yet?" in why
    assert f">{wording.day(day.date)}</a> / Why" in why


def test_only_the_rule_that_decides_is_named_and_the_others_are_counted(
    browser: Client, period: Period, people: People
) -> None:
    day, nurse = planned_day(date=date_in(period)), people["nurse"][0]
    Credential.objects.filter(clinician=nurse, kind__name="BLS").delete()
    willing(nurse, day.date, answer="unavailable")
    why = text(browser.get(reverse("manager:casedays-why", args=[day.pk]), {"slot": "nurse"}))
    assert f"Unavailable on {day_words(day.date)}" in why
    assert "and 1 more" in why
    assert "No BLS" not in why
