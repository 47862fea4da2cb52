"""What the services write is what the report of changes reads: who changed, who moved, who cancelled, how late."""

import datetime as dt

import pytest
import time_machine

from accounts.models import User
from casedays import changes, lifecycle
from casedays.changes import edit_case_day
from casedays.details import Edit
from casedays.models import CaseDay
from casedays.selectors.reports import changes_report, lead_report
from casedays.selectors.reports.scope import Scope
from casedays.staffing import accept_assignment
from practices.models import Practice
from scheduling_portal.core import clock
from tests.factories.casedays import (
    accepted_day,
    active,
    confirmed_day,
    day_ahead,
    details,
    fresh,
    planned_day,
    requested_day,
    staff_of,
)
from tests.factories.practices import PracticeFactory


@pytest.fixture
def practice(db: None) -> Practice:
    return PracticeFactory.create()


def edit(day: CaseDay, actor: User, *, date: dt.date | None = None, **fields: object) -> None:
    wanted = Edit(site=day.site, date=date or day.date, details=details(**fields))
    edit_case_day(case_day=day, edit=wanted, actor=actor, version=fresh(day).version)


def row(manager: User, read: object = changes_report) -> dict[str, object]:
    scope = Scope(day_ahead(-5), day_ahead(60))
    table = read(manager, scope).tables[0]  # type: ignore[operator]
    (one,) = table.rows
    return {column.key: cell.value for column, cell in zip(table.columns, one.cells, strict=True)}


def test_changes_are_their_authors(manager: User, practice: Practice) -> None:
    day = planned_day(practice, manager=manager, date=day_ahead(20))
    edit(day, staff_of(practice), notes="Back door.")  # at once, by the practice
    edit(fresh(day), manager, notes="Front door.", expected_patients=6)  # by a manager
    edit(fresh(day), staff_of(practice), date=day_ahead(21), notes="Front door.", expected_patients=6)  # waits
    waiting = day.changes.get(status="waiting")
    changes.decline_change(change=waiting, actor=manager, reason="No team.")
    found = row(manager)
    assert (found["by-practice"], found["by-manager"], found["declined"], found["moved"]) == (2, 1, 1, 0)
    assert found["late-changes"] == 0


def test_move_that_the_practice_asked_for_is_its_own(manager: User, practice: Practice) -> None:
    day = planned_day(practice, manager=manager, date=day_ahead(20))
    edit(day, staff_of(practice), date=day_ahead(24))
    lifecycle.reschedule(case_day=day, actor=manager, date=day_ahead(24))
    other = planned_day(practice, manager=manager, date=day_ahead(30))
    lifecycle.reschedule(case_day=other, actor=manager, date=day_ahead(40))
    found = row(manager)
    assert (found["by-practice"], found["by-manager"], found["moved"]) == (1, 1, 2)


def test_notice_is_that_of_the_date_that_was_given_up(manager: User, practice: Practice) -> None:
    day = planned_day(practice, manager=manager, date=day_ahead(10))
    with time_machine.travel(day.first_case_at - dt.timedelta(hours=20), tick=False):
        lifecycle.reschedule(case_day=day, actor=manager, date=day_ahead(25))
    found = row(manager)
    assert (found["late-changes"], found["notice"]) == (1, 20.0)


def test_cancelled_days_and_requests(manager: User, practice: Practice) -> None:
    late, early, withdrawn, rejected = (
        confirmed_day(practice, manager=manager, date=day_ahead(11)),
        planned_day(practice, manager=manager, date=day_ahead(12)),
        requested_day(practice, date=day_ahead(13)),
        requested_day(practice, date=day_ahead(14)),
    )
    with time_machine.travel(late.first_case_at - dt.timedelta(hours=71), tick=False):
        lifecycle.cancel_case_day(case_day=late, actor=staff_of(practice), reason="Flood.")
    lifecycle.cancel_case_day(case_day=early, actor=manager, reason="No team.")
    lifecycle.cancel_case_day(case_day=withdrawn, actor=staff_of(practice), reason="Not needed.")
    lifecycle.reject_request(case_day=rejected, actor=manager, reason="No team.")
    found = row(manager)
    assert (found["cancelled-practice"], found["cancelled-manager"], found["late-cancelled"]) == (1, 1, 1)
    assert (found["withdrawn"], found["rejected"], found["days"]) == (1, 1, 4)
    said = changes_report(manager, Scope(day_ahead(0), day_ahead(60))).headline
    assert said.startswith("Nothing was changed on 4 days. 2 days were cancelled, 1 by practices, 1 within 72 h.")


def test_lead_times_are_those_of_the_steps(manager: User, practice: Practice) -> None:
    start = clock.now().replace(hour=17, minute=0, second=0, microsecond=0)
    day = requested_day(practice, date=day_ahead(30))
    CaseDay.objects.filter(pk=day.pk).update(requested_at=start - dt.timedelta(hours=30))
    with time_machine.travel(start, tick=False):
        lifecycle.accept_request(case_day=day, actor=manager, date=day.date)
    found = row(manager, lead_report)
    assert (found["accepted"], found["confirmed"], found["whole"]) == (30.0, None, None)


def test_all_three_must_have_accepted(manager: User, practice: Practice) -> None:
    day = confirmed_day(practice, manager=manager, date=day_ahead(30))
    first, second, third = active(day)
    for one in (first, second):
        accept_assignment(assignment=one, actor=one.clinician.user)
    assert row(manager, lead_report)["answered"] is None
    with time_machine.travel(clock.now() + dt.timedelta(hours=5)):
        accept_assignment(assignment=third, actor=third.clinician.user)
    assert row(manager, lead_report)["answered"] == pytest.approx(5.0, abs=0.2)


def test_day_made_by_a_manager_was_not_asked_for(manager: User) -> None:
    site = accepted_day(date=day_ahead(90)).site
    lifecycle.create_case_day(actor=manager, practice=site.practice, site=site, date=day_ahead(15), details=details())
    found = row(manager, lead_report)
    assert (found["days"], found["accepted"]) == (1, None)
